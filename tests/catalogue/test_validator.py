"""Each rule for a feed: what keeps it, and what breaks it."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from mmdesk.catalogue.child import VALIDATE_FEED, command
from mmdesk.catalogue.feed_stream import FeedUnreadable
from mmdesk.catalogue.packed_ids import PackedIds
from mmdesk.catalogue.problem_words import WORDS
from mmdesk.catalogue.problems import WARNINGS, Problem
from mmdesk.catalogue.validator import Verdict, validate
from tests.catalogue.feed_file import DECLARATION, VAT_CODES, codes, feed, judge, offer

EXAMPLE = Path(__file__).with_name("example_feed.xml")
# Runs the validator in this interpreter and tells what it has imported by its end.
_RUN = """
import atexit, runpy, sys
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
runpy.run_module("mmdesk.catalogue.validator_process", run_name="__main__")
"""


def category(category_id: str, parent: str | None = None, name: str = "Дом") -> str:
    above = "" if parent is None else f' parentId="{parent}"'
    return f'<category id="{category_id}"{above}>{name}</category>'


def categories(*those: str) -> str:
    return f"<categories>{''.join(those)}</categories>"


def outlets(pieces: str) -> str:
    return f'<outlets><outlet id="1" instock="{pieces}"/></outlets>'


def options(days: str, hour: str) -> str:
    return f'<shipment-options><option days="{days}" order-before="{hour}"/></shipment-options>'


def currencies(currency: str, rate: str, more: str = "") -> str:
    return f'<currencies><currency id="{currency}" rate="{rate}"/>{more}</currencies>'


def described(text: str) -> str:
    return f"<description>{text}</description>"


def test_a_feed_that_keeps_the_rules_has_no_complaint() -> None:
    verdict = validate(EXAMPLE, vat_codes=VAT_CODES)
    assert (verdict.offers, verdict.counts, verdict.ok) == (3, {}, True)


def test_a_feed_packed_by_gzip_is_judged_by_what_is_in_it() -> None:
    plain = EXAMPLE.read_bytes()
    packed = gzip.compress(plain[:500]) + gzip.compress(plain[500:])
    assert judge(packed) == judge(plain)


def test_size_and_digest_are_of_the_xml_whatever_is_wrong_with_it() -> None:
    broken = feed(offer(), "<oops>")
    for content in (feed(), broken, gzip.compress(broken)):
        plain = broken if content.startswith(b"\x1f") else content
        verdict = judge(content)
        assert (verdict.size, verdict.sha256) == (len(plain), hashlib.sha256(plain).hexdigest())


OFFERS_THAT_WILL_DO = [
    pytest.param(offer("A" * 20), id="an id of 20 characters"),
    pytest.param(offer("a-Z_09"), id="an id of all that is allowed"),
    pytest.param(offer(available="false", outlets=outlets("0")), id="none left"),
    pytest.param(
        offer(outlets=outlets("0").replace("<outlets>", '<outlets><outlet id="9" instock="4"/>')),
        id="two outlets",
    ),
    pytest.param(offer(price="<price> 890 </price>", oldprice=""), id="blanks around a number"),
    pytest.param(offer(oldprice=""), id="no old price"),
    pytest.param(offer(currencyId=""), id="no currency"),
    pytest.param(offer(vat="<vat>VAT_20</vat>"), id="another rate"),
    pytest.param(offer(vat="<vat>5</vat>"), id="a rate by its number"),
    pytest.param(
        offer(url="", model="", description="", barcode="", param=""), id="nothing that may be missing"
    ),
    pytest.param(offer(shipment_options=""), id="the shop's time for preparing"),
    pytest.param(offer(url="<url>http://shop.example.ru/%D0%B0?b=1&amp;c=2</url>"), id="an encoded address"),
    pytest.param(offer(barcode="<barcode>036000291452</barcode>"), id="a barcode of 12 digits"),
    pytest.param(
        offer(barcode="<barcode>96385074</barcode><barcode>4607123450024</barcode>"), id="two barcodes"
    ),
    pytest.param(offer(name=f"<name>{'я' * 150}</name>"), id="a name of 150 characters"),
    pytest.param(offer(description=f"<description>{'я' * 3000}</description>"), id="a description of 3000"),
    pytest.param(offer(description="<description><![CDATA[<p>Да</p>]]></description>"), id="tags in CDATA"),
    pytest.param(offer(name="<name>№ 5</name>"), id="a digit for a name"),
]


@pytest.mark.parametrize("good", OFFERS_THAT_WILL_DO)
def test_an_offer_that_keeps_the_rules_has_no_complaint(good: str) -> None:
    assert codes(feed(good)) == []


@pytest.mark.parametrize(
    ("code", "field", "value", "bad"),
    [
        ("no_id", "id", "", offer("")),
        ("no_id", "id", "  ", offer("  ")),
        ("bad_id", "id", "A" * 21, offer("A" * 21)),
        ("bad_id", "id", "чашка", offer("чашка")),
        ("bad_id", "id", "a b", offer("a b")),
        ("bad_id", "id", "7#1", offer("7#1")),
        ("bad_id", "id", " A", offer(" A")),
        ("bad_available", "available", "yes", offer(available="yes")),
        ("bad_available", "available", "", offer(available="")),
        ("no_pieces", "available", "true", offer(outlets=outlets("0"))),
        ("unsold_pieces", "available", "2", offer(available="false")),
        ("no_name", "name", "", offer(name="")),
        ("no_name", "name", "— !", offer(name="<name>— !</name>")),
        ("long_name", "name", "151", offer(name=f"<name>{'я' * 151}</name>")),
        ("no_price", "price", "", offer(price="", oldprice="")),
        ("no_price", "price", "0", offer(price="<price>0</price>", oldprice="")),
        ("no_price", "price", "0.99", offer(price="<price>0.99</price>", oldprice="")),
        ("no_price", "price", "", offer(price="<price/>", oldprice="")),
        ("bad_price", "price", "-5", offer(price="<price>-5</price>", oldprice="")),
        ("bad_price", "price", "1 000", offer(price="<price>1 000</price>", oldprice="")),
        ("bad_price", "price", "99,5", offer(price="<price>99,5</price>", oldprice="")),
        ("bad_price", "price", "१", offer(price="<price>१</price>", oldprice="")),
        ("fraction_price", "price", "100.50", offer(price="<price>100.50</price>")),
        ("old_price", "oldprice", "105", offer(oldprice="<oldprice>105</oldprice>")),
        ("old_price", "oldprice", "90", offer(oldprice="<oldprice>90</oldprice>")),
        ("bad_old_price", "oldprice", "120.5", offer(oldprice="<oldprice>120.5</oldprice>")),
        ("bad_old_price", "oldprice", "0", offer(oldprice="<oldprice>0</oldprice>")),
        ("bad_currency", "currencyId", "USD", offer(currencyId="<currencyId>USD</currencyId>")),
        ("old_currency", "currencyId", "RUR", offer(currencyId="<currencyId>RUR</currencyId>")),
        ("no_category", "categoryId", "", offer(categoryId="")),
        ("no_category", "categoryId", "", offer(categoryId="<categoryId/>")),
        ("bad_category", "categoryId", "0", offer(categoryId="<categoryId>0</categoryId>")),
        ("bad_category", "categoryId", "cups", offer(categoryId="<categoryId>cups</categoryId>")),
        ("unknown_category", "categoryId", "3", offer(categoryId="<categoryId>3</categoryId>")),
        ("no_picture", "picture", "", offer(picture="")),
        ("bad_picture", "picture", "", offer(picture="<picture/>")),
        ("bad_picture", "picture", "ftp://a.ru/1.jpg", offer(picture="<picture>ftp://a.ru/1.jpg</picture>")),
        ("bad_picture", "picture", "https://a.ru/ч.jpg", offer(picture="<picture>https://a.ru/ч.jpg</picture>")),
        ("bad_picture", "picture", "https://a.ru/1 2", offer(picture="<picture>https://a.ru/1 2</picture>")),
        ("bad_url", "url", "https://лавка.рф/", offer(url="<url>https://лавка.рф/</url>")),
        ("bad_url", "url", "/cup", offer(url="<url>/cup</url>")),
        ("no_vat", "vat", "", offer(vat="")),
        ("bad_vat", "vat", "7", offer(vat="<vat>7</vat>")),
        ("bad_vat", "vat", "VAT_22", offer(vat="<vat>VAT_22</vat>")),
        ("no_vendor", "vendor", "", offer(vendor="")),
        ("no_vendor", "vendor", "-", offer(vendor="<vendor>-</vendor>")),
        ("bad_barcode", "barcode", "4607123450018", offer(barcode="<barcode>4607123450018</barcode>")),
        ("bad_barcode", "barcode", "2000000000008", offer(barcode="<barcode>2000000000008</barcode>")),
        ("bad_barcode", "barcode", "12345", offer(barcode="<barcode>12345</barcode>")),
        ("long_description", "description", "3001", offer(description=described("я" * 3001))),
        ("no_stock", "outlets", "", offer(outlets="")),
        ("no_stock", "outlets", "", offer(available="false", outlets="<outlets/>")),
        ("no_outlet_id", "outlet", "", offer(outlets='<outlets><outlet instock="1"/></outlets>')),
        ("bad_quantity", "instock", "-1", offer(available="false", outlets=outlets("-1"))),
        ("bad_quantity", "instock", "3.5", offer(available="false", outlets=outlets("3.5"))),
        ("bad_quantity", "instock", "", offer(available="false", outlets=outlets(""))),
        ("no_param_name", "param", "", offer(param="<param>синий</param>")),
        ("empty_param", "param", "Цвет", offer(param='<param name="Цвет"/>')),
        ("purchase_price", "purchasePrice", "", offer(more="<purchasePrice>50</purchasePrice>")),
        ("purchase_price", "purchase_price", "", offer(more="<purchase_price>50</purchase_price>")),
        ("purchase_price", "param", "Закупочная цена", offer(more='<param name="Закупочная цена">5</param>')),
        ("unknown_element", "delivery", "", offer(more="<delivery>true</delivery>")),
        ("repeated_element", "price", "", offer(more="<price>100</price>")),
        ("nested_element", "description", "", offer(description="<description>Да <b>!</b></description>")),
        ("bad_days", "days", "-1", offer(shipment_options=options("-1", "1"))),
        ("bad_order_before", "order-before", "25", offer(shipment_options=options("1", "25"))),
        ("bad_order_before", "order-before", "07:00", offer(shipment_options=options("1", "07:00"))),
        ("no_shipment_options", "shipment-options", "", offer(shipment_options="<shipment-options/>")),
        ("store_id", "store-id", "5", offer(shipment_options=options("1", '1" store-id="5'))),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_offer_is_told_and_nothing_else(
    code: str, field: str, value: str, bad: str
) -> None:
    (problem,) = judge(feed(bad)).problems
    assert (problem.code, problem.field, problem.value) == (code, field, value)


@pytest.mark.parametrize(
    ("code", "value", "bad"),
    [
        ("bad_date", "2026-04-02 08:30", feed(date="2026-04-02 08:30")),
        ("bad_date", "2026-04-02T08:30:00", feed(date="2026-04-02T08:30:00")),
        ("bad_date", "2026-04-31T08:30:00Z", feed(date="2026-04-31T08:30:00Z")),
        ("bad_date", "", feed(date="")),
        ("no_shop_name", "", feed(name="")),
        ("no_shop_name", "", feed(name="<name> – </name>")),
        ("no_company", "", feed(company="<company/>")),
        ("no_shop_url", "", feed(url="")),
        ("bad_url", "лавка", feed(url="<url>лавка</url>")),
        ("no_currency", "", feed(currencies="")),
        ("no_currency", "", feed(currencies="<currencies/>")),
        ("bad_currency", "USD", feed(currencies=currencies("USD", "1"))),
        ("bad_currency", "RUB, USD", feed(currencies=currencies("RUB", "1", '<currency id="USD"/>'))),
        ("old_currency", "RUR", feed(currencies=currencies("RUR", "1"))),
        ("bad_rate", "CBRF", feed(currencies=currencies("RUB", "CBRF"))),
        ("bad_category_id", "0", feed(categories=categories(category("0"), category("2")))),
        ("bad_category_id", "a", feed(categories=categories(category("a"), category("2")))),
        ("duplicate_category", "2", feed(categories=categories(category("2"), category("2")))),
        ("no_category_name", "2", feed(categories=categories(category("2", name=" ")))),
        ("no_parent", "7", feed(categories=categories(category("2", "7")))),
        ("no_parent", "2", feed(categories=categories(category("2", "")))),
        ("category_cycle", "1", feed(categories=categories(category("2", "1"), category("1", "2")))),
        ("category_cycle", "2", feed(categories=categories(category("2", "2")))),
        ("bad_days", "", feed(shipment_options=options("", "1"))),
        ("unknown_element", "", feed(more="<gifts/>")),
        ("repeated_element", "", feed(more="<name>Другая</name>")),
        ("unknown_element", "", feed(offer(), "<gift/>", offer("A-2"))),
        ("unknown_element", "", feed(offer(), offer("A-2"), "<gift/>")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_shop_is_told_and_nothing_else(code: str, value: str, bad: bytes) -> None:
    (problem,) = judge(bad).problems
    assert (problem.offer_id, problem.code, problem.value) == ("", code, value)


@pytest.mark.parametrize(
    "date", ["2026-04-02T08:30:00Z", "2026-04-02T08:30:00.25-03:00", "2026-04-02t08:30:00+03:00"]
)
def test_a_moment_with_a_zone_will_do(date: str) -> None:
    assert codes(feed(date=date)) == []


def test_a_child_may_stand_ahead_of_its_parent() -> None:
    tree = categories(category("2", "1"), category("3", "2"), category("1"))
    assert codes(feed(categories=tree)) == []


def test_what_hangs_below_a_cycle_is_no_second_complaint() -> None:
    tree = categories(category("1", "2"), category("2", "1"), category("3", "2"), category("4", "3"))
    assert judge(feed(categories=tree)).counts == {"category_cycle": 1}


def test_nobody_says_how_long_preparing_takes() -> None:
    without = offer(shipment_options="")
    assert codes(feed(offer(), without, shipment_options="")) == ["duplicate_id", "no_shipment_options"]


def test_a_foreign_feed_may_have_its_parts_in_another_order() -> None:
    head, _, tail = feed(offer(), offer("A-2")).decode().partition("<offers>")
    goods, _, _ = tail.partition("</offers>")
    root, _, inside = head.partition("<shop>")
    turned = f"{root}<shop><offers>{goods}</offers>{inside}</shop></yml_catalog>"
    assert codes(turned.encode()) == []


def test_a_category_that_comes_after_the_offers_and_is_not_theirs_is_told() -> None:
    strange = offer(categoryId="<categoryId>9</categoryId>")
    content = feed(strange, offer("A-2"), categories="", more=categories(category("2")))
    verdict = judge(content)
    assert verdict.counts == {"unknown_category": 1}
    assert verdict.problems[0] == Problem("A-1", "unknown_category", "categoryId", "9")


def test_an_offer_outside_of_the_offers_is_told() -> None:
    verdict = judge(feed(offer("A-1", more=offer("A-2")), more=offer("A-3")))
    assert verdict.counts["misplaced"] == 2
    assert [each.offer_id for each in verdict.problems if each.code == "misplaced"] == ["A-2", "A-3"]


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("empty_file", b""),
        ("no_root", DECLARATION.encode()),
        ("wrong_root", (DECLARATION + "<catalogue/>").encode()),
        ("no_shop", (DECLARATION + '<yml_catalog date="2026-04-02T08:30:00Z"/>').encode()),
        ("no_offers", feed("<!-- none -->")),
        ("bom", b"\xef\xbb\xbf" + feed()),
        ("junk_ahead", b"\n" + feed()),
        ("junk_ahead", "<b>Notice</b>: нет ключа in /a.php\n".encode() + feed()),
        ("no_declaration", feed().partition(b"\n")[2]),
        ("bad_declaration", feed().replace(b'version="1.0"', b'version="2.0"', 1)),
        ("no_encoding", feed().replace(b' encoding="UTF-8"', b"", 1)),
        ("wrong_encoding", feed().replace(b"UTF-8", b"KOI8-R", 1)),
        ("wrong_encoding", feed().replace(b"UTF-8", b"windows-1251", 1)),
        ("wrong_encoding", feed().decode().encode("utf-16")),
        ("bad_bytes", DECLARATION.encode() + feed().decode().partition("\n")[2].encode("cp1251")),
        ("bad_bytes", feed(offer(name="<name>a\0b</name>"))),
        ("bad_bytes", feed(offer(name="<name>a&#2;b</name>"))),
        ("not_well_formed", feed(offer(name="<name>Чай & кофе</name>"))),
        ("not_well_formed", feed(offer(name="<name>Чай&nbsp;и</name>"))),
        ("not_well_formed", feed() + b"<again/>"),
        ("not_well_formed", feed(offer(more="<g:id>1</g:id>"))),
        ("bad_gzip", gzip.compress(feed(), mtime=0)[:40] + b"\xff" * 40),
        ("truncated", gzip.compress(feed(), mtime=0)[:-20]),
        ("truncated", feed()[:-10]),
        ("truncated", feed()[:700]),
    ],
)
def test_what_is_wrong_with_the_file_is_told(code: str, content: bytes) -> None:
    verdict = judge(content)
    assert code in verdict.counts
    assert verdict.ok == (code in WARNINGS)


def test_a_syntax_error_is_told_with_line_and_column_and_the_offers_ahead_of_it_are_judged() -> None:
    content = feed(offer(name=""), "\n", offer("A-2", name="<name>Чай & кофе</name>"))
    verdict = judge(content)
    assert verdict.counts == {"no_name": 1, "not_well_formed": 1}
    told = {each.code: each.value for each in verdict.problems}
    assert told["not_well_formed"].startswith("3:")


@pytest.mark.parametrize("encoding", ["windows-1251", "Windows-1251", "utf-8", "UTF-8"])
def test_both_encodings_are_read(encoding: str) -> None:
    text = feed().decode().replace("UTF-8", encoding, 1)
    assert codes(text.encode(encoding)) == []


@pytest.mark.parametrize(
    "doctype", ['SYSTEM "shops.dtd"', 'PUBLIC "-//A//B" "https://a.example.org/shops.dtd"', ""]
)
def test_the_doctype_of_older_builders_is_no_fault(doctype: str) -> None:
    told = f"{DECLARATION}<!-- ours -->\n<!DOCTYPE yml_catalog {doctype}>\n"
    assert codes(feed().replace(DECLARATION.encode(), told.encode(), 1)) == []


def test_offers_of_one_id_are_told_once_whatever_else_is_there() -> None:
    many = [offer(f"A-{number}") for number in range(3000)]
    verdict = judge(feed(*many, offer("A-7"), offer("A-7"), offer("A-2999")))
    assert verdict.offers == 3003
    assert verdict.counts == {"duplicate_id": 2}
    assert [each.offer_id for each in verdict.problems] == ["A-2999", "A-7"]


def test_ids_that_differ_only_far_behind_are_not_the_same() -> None:
    long = "x" * 90
    assert judge(feed(offer(f"{long}1"), offer(f"{long}2"))).counts == {"bad_id": 2}
    assert judge(feed(offer(f"{long}1"), offer(f"{long}1"))).counts == {"bad_id": 2, "duplicate_id": 1}


def test_all_are_counted_and_a_few_of_each_kind_are_listed_errors_first() -> None:
    vendorless = [offer(f"A-{number}", vendor="") for number in range(300)]
    nameless = [offer(f"B-{number}", name="") for number in range(3)]
    verdict = judge(feed(*vendorless, *nameless, offer("C", price="", oldprice="")), most=20)
    assert verdict.counts == {"no_vendor": 300, "no_name": 3, "no_price": 1}
    assert (verdict.errors, verdict.warnings) == (4, 300)
    listed = [each.code for each in verdict.problems]
    assert listed == ["no_name"] * 3 + ["no_price"] + ["no_vendor"] * 16


def test_a_hundred_errors_of_one_kind_do_not_hide_another() -> None:
    nameless = [offer(f"A-{number}", name="") for number in range(100)]
    verdict = judge(feed(*nameless, offer("B", price="", oldprice="")), most=10)
    assert "no_price" in {each.code for each in verdict.problems}
    assert len(verdict.problems) == 10


def test_ids_and_values_of_a_hostile_file_are_printable_and_short() -> None:
    spoilt = "a&#10;\u202eb" + "c" * 500
    problems = judge(feed(offer(spoilt, vat=f"<vat>{spoilt}</vat>"))).problems
    shown = [part for problem in problems for part in problem]
    assert {each.code for each in problems} == {"bad_id", "bad_vat"}
    assert all(part.isprintable() and len(part) <= 80 for part in shown)


def test_an_offer_without_an_id_is_told_by_its_place() -> None:
    verdict = judge(feed(offer(), offer("", name="")))
    assert {(each.offer_id, each.code) for each in verdict.problems} == {("#2", "no_id"), ("#2", "no_name")}


def test_the_ids_of_all_offers_are_handed_on() -> None:
    ids, others = PackedIds(), PackedIds()
    judge(feed(*(offer(f"A-{number}") for number in range(2000)), offer("чашка")), ids=ids)
    others.add("A-1")
    assert (len(ids), len(list(ids.missing_from(others)))) == (2001, 2000)
    assert "чашка" in set(ids.missing_from(others))
    assert list(others.missing_from(ids)) == []


def test_a_disk_that_fails_is_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable, match="nowhere"):
        validate(tmp_path / "nowhere.xml", vat_codes=VAT_CODES)
    with pytest.raises(FeedUnreadable), tmp_path.joinpath("feed.xml").open("wb") as unreadable:
        validate(unreadable, vat_codes=VAT_CODES)


def test_every_complaint_has_words_with_its_value_in_both_languages() -> None:
    for code, words in WORDS.items():
        message = Problem("A-1", code, "field", "7-7").message
        assert ("7-7" in message.ru, "7-7" in message.en) == ("{value}" in words.ru, "{value}" in words.en)
    assert WARNINGS - WORDS.keys() == frozenset()


def told_by_the_process(content: bytes, *start: str) -> tuple[Verdict, set[str]]:
    order = json.dumps({"vat_codes": VAT_CODES, "most": 5})
    ran = subprocess.run([*start, order], input=content, capture_output=True, timeout=50, check=True)
    (line,) = ran.stdout.splitlines()
    read = json.loads(line)
    problems = [Problem(*each) for each in read.pop("problems")]
    return Verdict(**read, problems=problems), set(ran.stderr.decode().split())


def test_the_process_says_what_the_validator_says_and_imports_little() -> None:
    for content in (EXAMPLE.read_bytes(), feed(offer(name="")), b"", gzip.compress(feed(), mtime=0)):
        verdict, modules = told_by_the_process(content, sys.executable, "-c", _RUN)
        assert verdict == judge(content)
        ours = {name for name in modules if name.startswith("mmdesk.")}
        assert [
            each
            for each in sorted(ours)
            if not each.startswith(("mmdesk.catalogue", "mmdesk.errors", "mmdesk.system_words"))
        ] == []
        assert modules.isdisjoint({"sqlalchemy", "httpx", "click", "asyncio", "PySide6"})


def test_the_frozen_program_knows_that_process_by_its_name() -> None:
    verdict, _ = told_by_the_process(feed(), sys.executable, "-m", "mmdesk", VALIDATE_FEED)
    assert (verdict.offers, verdict.ok) == (1, True)


def test_a_build_starts_that_process_by_its_name() -> None:
    verdict, _ = told_by_the_process(feed(offer(name="")), *command(VALIDATE_FEED))
    assert verdict.counts == {"no_name": 1}


def test_a_reading_in_small_pieces_comes_to_the_same() -> None:
    class Drops(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(7, size or 7))

    content = feed(offer(), offer("A-1"), offer("B", name=""))
    assert validate(Drops(content), vat_codes=VAT_CODES) == judge(content)
    packed = gzip.compress(content)
    assert validate(Drops(packed), vat_codes=VAT_CODES) == judge(content)
