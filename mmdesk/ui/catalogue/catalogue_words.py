"""The words of the page: rules, phases, states of builds, differences, and what people have decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication

from mmdesk.catalogue.problems import Problem
from mmdesk.services.catalogue_desk import BuildState, FeedBuild, FeedDecision, Hold
from mmdesk.services.feed_round import hold_words
from mmdesk.settings import UnknownSetting, find
from mmdesk.ui import moments
from mmdesk.ui.catalogue.catalogue_state import Progress
from mmdesk.ui.theme import Tone
from mmdesk.ui.words import spoken

OF_RULE: Final[Mapping[str, tuple[str, ...]]] = {
    "vendor": ("feed.exclude_vendors",),
    "no_price": ("feed.price_type", "feed.discount_percent"),
    "min_quantity": ("feed.min_quantity", "feed.keep_small"),
    "price": ("feed.price_type", "feed.discount_percent"),
    "old_price": ("feed.old_price",),
    "stock": ("feed.reserve", "feed.min_quantity", "feed.keep_small", "feed.stop_sales"),
}
"""The settings that a rule goes by."""
_KIB: Final = 1024
_MIB: Final = 1024 * 1024


def unchanged(moment: str) -> str:
    """«Проверено 21:24: изменений нет»."""
    words = QCoreApplication.translate("CatalogueWords", "Checked {moment}: nothing has changed")
    return words.format(moment=moment)


def reason(state: str) -> str:
    """Why an offer is not in the feed, in a few words."""
    translate = QCoreApplication.translate
    words = {
        "": translate("CatalogueWords", "in the feed"),
        "bad_id": translate("CatalogueWords", "the id will not do"),
        "duplicate_id": translate("CatalogueWords", "several offers share the id"),
        "service": translate("CatalogueWords", "a service, not goods"),
        "inactive": translate("CatalogueWords", "switched off in RetailCRM"),
        "vendor": translate("CatalogueWords", "the vendor is left out"),
        "no_name": translate("CatalogueWords", "no name"),
        "no_price": translate("CatalogueWords", "no price"),
        "no_category": translate("CatalogueWords", "no category"),
        "min_quantity": translate("CatalogueWords", "too few pieces"),
        "gone": translate("CatalogueWords", "RetailCRM has it no longer"),
    }
    return words.get(state, state)


def reason_tone(state: str) -> Tone:
    """Faults are loud; what the manager has chosen is not."""
    if not state:
        return Tone.OK
    return Tone.MUTED if state in ("service", "inactive", "vendor", "min_quantity", "gone") else Tone.WARN


def remark(code: str) -> str:
    """What is wrong with offers and what to do, whatever their value."""
    return spoken(Problem("", code, value="…").message)


def rule(name: str) -> str:
    """A rule that is asked, or a value that is made."""
    translate = QCoreApplication.translate
    words = {
        "bad_id": translate("CatalogueWords", "Id"),
        "service": translate("CatalogueWords", "Goods or a service"),
        "inactive": translate("CatalogueWords", "Switched on"),
        "vendor": translate("CatalogueWords", "Vendor"),
        "no_name": translate("CatalogueWords", "Name"),
        "no_price": translate("CatalogueWords", "Is there a price"),
        "no_category": translate("CatalogueWords", "Category"),
        "min_quantity": translate("CatalogueWords", "Least quantity"),
        "price": translate("CatalogueWords", "Price"),
        "old_price": translate("CatalogueWords", "Price before the discount"),
        "stock": translate("CatalogueWords", "Stock"),
        "barcodes": translate("CatalogueWords", "Barcodes"),
    }
    return words.get(name, name)


def rule_value(name: str, value: str) -> str:
    """What a rule was told, in a person's words."""
    translate = QCoreApplication.translate
    words = {
        ("service", "service"): translate("CatalogueWords", "a service, not goods"),
        ("service", "product"): translate("CatalogueWords", "goods"),
        ("inactive", "active"): translate("CatalogueWords", "switched on"),
        ("inactive", "inactive"): translate("CatalogueWords", "switched off"),
        # The CRM's category is not kept, only that there was one.
        ("no_category", "1"): translate("CatalogueWords", "there is one"),
    }
    return words.get((name, value), value)


def verdict(after: str) -> str:
    """What has come of a rule: a yes, a no, or the feed's value."""
    match after:
        case "ok":
            return QCoreApplication.translate("CatalogueWords", "suits")
        case "out":
            return QCoreApplication.translate("CatalogueWords", "left out")
        case _:
            return after or "—"


def settings_of(name: str, values: Mapping[str, str]) -> str:
    """The settings a rule goes by, as they were when the feed was built."""
    told = [f"{setting_name(key)}: {values[key]}" for key in OF_RULE.get(name, ()) if key in values]
    return "\n".join(told)


def settings_changed(noted: str) -> str:
    """Names and values of what was changed, a line each; rows of former versions name keys only."""
    told = []
    for line in noted.splitlines():
        key, sign, value = line.partition(" = ")
        told.append(f"{_known_name(key)}: {value or '—'}" if sign else line)
    return "; ".join(told)


def _known_name(key: str) -> str:
    """The history may tell of a setting that there is no more."""
    try:
        return setting_name(key)
    except UnknownSetting:
        return key


def setting_name(key: str) -> str:
    return spoken(find(key).text)


