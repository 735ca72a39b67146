"""Does a feed keep every rule of Megamarket's, as far as a file can show it. Ours and foreign ones alike.

One pass, offers freed as they go: memory does not grow with the file, whatever is in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path
from typing import BinaryIO, Final

from lxml import etree

from mmdesk.catalogue.complaints import Complaints
from mmdesk.catalogue.feed_stream import Ending, FeedStream, FeedUnreadable
from mmdesk.catalogue.packed_ids import PackedIds
from mmdesk.catalogue.problems import Problem
from mmdesk.catalogue.usual_offers import END
from mmdesk.catalogue.validator_file import Prologue, tell_of_syntax
from mmdesk.catalogue.validator_head import MOST_CATEGORIES, Categories, Head
from mmdesk.catalogue.validator_offer import OfferRules
from mmdesk.system_words import told_of

MOST_PROBLEMS: Final = 1000
_MOST_OFFERS: Final = 3_000_000
"""More whole offers than this are larger than a file may be."""
_MOST_IDLE_BYTES: Final = 2_000_000
"""From one offer to the next; an element of four bytes takes more than a hundred in memory."""
_MOST_WAITING: Final = 64 * 1024
"""No usual offer is larger."""
_LAST_TAG: Final = b"</yml_catalog"
_MARK: Final = re.compile(rb"<[!?]").search
"""Finds where a comment, an instruction or a section of plain text begins."""
_TAIL: Final = 256
_PLACES: Final[Mapping[str, tuple[str, Sequence[str]]]] = {
    "offer": ("offers", ("shop", "yml_catalog")),
    "category": ("categories", ("shop", "yml_catalog")),
}
"""Where an element stands: its parent, and what is above that."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of it. `counts` is by code and whole, `problems` are the first of each kind, errors first.

    `size` and `sha256` are of the XML without a gzip around it.
    """

    offers: int
    errors: int
    counts: Mapping[str, int]
    problems: Sequence[Problem]
    sha256: str
    size: int

    @property
    def warnings(self) -> int:
        return sum(self.counts.values()) - self.errors

    @property
    def ok(self) -> bool:
        return not self.errors


def validate(
    file: Path | BinaryIO,
    *,
    vat_codes: Collection[str],
    most: int = MOST_PROBLEMS,
    ids: PackedIds | None = None,
) -> Verdict:
    """Judge a feed; whatever is wrong with it is in the verdict. `ids`, where given, get those of all offers.

    Raises FeedUnreadable where the file cannot be opened or read.
    """
    try:
        opened = file.open("rb") if isinstance(file, Path) else nullcontext(file)
    except OSError as error:
        raise FeedUnreadable(told_of(file, error)) from error
    with opened as stream:
        return _Validation(vat_codes, most, PackedIds() if ids is None else ids).run(FeedStream(stream))


class _Validation:
    """One reading. `_homes` are the two elements whose children are freed as soon as they are judged.

    `_is_between` is true while the parser stands right behind an offer, where the next one may begin; what
    has come of that one is `_rest`. Only there are offers judged without the parser.
    """

    def __init__(self, vat_codes: Collection[str], most: int, ids: PackedIds) -> None:
        self._most = most
        self._complaints = Complaints(most)
        self._categories = Categories(self._complaints)
        self._head = Head(self._complaints)
        self._ids = ids
        self._offers = OfferRules(self._complaints, self._categories.known, vat_codes, ids)
        self._rules: Mapping[str, Callable[[etree._Element], None]] = {
            "offer": self._offers.check,
            "category": self._categories.add,
        }
        self._parser = _new_parser()
        self._homes: dict[str, etree._Element] = {}
        self._idle_bytes = 0
        self._tail = b""
        self._may_skip = False
        self._is_between = False
        self._rest = b""

    def run(self, stream: FeedStream) -> Verdict:
        self._read(stream)
        if stream.ending is not Ending.WHOLE:
            self._complain(stream.ending.value, f"{stream.size}")
        self._check_ids()
        return Verdict(
            self._offers.offers,
            self._complaints.errors,
            self._complaints.counts,
            self._complaints.listed(),
            stream.sha256,
            stream.size,
        )

    def _read(self, stream: FeedStream) -> None:
        """Parse as far as it makes sense; the digest is of the whole file in any case."""
        prologue = Prologue(self._complaints)
        is_first = is_parsing = True
        for chunk in stream.chunks():
            if is_first:
                chunk, is_first = prologue.check(chunk), False
                is_parsing = prologue.can_go_on
                self._may_skip = prologue.is_utf_8
            if is_parsing:
                prologue.check_text(chunk)
                is_parsing = self._feed(chunk)
        if is_parsing and stream.ending is Ending.WHOLE:
            self._end(is_empty=is_first)

    def _feed(self, chunk: bytes) -> bool:
        """Judge what a chunk completes; whether reading on makes sense."""
        self._tail = (self._tail + chunk[-_TAIL:])[-_TAIL:]
        self._idle_bytes += len(chunk)
        for piece in self._pieces(chunk):
            try:
                self._parser.feed(piece)
            except etree.XMLSyntaxError as error:
                self._judge()
                tell_of_syntax(self._complaints, error, is_whole=True)
                return False
            last = self._judge()
            self._is_between = last is not None and self._stands_behind(last, piece)
            if not self._is_bearable():
                return False
        return self._is_bearable()

    def _is_bearable(self) -> bool:
        if self._idle_bytes > _MOST_IDLE_BYTES:
            self._complain("no_offer_for_long", f"{self._idle_bytes}")
        elif self._offers.offers > _MOST_OFFERS:
            self._complain("too_many_offers", f"{self._offers.offers}")
        elif len(self._categories.known) > MOST_CATEGORIES:
            self._complain("too_many_categories", f"{len(self._categories.known)}")
        elif self._parser.feed_error_log:
            # A prefix that was never declared: the parser goes on and remembers each.
            self._complain("not_well_formed", str(self._parser.feed_error_log[0].message))
        else:
            return True
        return False

    def _pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What the parser is to read, asked for one by one: all but offers that can be judged without it."""
        chunk, self._rest = self._rest + chunk, b""
        while self._may_skip:
            left = self._without_usual(chunk) if self._is_between else chunk
            # One that is not usual is parsed alone; two in a row, and all that have come.
            end = chunk.rfind(END) if left is chunk else left.find(END)
            chunk = left
            if end < 0:
                break
            yield chunk[: end + len(END)]
            chunk = chunk[end + len(END) :]
        if self._is_between and len(chunk) < _MOST_WAITING:
            self._rest = chunk
        elif chunk:
            yield chunk

    def _without_usual(self, chunk: bytes) -> bytes:
        """A chunk without the usual offers ahead, which have been judged; the same where there are none."""
        end = chunk.rfind(END)
        if end < 0:
            return chunk
        try:
            text = chunk[: end + len(END)].decode()
        except UnicodeDecodeError:
            return chunk
        length = self._offers.take_usual(text)
        if not length:
            return chunk
        self._idle_bytes = 0
        taken = text[:length]
        # The parser tells of its place by lines.
        self._parser.feed(b"\n" * taken.count("\n"))
        return chunk[len(taken.encode()) :]

    def _stands_behind(self, last: etree._Element, piece: bytes) -> bool:
        """Whether the parser stands among the offers, right behind the last one that has ended.

        Whatever had come behind it would have freed it. The piece ends with the end of an offer, and that is
        no mere text of a comment or the like: none begins in the piece, and one that had begun before would
        have kept the offer from ending.
        """
        home = self._homes.get("offer")
        is_last = home is not None and last.getparent() is home
        return is_last and piece.endswith(END) and _MARK(piece) is None

    def _judge(self) -> etree._Element | None:
        """Every offer and category that has ended, where it should stand; the last of them."""
        homes, rules, last = self._homes, self._rules, None
        ended: Iterable[tuple[str, etree._Element]] = self._parser.read_events()  # type: ignore[assignment] # no other events are asked for
        for _, element in ended:
            tag = element.tag
            if element.getparent() is homes.get(tag, tag) or self._moves_in(element):
                rules[tag](element)
                last = element
            else:
                self._complaints.add(element.get("id", ""), "misplaced", tag)
        if last is not None:
            self._idle_bytes = 0
        for tag, home in homes.items():
            self._free(tag, home, kept=1)
        return last

    def _moves_in(self, element: etree._Element) -> bool:
        """Whether it is the first of its kind, in the right place."""
        home_tag, above = _PLACES[element.tag]
        ancestors = [*element.iterancestors()]
        if element.tag in self._homes or [each.tag for each in ancestors] != [home_tag, *above]:
            return False
        self._homes[element.tag] = ancestors[0]
        return True

    def _free(self, tag: str, home: etree._Element, *, kept: int) -> None:
        """While the parser is at work the last child stays: its end or the text behind it may still come."""
        children = list(home)
        for child in children[: len(children) - kept]:
            if child.tag != tag:
                self._complain("unknown_element", "", str(child.tag))
        del home[: len(children) - kept]

    def _end(self, *, is_empty: bool) -> None:
        self._may_skip = self._is_between = False
        if not self._feed(b""):
            return
        try:
            root = self._parser.close()
        except etree.XMLSyntaxError as error:
            if is_empty:
                self._complain("empty_file", "")
            else:
                tell_of_syntax(self._complaints, error, is_whole=_LAST_TAG in self._tail)
            return
        self._judge()
        for tag, home in self._homes.items():
            self._free(tag, home, kept=0)
        self._categories.finish()
        self._head.check(root)
        self._check_together()

    def _check_together(self) -> None:
        """What neither head nor offers can be asked alone."""
        if not self._offers.offers:
            self._complain("no_offers", "", "offers")
        if self._offers.without_options and not self._head.has_options:
            self._complain("no_shipment_options", "", "shipment-options")
        for category, (first, times) in self._offers.undecided.items():
            if category not in self._categories.known:
                self._complaints.add(first, "unknown_category", "categoryId", category, times=times)

    def _check_ids(self) -> None:
        """Every id that is there more than once is counted once."""
        repeated = sum(1 for _ in self._ids.repeated())
        if repeated:
            for offer_id in nsmallest(self._most, self._ids.repeated()):
                self._complaints.add(offer_id, "duplicate_id", "id", offer_id)
            self._complaints.counts["duplicate_id"] = repeated

    def _complain(self, code: str, value: str, field: str = "xml") -> None:
        self._complaints.add("", code, field, value)


def _new_parser() -> etree.XMLPullParser:
    """Reads no other file, asks no network, replaces no entity; libxml2's limits of depth and length hold."""
    return etree.XMLPullParser(
        events=("end",),
        tag=("offer", "category"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=False,
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
    )
