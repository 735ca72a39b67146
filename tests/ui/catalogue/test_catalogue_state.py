from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mmdesk.domain.connection import ConnectionId
from mmdesk.errors import Text
from mmdesk.services.catalogue_desk import BuildState, CatalogueLook, FeedBuild, FeedStatus, Hold, JobRun
from mmdesk.services.feed_round import FeedHeld, hold_words
from mmdesk.ui.catalogue.catalogue_state import (
    CatalogueState,
    Count,
    Progress,
    Situation,
    Warned,
    own_words,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def build(build_id: int = 1, state: BuildState = BuildState.PUBLISHED, **values: object) -> FeedBuild:
    made = FeedBuild(
        build_id=build_id,
        connection_id=ConnectionId(1),
        state=state,
        started_at=NOW,
        finished_at=NOW,
        published_at=NOW if state is BuildState.PUBLISHED else None,
        applied_at=NOW,
        phase="",
        done_percent=0,
        source="RetailCRM",
        inputs="",
        settings={},
        folder="1",
        sha256="",
        size=1,
        gzip_size=1,
        milliseconds=1,
        read=100,
        published_offers=90,
        unavailable=0,
        excluded={},
        problems={},
        changes={},
        hold=None,
        accepted_by="",
        asked_by="",
        error=None,
    )
    return replace(made, **values)  # type: ignore[arg-type]  # the fields of a build


def held(build_id: int = 2) -> FeedBuild:
    return build(build_id, BuildState.HELD, hold=Hold("vanished", 0.6))


def failed(build_id: int = 2) -> FeedBuild:
    return build(build_id, BuildState.FAILED, error=Text("диск полон", "the disk is full"), folder="")


def run(outcome: str, run_id: int = 7, reason: Text | None = None, ago: float = 10.0) -> JobRun:
    over = None if outcome in ("requested", "running") else NOW
    return JobRun(run_id, "feed", NOW - timedelta(seconds=ago), over, outcome, reason, {})


def look(*builds: FeedBuild, **values: object) -> CatalogueLook:
    """The newest build first."""
    current = next((each for each in builds if each.published_at is not None), None)
    kept = frozenset(each.build_id for each in builds if each.published_at is not None)
    last = values.pop("last", None)
    assert last is None or isinstance(last, JobRun)
    status = FeedStatus(current, builds, (), {}, (), kept, last)
    made = CatalogueLook(
        connection="Лавка",
        names=("Лавка",),
        status=status,
        run=None,
        service_alive=True,
        service_here=True,
        service_host="SKLAD",
        feed_link=None,
        local_link=None,
        settings={},
        is_registered=True,
        decisions=(),
    )
    return replace(made, **values)  # type: ignore[arg-type]  # the fields of a look


def seen(found: CatalogueLook | None) -> CatalogueState:
    state = CatalogueState()
    state.see(found)
    return state


@pytest.mark.parametrize(
    ("found", "situation"),
    [
        (None, Situation.NO_CONNECTION),
        (look(), Situation.NOTHING_BUILT),
        (look(build()), Situation.OK),
        (look(held(), build()), Situation.HELD),
        (look(failed(), build()), Situation.FAILED),
        (look(build(2, BuildState.BUILDING), build()), Situation.BUILDING),
        (look(build(2, BuildState.BUILDING)), Situation.BUILDING),
        (look(build(3), held(2)), Situation.OK),
    ],
    ids=str,
)
def test_the_newest_build_decides_how_it_stands(found: CatalogueLook | None, situation: Situation) -> None:
    assert seen(found).situation is situation


def test_nothing_is_said_before_the_first_look() -> None:
    state = CatalogueState()
    assert (state.situation, state.warnings(), state.badge()) == (Situation.READING, (), 0)
    assert not state.can_build


def test_a_source_that_cannot_be_reached_is_told_in_the_words_of_the_look() -> None:
    reason = Text("Лавка: адрес не отвечает. Проверьте его", "Лавка: no answer. Check it")
    state = seen(look(build(), last=run("failed", reason=reason)))
    assert state.situation is Situation.FAILED
    assert state.failure == Text("адрес не отвечает. Проверьте его", "no answer. Check it")


def test_another_connections_trouble_is_not_ours() -> None:
    reason = Text("Опт: нет связи; Розница: нет связи", "Опт: no answer; Розница: no answer")
    found = look(build(), names=("Лавка", "Опт", "Розница"), last=run("failed", reason=reason))
    assert seen(found).situation is Situation.OK


def test_our_part_of_a_reason_may_have_semicolons_itself() -> None:
    words = "Опт: нет связи; Лавка: файл обрывается; дальше пусто; Розница: нет связи"
    told = own_words(Text.same(words), "Лавка", ("Лавка", "Опт", "Розница"))
    assert told == Text.same("файл обрывается; дальше пусто")


def test_a_held_build_is_no_failure_although_the_job_says_so() -> None:
    state = seen(look(held(), build(), last=run("failed", reason=Text.same("Лавка: ждёт решения"))))
    assert state.warnings() == (Warned.HELD,)
    assert state.badge() == 1


@pytest.mark.parametrize("connection", ["", "Лавка: "])
def test_a_question_that_has_been_answered_is_no_failure_of_the_look_that_asked_it(connection: str) -> None:
    words = FeedHeld(hold_words(Hold("price", 0.7, ("feed.discount_percent",)))).text
    reason = Text(f"{connection}{words.ru}", f"{connection}{words.en}")
    state = seen(look(build(2), build(), last=run("failed", reason=reason)))
    assert (state.situation, state.warnings(), state.badge()) == (Situation.OK, (), 0)
    assert "feed." not in words.ru
    assert "«Скидка на весь каталог, в процентах»" in words.ru


def test_the_badge_counts_what_waits_for_a_person() -> None:
    assert seen(look(build(), service_alive=False)).badge() == 0
    assert seen(look(failed(), build())).badge() == 1


def test_the_warnings_stand_in_the_order_of_their_urgency() -> None:
    found = look(held(), build(), settings={"feed.stop_sales": True}, service_alive=False)
    assert seen(found).warnings() == (Warned.HELD, Warned.SALES_STOPPED, Warned.SERVICE_DOWN)


def test_a_build_under_way_tells_of_how_many_by_the_one_before() -> None:
    under_way = build(2, BuildState.BUILDING, phase="build", done_percent=40, read=40, folder="")
    state = seen(look(under_way, build()))
    assert state.progress(NOW) == Progress("build", 40, 40, 100)
    assert not state.can_build


def test_a_build_that_was_asked_for_is_waited_for_until_its_run_is_over() -> None:
    state = seen(look(build(), run=run("done", 6)))
    state.asked_for(7)
    assert state.progress(NOW) == Progress("fetch", 0)
    assert not state.can_build
    state.see(look(build(), run=run("running", 7, ago=1)))
    assert state.progress(NOW) is not None
    state.see(look(build(2), run=run("done", 7)))
    assert state.progress(NOW) is None
    assert state.can_build


def test_a_look_that_was_asked_for_and_found_nothing_new_is_told_once() -> None:
    before = replace(build(), started_at=NOW - timedelta(hours=1))
    state = seen(look(before, run=run("done", 6), last=run("done", 6)))
    assert (state.unchanged_at, state.take_unchanged()) == (NOW, None)
    state.asked_for(7)
    # The run is over before the page has read what it came to.
    state.see(look(before, run=run("done", 7), last=run("done", 6)))
    assert state.take_unchanged() is None
    state.see(look(before, run=run("done", 7), last=run("done", 7)))
    assert (state.take_unchanged(), state.take_unchanged()) == (NOW, None)


@pytest.mark.parametrize(
    "found",
    [
        look(build(2), build(), last=run("done")),
        look(held(2), build(), last=run("done")),
        look(replace(build(), started_at=NOW - timedelta(hours=1)), last=run("failed")),
        look(replace(build(), started_at=NOW - timedelta(hours=1))),
    ],
    ids=["built anew", "held", "failed", "never looked"],
)
def test_a_look_that_came_to_anything_else_is_not_told_as_unchanged(found: CatalogueLook) -> None:
    state = seen(look(build()))
    state.asked_for(7)
    state.see(found)
    assert (state.unchanged_at, state.take_unchanged()) == (None, None)


def test_a_wish_that_nobody_has_begun_names_who_waits_and_can_be_taken_back() -> None:
    waiting = replace(run("requested"), asked_by="Анна")
    state = seen(look(build(), run=waiting, service_alive=False))
    assert (state.wish, state.can_build, state.progress(NOW)) == (
        waiting,
        False,
        Progress("asked", 0, asked_by="Анна"),
    )
    state.asked_for(waiting.run_id)
    state.see(look(build(), run=run("skipped")))
    assert (state.wish, state.can_build, state.progress(NOW)) == (None, True, None)


def test_a_short_look_at_unchanged_goods_is_not_worth_a_word() -> None:
    assert seen(look(build(), run=run("running", ago=1))).progress(NOW) is None
    assert seen(look(build(), run=run("running", ago=5))).progress(NOW) == Progress("fetch", 0)


def test_a_run_that_nobody_carries_out_is_no_progress() -> None:
    assert seen(look(build(), run=run("running", ago=500), service_alive=False)).progress(NOW) is None


def test_counts_are_sorted_and_faults_are_told_once() -> None:
    told = build(excluded={"vendor": 2, "bad_id": 7}, problems={"bad_id": 7, "no_picture": 3, "no_vendor": 5})
    state = seen(look(told))
    assert state.left_out() == (Count("bad_id", 7), Count("vendor", 2))
    assert state.remarks() == (Count("no_vendor", 5), Count("no_picture", 3))


def test_the_page_is_about_the_build_that_waits() -> None:
    assert seen(look(held(2), build(1))).shown_build == held(2)
    assert seen(look(failed(2), build(1))).shown_build == build(1)
    assert seen(look(failed(2))).shown_build == failed(2)


def test_one_decides_where_the_service_is() -> None:
    assert seen(look(held(), build())).can_decide
    assert not seen(look(held(), build(), service_here=False)).can_decide
    assert seen(look(held(), build(), service_here=False, service_alive=False)).can_decide


def test_one_goes_back_only_to_kept_builds_that_are_not_the_feed() -> None:
    state = seen(look(build(3), build(2), build(1)))
    assert [state.can_go_back_to(build(number)) for number in (3, 2, 1)] == [False, True, True]
    assert not state.can_go_back_to(failed(9))


def test_who_has_left_the_former_feed_is_not_asked_again_until_the_next_build() -> None:
    state = seen(look(held(2), build(1)))
    state.left_held(2)
    assert state.is_left
    state.see(look(held(3), build(1)))
    assert not state.is_left


@pytest.mark.parametrize(
    ("phase", "read", "size", "of", "is_measured"),
    [
        ("pages", 12, 40, 40, True),
        ("bytes", 500, 2000, 2000, True),
        ("bytes", 500, 0, 0, False),
        ("", 0, 0, 100, False),
        ("compare", 100, 0, 100, False),
    ],
)
def test_progress_is_measured_only_where_the_whole_is_known(
    phase: str, read: int, size: int, of: int, is_measured: bool
) -> None:
    state = CatalogueState()
    state.see(look(build(2, BuildState.BUILDING, phase=phase, read=read, size=size, folder=""), build()))
    progress = state.progress(NOW)
    assert progress is not None
    assert (progress.read, progress.of, progress.is_measured) == (read, of, is_measured)


def test_only_a_build_under_way_can_be_cancelled() -> None:
    state = CatalogueState()
    state.see(look(build()))
    assert state.cancellable is None
    state.see(look(build(2, BuildState.BUILDING), build()))
    assert state.cancellable == 2


def test_a_cancelled_build_is_no_failure_and_leaves_the_question_of_the_guard() -> None:
    state = CatalogueState()
    state.see(look(build(2, BuildState.CANCELLED, error=Text("отменил", "cancelled")), build()))
    assert (state.situation, state.failure, state.badge()) == (Situation.OK, None, 0)
    state.see(look(build(3, BuildState.CANCELLED, error=Text("отменил", "cancelled")), held(2), build()))
    assert state.situation is Situation.HELD
