"""The rules of a fetch, for whatever a client may write into its headers."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from feed_server.fetching import Form, Shown, headers_of, judge

TAG = '"3f2a"'
SHOWN = Shown(
    Form(TAG, 1000), Form('"3f2a-gz"', 77, "gzip"), datetime(2026, 11, 2, 9, 0, tzinfo=UTC), date_proves=True
)
WORDS = (
    "bytes=",
    "bytes",
    "gzip",
    "identity",
    "*",
    ";q=",
    "0",
    "1",
    ".5",
    ",",
    "-",
    " ",
    '"',
    "W/",
    TAG,
    "٣",
)
DATES = ("Mon, 02 Nov 2026 09:00:00 GMT", "Mon, 02 Nov 1 99:00:00 +9999", "0", "31 Feb 9999 25:61 -2359")
NAMES = (
    *("accept-encoding", "if-match", "if-modified-since", "if-none-match", "if-range"),
    *("if-unmodified-since", "range"),
)


def values() -> st.SearchStrategy[str]:
    latin = st.text(st.characters(max_codepoint=255), max_size=20)
    pieces = st.lists(st.sampled_from(WORDS) | st.integers(0, 10**25).map(str), max_size=8).map("".join)
    return st.one_of(pieces, latin, st.sampled_from(DATES))


@given(st.sampled_from(("GET", "HEAD")), st.lists(st.tuples(st.sampled_from(NAMES), values()), max_size=6))
def test_any_headers_have_one_answer_that_is_true_to_itself(verb: str, lines: list[tuple[str, str]]) -> None:
    raw = [(name.encode(), value.encode("latin-1", "ignore")) for name, value in lines]
    verdict = judge(verb, Headers(raw=raw), SHOWN)
    said = headers_of(verdict, SHOWN, "text/xml")
    size = verdict.form.size
    assert verdict.form in (SHOWN.plain, SHOWN.packed)
    assert (verdict.status in (200, 206)) == bool(verdict.span) == ("Content-Length" in said)
    match verdict.status:
        case 200:
            assert verdict.span == range(size)
        case 206:
            assert verb == "GET"
            assert range(size)[verdict.span.start : verdict.span.stop] == verdict.span
            assert said["Content-Range"] == f"bytes {verdict.span[0]}-{verdict.span[-1]}/{size}"
        case _:
            assert verdict.status in (304, 412, 416)


@given(st.lists(st.sampled_from(("gzip", "identity", "br", "*", ";q=0", ";q=0.5", ";q=1", ",")), max_size=9))
def test_who_names_neither_gzip_nor_everything_gets_the_plain_form(words: list[str]) -> None:
    accepted = "".join(words)
    verdict = judge("GET", Headers({"accept-encoding": accepted}), SHOWN)
    assert verdict.form == SHOWN.plain or "gzip" in accepted or "*" in accepted
