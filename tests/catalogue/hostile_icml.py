"""Catalogue files as careless exports and attackers make them, each with what a reader has to do about it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

OFFERS: Final = (("TD-1", "Кружка «Фьорд»"), ("TD-2", "Плед & подушка"))
"""Id and name of every offer in each sample that has to be read."""

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CATEGORIES: Final = '<categories><category id="1">Дом</category></categories>'
_FIRST: Final = (
    '<offer id="TD-1" quantity="3"><price>890</price><categoryId>1</categoryId><name>Кружка «Фьорд»</name>'
    "</offer>"
)
_SECOND: Final = (
    '<offer id="TD-2" quantity="0"><price>4590.00</price><categoryId>1</categoryId>'
    "<name>Плед &amp; подушка</name></offer>"
)
_OFFERS: Final = f"<offers>{_FIRST}{_SECOND}</offers>"
_MEGABYTE: Final = 1_000_000
# More than a parser takes in at a time.
_LONG: Final = 300_000


@dataclass(frozen=True)
class Sample:
    """`make` gives the bytes; a sample that is to be refused never leads to a whole catalogue."""

    make: Callable[[], bytes]
    is_read: bool

    @property
    def expected(self) -> str:
        return "reads" if self.is_read else "refused"


def catalogue(
    *,
    declaration: str = _DECLARATION,
    doctype: str = "",
    name: str = "Тёплый Дом",
    middle: str = _CATEGORIES + _OFFERS,
    tail: str = "",
) -> str:
    """A small catalogue with one part of it replaced."""
    shop = f"<shop><name>{name}</name><company>ООО «Пример»</company>{middle}</shop>"
    return f'{declaration}{doctype}<yml_catalog date="2026-03-14 09:00:00">{shop}</yml_catalog>{tail}'


def _of(**parts: str) -> bytes:
    return catalogue(**parts).encode()


def _offers(inside: str) -> str:
    """Both offers, with something more behind the name of the first."""
    first = _FIRST.replace("</offer>", f"{inside}</offer>")
    return f"<offers>{first}{_SECOND}</offers>"


def _in_encoding(encoding: str, codec: str) -> bytes:
    return catalogue(declaration=f'<?xml version="1.0" encoding="{encoding}"?>\n').encode(codec)


def _billion_laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{one} "{f"&l{one - 1};" * 10}">' for one in range(1, 10))
    return _of(doctype=f'<!DOCTYPE yml_catalog [<!ENTITY l0 "ha">{levels}]>', name="&l9;")


def _quadratic_blowup() -> bytes:
    doctype = f'<!DOCTYPE yml_catalog [<!ENTITY long "{"a" * 100_000}">]>'
    return _of(doctype=doctype, name="&long;" * 20_000)


def _parameter_entities() -> bytes:
    inside = '<!ENTITY % outer SYSTEM "http://127.0.0.1:9/outer.dtd"> %outer;'
    return _of(doctype=f"<!DOCTYPE yml_catalog [{inside}]>")


def _external_entity(address: str) -> bytes:
    doctype = f'<!DOCTYPE yml_catalog [<!ENTITY file SYSTEM "{address}">]>'
    return _of(doctype=doctype, middle=_CATEGORIES + _offers("<description>&file;</description>"))


def _undeclared(**parts: str) -> bytes:
    """With an outer document type the parser cannot know whether an entity exists."""
    return _of(doctype='<!DOCTYPE yml_catalog SYSTEM "http://127.0.0.1:9/shops.dtd">', **parts)


def _cut_in_a_character() -> bytes:
    whole = _of()
    return whole[: whole.index("Плед".encode()) + 1]


def _cut(after: str) -> bytes:
    whole = _of()
    return whole[: whole.index(after.encode()) + len(after.encode())]


def _everything_legal() -> bytes:
    middle = (
        "<!-- до категорий --><categories><!-- в категориях --><?php echo 1; ?>"
        '<category id="1"><![CDATA[Дом]]></category></categories><?note между?>'
        "<offers><!-- до товаров -->"
        '<offer id="TD-1" quantity="3"><!-- в товаре --><price><!-- сперва -->890</price>'
        "<categoryId>1</categoryId><name>Кружка <![CDATA[«Фьорд»]]></name></offer>\n<?pi?>\n"
        '<offer id="TD-2" quantity="0"><price>45<!-- внутри -->90.00</price><categoryId>1</categoryId>'
        "<name>Плед<!-- внутри --> <?pi внутри?>&#38; <![CDATA[поду]]>шка</name></offer>"
        "<!-- после товаров --></offers><?pi?>"
    )
    before = '<?xml-stylesheet href="none.xsl"?><!-- <html> -->\n'
    return _of(declaration=_DECLARATION + before, middle=middle, tail="\n<!-- конец --><?pi?>\n")


def _without_shop() -> bytes:
    return f"{_DECLARATION}<yml_catalog>{_CATEGORIES}{_OFFERS}</yml_catalog>".encode()


def _categories_last() -> bytes:
    long = f"<description>{'a' * _LONG}</description></offer></offers>"
    return _of(middle=_OFFERS.replace("</offer></offers>", long) + _CATEGORIES)


def _page() -> bytes:
    page = "<!DOCTYPE html>\n<html><head><title>Вход</title></head><body><form></form></body></html>"
    return page.encode()


def _archive() -> bytes:
    return b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + _of()


def _packed_bomb() -> bytes:
    """64 MB of which no part alone is too large."""
    more = "".join(f'<offer id="B-{one}"><name>{" " * _MEGABYTE}</name></offer>' for one in range(64))
    return gzip.compress(_of(middle=f"{_CATEGORIES}<offers>{_FIRST}{more}{_SECOND}</offers>"), mtime=0)


def _packed_twice() -> bytes:
    return gzip.compress(_packed(), mtime=0)


def _packed() -> bytes:
    return gzip.compress(_of(), mtime=0)


def _packed_in_parts() -> bytes:
    whole = _of()
    return gzip.compress(whole[:200], mtime=0) + gzip.compress(whole[200:], mtime=0)


def _reads(make: Callable[[], bytes]) -> Sample:
    return Sample(make, is_read=True)


def _refused(make: Callable[[], bytes]) -> Sample:
    return Sample(make, is_read=False)


SAMPLES: Final[Mapping[str, Sample]] = {
    # As it should be, and oddities that are legal.
    "plain": _reads(_of),
    "no declaration": _reads(lambda: _of(declaration="")),
    "doctype without entities": _reads(lambda: _of(doctype='<!DOCTYPE yml_catalog SYSTEM "shops.dtd">')),
    "doctype of another computer, unused": _reads(_undeclared),
    "comments, PIs and CDATA everywhere": _reads(_everything_legal),
    "unknown elements": _reads(
        lambda: _of(middle=_CATEGORIES + _offers("<x:odd xmlns:x='urn:x'><a/></x:odd>"))
    ),
    "inclusion of a file": _reads(
        lambda: _of(
            middle=_CATEGORIES
            + _offers(
                '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="file:///etc/passwd"/>'
            )
        )
    ),
    "blank lines behind the end": _reads(lambda: _of(tail="\n\n")),
    # Encodings.
    "UTF-8 with BOM": _reads(lambda: b"\xef\xbb\xbf" + _of()),
    "UTF-16 with BOM": _reads(lambda: _in_encoding("UTF-16", "utf-16")),
    "UTF-16 big-endian with BOM": _reads(lambda: b"\xfe\xff" + _in_encoding("UTF-16", "utf-16-be")),
    "UTF-16 without BOM": _reads(lambda: _in_encoding("UTF-16LE", "utf-16-le")),
    "windows-1251": _reads(lambda: _in_encoding("windows-1251", "windows-1251")),
    "UTF-8 declared, windows-1251 written": _refused(lambda: _in_encoding("UTF-8", "windows-1251")),
    "UTF-16 declared, UTF-8 written": _refused(lambda: _in_encoding("UTF-16", "utf-8")),
    "unknown encoding": _refused(lambda: _in_encoding("x-nobody", "utf-8")),
    "NUL byte": _refused(lambda: _of().replace("Кружка".encode(), b"\0")),
    "control character": _refused(lambda: _of(name="&#11;")),
    # Entities.
    "billion laughs": _refused(_billion_laughs),
    "quadratic blow-up": _refused(_quadratic_blowup),
    "external entity": _refused(lambda: _external_entity("file:///etc/passwd")),
    "external entity over HTTP": _refused(lambda: _external_entity("http://127.0.0.1:9/one.txt")),
    "parameter entities": _refused(_parameter_entities),
    "entity of an external DTD in an offer": _refused(
        lambda: _undeclared(middle=_CATEGORIES + _offers("<vendor>A&b;C</vendor>"))
    ),
    "entity of an external DTD in a category": _refused(
        lambda: _undeclared(middle=_CATEGORIES.replace("Дом", "Д&b;м") + _OFFERS)
    ),
    "entity of an external DTD in an id": _refused(
        lambda: _undeclared(middle=_CATEGORIES + _OFFERS.replace("TD-1", "TD-&b;1"))
    ),
    "undeclared entity": _refused(lambda: _of(name="Тёплый&nbsp;Дом")),
    # Broken off.
    "cut in a tag": _refused(lambda: _cut('<offer id="TD')),
    "cut in a text": _refused(lambda: _cut("Плед")),
    "cut in a character": _refused(_cut_in_a_character),
    "cut between offers": _refused(lambda: _cut(_FIRST)),
    "cut before the last tag": _refused(lambda: _cut("</shop>")),
    # Shape.
    "nested 100,000 deep": _refused(
        lambda: _of(middle=_CATEGORIES + _offers("<a>" * 100_000 + "</a>" * 100_000)),
    ),
    "attribute of 20 MB": _refused(
        lambda: _of(middle=_CATEGORIES + _offers(f'<param name="{"a" * 20 * _MEGABYTE}"/>'))
    ),
    "text of 20 MB": _refused(
        lambda: _of(middle=_CATEGORIES + _offers(f"<description>{'a' * 20 * _MEGABYTE}</description>"))
    ),
    "offers without shop": _refused(_without_shop),
    "another root": _refused(lambda: _of().replace(b"yml_catalog", b"catalog")),
    "two roots": _refused(lambda: _of() + catalogue(declaration="").encode()),
    "text behind the root": _refused(lambda: _of(tail="\nmemory limit exhausted")),
    "a notice ahead of the declaration": _refused(lambda: b"<b>Notice</b>: Undefined index\n" + _of()),
    "categories after offers": _refused(_categories_last),
    "an attribute twice": _refused(lambda: _of(middle=_CATEGORIES + _OFFERS.replace("id=", 'id="1" id='))),
    # Something else altogether.
    "web page": _refused(_page),
    "JSON": _refused(lambda: json.dumps({"offers": []}).encode()),
    "empty": _refused(lambda: b""),
    "blanks only": _refused(lambda: b" \r\n\t"),
    "BOM only": _refused(lambda: b"\xef\xbb\xbf"),
    "UTF-16 BOM only": _refused(lambda: b"\xff\xfe"),
    "ZIP archive": _refused(_archive),
    # Packed.
    "gzip": _reads(_packed),
    "gzip in parts": _reads(_packed_in_parts),
    "gzip padded with zeros": _reads(lambda: _packed() + b"\0" * 512),
    "gzip truncated": _refused(lambda: _packed()[:-20]),
    "gzip without its check sum": _refused(lambda: _packed()[:-8]),
    "gzip with a wrong check sum": _refused(lambda: _packed()[:-8] + b"\1\2\3\4" + _packed()[-4:]),
    "gzip bomb": _refused(_packed_bomb),
    "gzip twice": _refused(_packed_twice),
    "gzip with trailing garbage": _refused(lambda: _packed() + b"trailing garbage"),
    "gzip header only": _refused(lambda: _packed()[:10]),
}
