from __future__ import annotations

import gzip
import hashlib
import os
import random
import socket
import sys
from pathlib import Path

import pytest
from lxml import etree

from mmdesk.catalogue.source_file import SourceBroken, digest, local_path, opened
from mmdesk.unpacking import UnpackLimits
from tests.catalogue.hostile_icml import OFFERS, SAMPLES

LONG = b"<yml_catalog>" + random.Random(3).randbytes(400_000).hex().encode() + b"</yml_catalog>"


def sample(tmp_path: Path, name: str) -> Path:
    file = tmp_path / "icml.xml"
    file.write_bytes(SAMPLES[name].make())
    return file


def read(path: Path | str) -> bytes:
    with opened(path) as source:
        return source.read()


def refusal(path: Path | str) -> SourceBroken:
    with pytest.raises(SourceBroken) as caught:
        read(path)
    assert caught.value.cure.ru
    return caught.value


@pytest.mark.parametrize(
    "name", ["plain", "gzip", "gzip in parts", "gzip padded with zeros", "UTF-8 with BOM", "windows-1251"]
)
def test_a_parser_reads_a_file_however_it_is_packed_and_marked(tmp_path: Path, name: str) -> None:
    with opened(sample(tmp_path, name)) as source:
        ends = etree.iterparse(source, tag="offer")
        assert tuple((one.get("id"), one.findtext("name")) for _, one in ends) == OFFERS


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("web page", "a web page"),
        ("JSON", "JSON"),
        ("empty", "empty"),
        ("BOM only", "empty"),
        ("ZIP archive", "ZIP"),
        ("gzip truncated", "cut short"),
        ("gzip header only", "cut short"),
        ("gzip bomb", "grows more than 200 times"),
        ("gzip twice", "packed twice"),
        ("gzip with trailing garbage", "damaged"),
    ],
)
def test_a_hostile_file_is_refused_with_its_name_and_a_cure(tmp_path: Path, name: str, words: str) -> None:
    file = sample(tmp_path, name)
    told = refusal(file).sentence("en")
    assert words in told
    assert str(file) in told


@pytest.mark.parametrize("size", [1, 7, 100_000, 10_000_000])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_reads_of_any_size_give_the_whole_file(tmp_path: Path, size: int, pack: type[bytes]) -> None:
    content = LONG if size > 1000 else LONG[:3000]
    file = tmp_path / "icml.xml"
    file.write_bytes(pack(content))
    parts = []
    with opened(file) as source:
        while part := source.read(size):
            parts.append(part)
    assert {len(part) for part in parts[:-1]} <= {size}
    assert b"".join(parts) == content


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_progress_follows_the_file_on_disk(tmp_path: Path, pack: type[bytes]) -> None:
    file = tmp_path / "icml.xml"
    file.write_bytes(pack(LONG))
    shares = []
    with opened(file) as source:
        shares.append(source.read_share)
        while source.read(50_000):
            shares.append(source.read_share)
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    assert any(0.3 < share < 0.7 for share in shares)


def test_an_oversized_plain_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "icml.xml"
    file.write_bytes(LONG)
    with opened(file, UnpackLimits(size=500_000)) as source, pytest.raises(SourceBroken):
        source.read()


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "icml.xml"
    file.write_bytes(LONG)
    with opened(file) as source:
        source.read(1000)
        with file.open("ab") as export:
            export.write(b"<!-- more -->")
        with pytest.raises(SourceBroken, match="changed while it was read"):
            source.read()


def test_a_file_that_is_replaced_while_it_is_read_is_read_as_it_was(tmp_path: Path) -> None:
    file, fresh = tmp_path / "icml.xml", tmp_path / "new.xml"
    file.write_bytes(LONG)
    fresh.write_bytes(b"<yml_catalog/>")
    with opened(file) as source:
        begin = source.read(1000)
        if sys.platform != "win32":  # which lets nobody replace an open file
            fresh.replace(file)
        assert begin + source.read() == LONG


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nothing.xml", "нет такого файла"),
        ("icml.xml/inside.xml", "нет такого файла"),
        ("a\0b.xml", "это не путь"),
        ("x" * 5000, "xxx: "),
    ],
)
def test_a_file_that_is_not_there_is_told(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "icml.xml").write_bytes(b"<yml_catalog/>")
    assert words in refusal(tmp_path / name).detail.ru


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "это папка" in refusal(tmp_path).detail.ru


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices are no files there")
def test_a_pipe_that_nobody_writes_to_does_not_hold_us_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")
    assert "a device or a pipe" in refusal(tmp_path / "pipe.xml").detail.en


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices are no files there")
def test_a_device_and_a_socket_are_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "a device or a pipe" in refusal("/dev/zero").detail.en
    monkeypatch.chdir(tmp_path)  # a socket's whole path may be too long for it
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("door.xml")
        assert "a device or a pipe" in refusal("door.xml").detail.en


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="rights are others there, and root may read all"
)
def test_a_file_without_rights_is_told(tmp_path: Path) -> None:
    file = sample(tmp_path, "plain")
    file.chmod(0)
    assert "нет прав" in refusal(file).detail.ru


def test_a_file_address_is_a_path(tmp_path: Path) -> None:
    file = tmp_path / "мой каталог.xml"
    file.write_bytes(b"<yml_catalog/>")
    assert read(file.as_uri()) == b"<yml_catalog/>"
    assert local_path(file.as_uri().replace("file://", "FILE://localhost")) == file
    assert local_path(str(file)) == file


def test_a_file_address_of_another_computer_is_refused() -> None:
    assert "warehouse-7" in refusal("file://warehouse-7/share/icml.xml").detail.en


def test_the_digest_is_that_of_the_bytes_on_disk(tmp_path: Path) -> None:
    file = tmp_path / "icml.xml.gz"
    file.write_bytes(gzip.compress(LONG))
    assert digest(file) == hashlib.sha256(file.read_bytes()).hexdigest()
    with pytest.raises(SourceBroken):
        digest(tmp_path)
