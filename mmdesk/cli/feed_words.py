"""What `mmdesk feed` tells a person: lines in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from mmdesk.catalogue.complaints import shown
from mmdesk.catalogue.exclusions import DUPLICATE
from mmdesk.catalogue.problems import Problem
from mmdesk.cli.output import moment, say
from mmdesk.errors import Text
from mmdesk.services.feed_desk import Explanation, FeedStatus
from mmdesk.services.feed_round import hold_words
from mmdesk.services.feed_watch import Step
from mmdesk.storage.feed_builds import BuildState, Change, FeedBuild
from mmdesk.storage.offers import GONE, KnownOffer

_FETCHES: Final = 10
_BUILDS: Final = 10
_MEBIBYTE: Final = 1024 * 1024


def progress_line(step: Step) -> Text:
    words = _PHASES.get(step.phase, Text.same(step.phase))
    if step.phase in _OF_UNKNOWN and not step.of:
        words = _OF_UNKNOWN[step.phase]
    return words.format(
        percent=f"{step.share * 100:.0f}",
        read=step.read,
        of=step.of,
        size=f"{step.read / _MEBIBYTE:.1f}",
        whole=f"{step.of / _MEBIBYTE:.1f}",
    )


def build_lines(
    read: int, published: int, excluded: Mapping[str, int], problems: Mapping[str, int], path: str
) -> Iterator[str]:
    """Counts of one build, and what each reason means."""
    yield say(_COUNTS.format(read=read, published=published))
    for reason, count in sorted(excluded.items(), key=lambda each: -each[1]):
        yield f"  {count:>8}  {reason}: {say(Problem('', reason, value='…').message)}"
    told = {code: count for code, count in problems.items() if code not in excluded}
    if told:
        yield say(_REMARKS)
    for code, count in sorted(told.items(), key=lambda each: -each[1]):
        yield f"  {count:>8}  {code}: {say(Problem('', code, value='…').message)}"
    if path:
        yield path


def build_summary(build: FeedBuild) -> Text:
    """What has become of a build, in one sentence."""
    match build.state:
        case BuildState.PUBLISHED:
            return _PUBLISHED.format(build=build.build_id, count=build.published_offers)
        case BuildState.HELD if build.hold is not None:
            return _HELD.format(build=build.build_id, why=hold_words(build.hold))
        case BuildState.FAILED:
            return _FAILED.format(build=build.build_id, why=build.error or Text.same(""))
        case BuildState.BUILDING:
            phase = progress_line(Step(build.phase, build.done_percent / 100, build.read, build.size))
            return Text.same(f"№ {build.build_id}: ").joined(phase)
        case BuildState.CANCELLED:
            return _CANCELLED.format(build=build.build_id, how=build.error or Text.same(""))
        case _:
            return _DROPPED.format(build=build.build_id)


def status_lines(found: FeedStatus) -> Iterator[str]:
    if found.current is None:
        yield say(_NOTHING)
    else:
        yield say(build_summary(found.current))
        yield f"{moment(found.current.published_at)}  sha256 {found.current.sha256}"
        yield from _counts_of(found.current)
    for build in found.builds[:_BUILDS]:
        mark = " *" if found.current is not None and build.build_id == found.current.build_id else "  "
        who = build.accepted_by or build.asked_by
        by = f"  ({who})" if who else ""
        lost = say(_NOT_KEPT) if build.published_at is not None and build.build_id not in found.kept else ""
        yield f"{mark} {moment(build.started_at)}  {say(build_summary(build))}{by}{lost}"
    if found.wish is not None:
        yield say(_WISH.format(at=moment(found.wish.requested_at), who=found.wish.asked_by or "—"))
    if found.look is not None and found.look.reason is not None:
        yield say(_LOOK.format(at=moment(found.look.finished_at), why=found.look.reason))
    yield say(_FETCHED if found.fetches else _NEVER_FETCHED)
    for fetch in found.fetches[:_FETCHES]:
        yield f"   {moment(fetch.at)}  {fetch.status}  {fetch.size}  {fetch.agent}"
    yield say(_NO_PULL)


def _counts_of(build: FeedBuild) -> Iterator[str]:
    yield from build_lines(build.read, build.published_offers, build.excluded, build.problems, "")
    if build.changes:
        counts = ", ".join(f"{what} {count}" for what, count in sorted(build.changes.items()))
        yield say(_CHANGES).format(build=build.build_id, counts=counts)


def offer_lines(found: Explanation) -> Iterator[str]:
    """Why the offer is out, or how each value came about, with the settings that took part."""
    offer = found.offer
    yield f"{shown(offer.offer_id)}  {shown(offer.name)}"
    price = "—" if offer.price is None else f"{offer.price}"
    yield say(_IN_CRM).format(price=price, stock=offer.stock)
    if offer.state:
        yield f"{say(_NOT_IN)} {offer.state}: {_why(offer)}"
        yield from _settings(found, _OF_RULE.get(offer.state, ()))
        return
    old = "" if offer.feed_old_price is None else f" ({say(_BEFORE)} {offer.feed_old_price})"
    yield say(_IN_FEED).format(price=offer.feed_price, old=old, stock=offer.feed_stock)
    for step in found.steps:
        if step.after != "ok" and (step.after or step.rule == "barcodes"):
            yield f"  {step.rule}: {shown(step.before)} → {shown(step.after)}"
            yield from _settings(found, _OF_RULE.get(step.rule, ()))


def _why(offer: KnownOffer) -> str:
    values = {
        "bad_id": offer.offer_id,
        DUPLICATE: offer.offer_id,
        "vendor": offer.vendor,
        "min_quantity": str(offer.stock),
    }
    if offer.state == GONE:
        return say(_GONE)
    return say(Problem("", offer.state, value=shown(values.get(offer.state, ""))).message)


def _settings(found: Explanation, keys: Sequence[str]) -> Iterator[str]:
    for key in keys:
        if key in found.settings:
            yield f"      {key} = {found.settings[key]}"


_OF_RULE: Final[Mapping[str, tuple[str, ...]]] = {
    "vendor": ("feed.exclude_vendors",),
    "no_price": ("feed.price_type", "feed.discount_percent"),
    "min_quantity": ("feed.min_quantity", "feed.keep_small"),
    "price": ("feed.price_type", "feed.discount_percent"),
    "old_price": ("feed.old_price",),
    "stock": ("feed.reserve", "feed.min_quantity", "feed.keep_small", "feed.stop_sales"),
}
"""The settings that a rule goes by."""


def change_lines(build: FeedBuild, changes: Sequence[Change]) -> Iterator[str]:
    """The counts, then the differences one by one."""
    counts = ", ".join(f"{what} {count}" for what, count in sorted(build.changes.items()))
    yield say(_CHANGES).format(build=build.build_id, counts=counts or "0")
    for each in changes:
        yield f"  {shown(each.offer_id)}  {each.what}  {shown(each.old)} → {shown(each.new)}"


_PHASES: Final = {
    "": Text("начинается", "begins"),
    "pages": Text("каталог читается: страниц {read} из {of}", "reading the catalogue: page {read} of {of}"),
    "bytes": Text(
        "каталог загружается: {size} из {whole} МБ", "fetching the catalogue: {size} of {whole} MB"
    ),
    "build": Text(
        "фид собирается: {read} товаров, {percent} %", "building the feed: {read} offers, {percent} %"
    ),
    "compare": Text("сравнение с опубликованным фидом", "comparing with the published feed"),
    "apply": Text("товары записываются", "writing the offers down"),
}
_OF_UNKNOWN: Final = {
    "pages": Text("каталог читается", "reading the catalogue"),
    "bytes": Text("каталог загружается: {size} МБ", "fetching the catalogue: {size} MB"),
}
_COUNTS: Final = Text(
    "Прочитано товаров: {read}, в фиде: {published}.", "Offers read: {read}, in the feed: {published}."
)
_REMARKS: Final = Text("В фиде, но с замечаниями:", "In the feed, but with remarks:")
_PUBLISHED: Final = Text("№ {build}: опубликован, товаров {count}", "№ {build}: published, {count} offers")
_HELD: Final = Text(
    "№ {build}: ждёт решения: {why}. Опубликовать: mmdesk feed accept ИМЯ",
    "№ {build}: waits for an answer: {why}. Publish it: mmdesk feed accept NAME",
)
_FAILED: Final = Text("№ {build}: сборка не удалась. {why}", "№ {build}: failed. {why}")
_CANCELLED: Final = Text("№ {build}: {how}", "№ {build}: {how}")
_DROPPED: Final = Text("№ {build}: не опубликован", "№ {build}: not published")
_NOTHING: Final = Text(
    "Фид ещё не публиковался. Собрать: mmdesk feed build ИМЯ.",
    "No feed has been published yet. Build it: mmdesk feed build NAME.",
)
_LOOK: Final = Text("Последняя проверка товаров, {at}: {why}", "The last look at the goods, {at}: {why}")
_WISH: Final = Text(
    "Сборку просит {who} с {at}; её ещё никто не начал.",
    "A build is asked for by {who} since {at}; nobody has begun it yet.",
)
_FETCHED: Final = Text("Фид забирали:", "The feed was fetched:")
_NEVER_FETCHED: Final = Text("Фид ещё никто не забирал.", "Nobody has fetched the feed yet.")
_NO_PULL: Final = Text(
    "Новая сборка не заставляет Мегамаркет забрать фид: ускорить это можно в его кабинете, "
    "«Ассортимент | Добавить новые товары | Добавить с помощью фида | Загрузить фид».",
    "A new build does not make Megamarket fetch the feed: to hurry it, use its account, "
    "«Ассортимент | Добавить новые товары | Добавить с помощью фида | Загрузить фид».",
)
_CHANGES: Final = Text("№ {build} изменил: {counts}", "№ {build} changed: {counts}")
_NOT_KEPT: Final = Text(" — файлы не сохранились", " — its files are gone")
_NOT_IN: Final = Text("В фиде его нет:", "It is not in the feed:")
_GONE: Final = Text("в каталоге RetailCRM его больше нет", "RetailCRM's catalogue has it no longer")
_IN_CRM: Final = Text(
    "В RetailCRM: цена {price}, остаток {stock}", "In RetailCRM: price {price}, stock {stock}"
)
_IN_FEED: Final = Text(
    "В фиде: цена {price}{old}, остаток {stock}", "In the feed: price {price}{old}, stock {stock}"
)
_BEFORE: Final = Text("до скидки", "before the discount")