def phase(progress: Progress) -> str:
    """How far a build is, with of how many."""
    translate = QCoreApplication.translate
    read, of = moments.number(progress.read), moments.number(progress.of)
    match progress.phase:
        case "pages" if progress.of:
            words = translate("CatalogueWords", "Reading the catalogue: {read} of {of} pages")
            return words.format(read=read, of=of)
        case "bytes" if progress.of:
            words = translate("CatalogueWords", "Fetching the catalogue: {read} of {of}")
            return words.format(read=size(progress.read), of=size(progress.of))
        case "bytes" if progress.read:
            words = translate("CatalogueWords", "Fetching the catalogue: {read} so far")
            return words.format(read=size(progress.read))
        case "asked":
            return _wish(progress.asked_by)
        case "fetch" | "pages" | "bytes":
            return translate("CatalogueWords", "Reading the catalogue from its source…")
        case "build" if progress.of > progress.read:
            words = translate("CatalogueWords", "Building the feed: {read} of about {of} offers, {percent} %")
            return words.format(read=read, of=of, percent=progress.percent)
        case "build":
            words = translate("CatalogueWords", "Building the feed: {read} offers, {percent} %")
            return words.format(read=read, percent=progress.percent)
        case "compare":
            return translate("CatalogueWords", "Comparing with the published feed…")
        case "apply":
            return translate("CatalogueWords", "Writing the offers down…")
        case _:
            return translate("CatalogueWords", "The build begins…")


def _wish(asked_by: str) -> str:
    translate = QCoreApplication.translate
    if not asked_by:
        return translate("CatalogueWords", "A build is asked for, and has not begun yet")
    return translate("CatalogueWords", "A build is asked for by {name}, and has not begun yet").format(
        name=asked_by
    )


def build_state(build: FeedBuild, *, is_current: bool) -> tuple[str, Tone, str]:
    """Icon, tone and words of what has become of a build."""
    translate = QCoreApplication.translate
    match build.state:
        case BuildState.PUBLISHED if is_current:
            return "check", Tone.OK, translate("CatalogueWords", "published now")
        case BuildState.PUBLISHED:
            return "archive", Tone.MUTED, translate("CatalogueWords", "was published")
        case BuildState.HELD:
            return "pause", Tone.WARN, translate("CatalogueWords", "held, waits for an answer")
        case BuildState.BUILDING:
            return "hourglass", Tone.ACCENT, translate("CatalogueWords", "being built")
        case BuildState.FAILED:
            return "warning", Tone.DANGER, translate("CatalogueWords", "failed")
        case BuildState.CANCELLED:
            words = translate("CatalogueWords", "cancelled")
            return "stop", Tone.MUTED, words if build.error is None else spoken(build.error)
        case BuildState.DROPPED:
            return "cross", Tone.MUTED, translate("CatalogueWords", "not published")


def hold_heading(hold: Hold) -> str:
    """The question of the guard, in one sentence."""
    translate = QCoreApplication.translate
    percent = f"{hold.share * 100:.0f}"
    match hold.reason:
        case "vanished":
            words = translate(
                "CatalogueWords",
                "The new feed is held: {percent} % of the offers would vanish",
            )
        case "price":
            words = translate(
                "CatalogueWords", "The new feed is held: prices would move by {percent} % on average"
            )
        case "rolled_back":
            words = translate(
                "CatalogueWords",
                "A new feed waits: the feed was taken back to an earlier build",
            )
        case _:
            return spoken(hold_words(hold))
    return words.format(percent=percent)


def difference(what: str) -> str:
    """A kind of difference between two feeds."""
    translate = QCoreApplication.translate
    words = {
        "added": translate("CatalogueWords", "new in the feed"),
        "removed": translate("CatalogueWords", "gone from the feed"),
        "price": translate("CatalogueWords", "another price"),
        "stock": translate("CatalogueWords", "another stock"),
        "name": translate("CatalogueWords", "another name"),
    }
    return words.get(what, what)


def difference_icon(what: str) -> tuple[str, Tone]:
    icons = {
        "added": ("plus", Tone.OK),
        "removed": ("minus", Tone.DANGER),
        "price": ("coins", Tone.WARN),
        "stock": ("box", Tone.MUTED),
        "name": ("document", Tone.MUTED),
    }
    return icons.get(what, ("dot", Tone.MUTED))


def decision(what: str) -> str:
    """What somebody has decided about the feed."""
    translate = QCoreApplication.translate
    words = {
        FeedDecision.ACCEPTED.value: translate("CatalogueWords", "published a held build"),
        FeedDecision.LEFT.value: translate("CatalogueWords", "left the former feed"),
        FeedDecision.ROLLED_BACK.value: translate("CatalogueWords", "went back to an earlier build"),
        FeedDecision.RULES.value: translate("CatalogueWords", "changed the rules"),
        FeedDecision.SALES_STOPPED.value: translate("CatalogueWords", "stopped sales"),
        FeedDecision.SALES_RESUMED.value: translate("CatalogueWords", "resumed sales"),
        FeedDecision.CANCELLED.value: translate("CatalogueWords", "cancelled a build"),
        FeedDecision.WITHDRAWN.value: translate("CatalogueWords", "took back the wish for a build"),
    }
    return words.get(what, what)


def changed(what: str, value: str) -> str:
    """What a difference was or is: prices as sums, other numbers with thin spaces."""
    if not value or not value.isdigit():
        return value or "—"
    number = moments.number(int(value))
    return f"{number} ₽" if what in ("price", "added") else number


def size(count: int) -> str:
    """Bytes for people."""
    translate = QCoreApplication.translate
    if count < _MIB:
        return translate("CatalogueWords", "{size} KB").format(size=moments.number(max(count // _KIB, 1)))
    return translate("CatalogueWords", "{size} MB").format(size=moments.tenths(count / _MIB))


def source(name: str) -> str:
    """Where the goods came from."""
    if name == "RetailCRM":
        return QCoreApplication.translate("CatalogueWords", "RetailCRM, by its interface")
    return name
