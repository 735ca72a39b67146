"""Files that mean harm, or nothing: each gets a verdict, in little time and memory."""

from __future__ import annotations

import gzip
import hashlib
import io
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.catalogue.validator import MOST_PROBLEMS, Verdict, validate
from tests.catalogue.feed_file import DECLARATION, VAT_CODES, feed, flood, judge, offer

ROOT = Path(__file__).parents[2]
HEAD, _, TAIL = feed("<!-- here -->").partition(b"<!-- here -->")
MEGABYTE = 1_000_000
SECONDS = 60.0
"""Far more than any of these takes, on a machine with other things to do."""
FLOODS = {
    "a text of 200 MB": (b"<offer id='A'><name>", (200 * MEGABYTE, b"x"), b"</name></offer>"),
    "a comment of 200 MB": (b"<!--", (200 * MEGABYTE, b"x"), b"-->"),
    "an attribute of 200 MB": (b"<offer id='", (200 * MEGABYTE, b"x"), b"'/>"),
    "a name of 200 MB": (b"<", (200 * MEGABYTE, b"x"), b"/>"),
    "blanks": ((200 * MEGABYTE, b" "),),
    "a million elements for an offer": (b"<offer>", (MEGABYTE, b"<a/>"), b"</offer>"),
    "a million elements beside offers": (offer().encode(), (MEGABYTE, b"<a/>")),
    "texts between 300,000 offers": ((300_000, b"<offer/>" + b"y" * 300),),
    "300,000 offers of one id": ((300_000, b"<offer id='A'/>"),),
    "undeclared prefixes": ((MEGABYTE, b"<offer><g:id/></offer>"),),
    "a depth of 100,000": ((100_000, b"<a>"), (100_000, b"</a>")),
    "nothing but brackets": ((20 * MEGABYTE, b"<"),),
    "NUL bytes": ((20 * MEGABYTE, b"\0"),),
}
# Tells a child's verdict and how much memory it has ever held.
_CHILD = """
import json, sys
from pathlib import Path
from mmdesk.catalogue.validator import validate
from tests.catalogue.feed_file import VAT_CODES, flood
from tests.catalogue.test_validator_hostile import FLOODS, HEAD, TAIL

def held():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024

before = held()
verdict = validate(flood(HEAD, *FLOODS[sys.argv[1]], TAIL), vat_codes=VAT_CODES)
print(json.dumps([verdict.errors, held() - before]))
"""


@contextmanager
def in_good_time() -> Iterator[None]:
    began = monotonic()
    yield
    assert monotonic() - began < SECONDS


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_refused_before_it_is_over(name: str) -> None:
    with in_good_time():
        verdict = validate(flood(HEAD, *FLOODS[name], TAIL), vat_codes=VAT_CODES)
    assert not verdict.ok
    assert len(verdict.problems) <= MOST_PROBLEMS


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what a process has held")
@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_does_not_fill_the_memory(name: str) -> None:
    command = [sys.executable, "-c", _CHILD, name]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=True)
    errors, megabytes = (float(word) for word in ran.stdout.strip(" []\n").split(","))
    assert errors
    assert megabytes < 100


def test_a_gzip_of_600_megabytes_is_read_up_to_the_limit() -> None:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as file:
        file.write(HEAD)
        for _ in range(600):
            file.write(b" " * MEGABYTE)
    with in_good_time():
        verdict = judge(packed.getvalue())
    assert (verdict.counts["too_large"], verdict.size) == (1, 500 * MEGABYTE)


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
        '<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;',
        '<!ATTLIST offer id CDATA "A-1">',
        "",
    ],
)
def test_no_declaration_of_a_document_is_even_parsed(declared: str) -> None:
    doctype = f"<!-- a feed -->\n<!DOCTYPE yml_catalog [{declared}]>\n"
    content = feed(offer(name="<name>&b;</name>")).replace(b"?>\n", f"?>\n{doctype}".encode(), 1)
    assert judge(content).counts == {"entities": 1}


def test_a_doctype_that_names_an_address_makes_nobody_ask_there() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/shops.dtd"
        doctype = f'<!DOCTYPE yml_catalog SYSTEM "{address}">'.encode()
        reference = feed(offer(name="<name>a&nbsp;b</name>"))
        verdict = judge(reference.replace(b"?>\n", b"?>\n" + doctype, 1))
        with pytest.raises(BlockingIOError):
            server.accept()
    assert verdict.counts == {"not_well_formed": 1}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "mac-cyrillic"])
def test_an_encoding_that_nobody_asked_for_is_refused(encoding: str) -> None:
    for declared in ("UTF-8", encoding):
        content = feed().decode().replace("UTF-8", declared, 1).encode(encoding)
        assert not judge(content).ok


def test_two_checks_at_a_time_do_not_disturb_each_other() -> None:
    content = feed(*(offer(f"A-{number}") for number in range(500)), offer("B", name=""))
    verdicts: list[Verdict] = []
    threads = [threading.Thread(target=lambda: verdicts.append(judge(content))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verdicts == [judge(content)] * 4


@given(st.binary(max_size=2000))
def test_any_bytes_get_a_verdict(content: bytes) -> None:
    for given_file in (content, DECLARATION.encode() + content, HEAD + content, HEAD + content + TAIL):
        verdict = judge(given_file)
        assert sum(verdict.counts.values()) == verdict.errors + verdict.warnings


GOOD = feed(offer(), "\n", offer("A-2", vendor=""), more="<!-- end -->")


@given(st.data())
def test_a_feed_with_any_part_replaced_gets_a_verdict(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 40)))
    pieces = st.sampled_from(
        [b"<", b">", b"&", b"/", b'"', b"]]>", b"<!--", b"<![CDATA[", b"<offer>", b"&#0;", b"\0"]
    )
    piece = data.draw(st.one_of(st.binary(max_size=8), pieces))
    spoilt = GOOD[:start] + piece + GOOD[end:]
    verdict = judge(spoilt)
    assert verdict.size == len(spoilt)
    assert all(part.isprintable() for problem in verdict.problems for part in problem)


@given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_a_packed_feed_with_any_part_replaced_gets_a_verdict(place: int, piece: bytes) -> None:
    packed = gzip.compress(GOOD, mtime=0)
    spoilt = packed[:place] + piece + packed[place + len(piece) :]
    verdict = judge(spoilt)
    assert not verdict.ok or verdict.sha256 == hashlib.sha256(GOOD).hexdigest()
