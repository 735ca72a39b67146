from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Target
from mmdesk.errors import Text
from mmdesk.services.service_state import ServiceState
from mmdesk.ui.plain_text import tooltip
from mmdesk.ui.status_strip_state import STARTING, Banner, Part, StatusStripState
from mmdesk.ui.status_strip_view import StatusStripView
from mmdesk.ui.theme import Theme
from mmdesk.ui.tone import Tone
from tests.ui.conftest import Wait
from tests.ui.states import HEALTHY, NOW, REFUSED, SILENT


def seen(state: ServiceState) -> StatusStripState:
    strip = StatusStripState(NOW)
    strip.see(state)
    return strip


def parts(state: ServiceState) -> tuple[Part, ...]:
    return seen(state).parts(NOW)


def told(state: ServiceState) -> list[tuple[Tone, str]]:
    return [(part.tone, part.words.ru.replace("\N{NO-BREAK SPACE}", " ")) for part in parts(state)]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


def test_nothing_is_claimed_before_the_first_look() -> None:
    strip = StatusStripState(NOW)
    assert strip.parts(NOW) == ()
    assert strip.banners(NOW) == ()
    assert strip.test_words() is None
    assert not strip.is_empty


def test_when_all_is_well_the_strip_stays_short_and_calm() -> None:
    assert told(HEALTHY) == [(Tone.OK, "служба работает"), (Tone.MUTED, "обмен 20 с назад")]


def test_what_waits_and_what_needs_a_person_is_counted() -> None:
    busy = replace(HEALTHY, queue=2, parked=1, inbox_parked=4, at_risk=3, overdue=5)
    assert told(busy)[2:] == [
        (Tone.TEXT, "в очереди 2"),
        (Tone.DANGER, "остановлено 1"),
        (Tone.DANGER, "не разобрано 4"),
        (Tone.DANGER, "просрочены 5"),
        (Tone.WARN, "рискуют 3"),
    ]


def test_where_the_service_runs_is_told_on_demand() -> None:
    elsewhere = replace(HEALTHY, here=False)
    assert parts(HEALTHY)[0].hint.ru == "Служба обмена работает на этом компьютере."
    assert parts(elsewhere)[0].hint.ru == "Служба обмена работает на компьютере SKLAD-1."


def test_a_dead_service_is_red_and_comes_with_the_cure() -> None:
    strip = seen(HEALTHY)
    strip.see(replace(HEALTHY, alive=False))
    part = strip.parts(NOW)[0]
    assert (part.tone, part.words.ru) == (Tone.DANGER, "служба не работает")
    assert "закройте mmdesk и откройте снова" in part.hint.ru
    assert [banner.icon for banner in strip.banners(NOW)] == ["stop"]


def test_a_known_cause_takes_the_place_of_opening_the_window_again() -> None:
    full = Text("Освободите место: окно запустит её само.", "Free some space: the window starts it.")
    strip = seen(HEALTHY)
    strip.see(replace(HEALTHY, alive=False))
    strip.know(full)
    assert strip.banners(NOW)[0].cure == full
    assert "закройте" not in strip.parts(NOW)[0].hint.ru
    strip.know(None)
    assert "закройте" in strip.banners(NOW)[0].cure.ru


def test_what_lasts_is_told_whatever_else_is_the_matter() -> None:
    lasting = Banner("warning", Text.same("damaged"), Text.same("cure"))
    strip = seen(HEALTHY)
    strip.keep(lasting)
    assert strip.banners(NOW) == (lasting,)
    strip.see(replace(HEALTHY, alive=False))
    assert [banner.icon for banner in strip.banners(NOW)] == ["stop", "warning"]


def test_a_service_that_is_only_starting_alarms_nobody() -> None:
    strip = seen(replace(HEALTHY, alive=False))
    assert strip.parts(NOW)[0].words.ru == "служба запускается"
    assert strip.banners(NOW) == ()


def test_a_service_that_never_starts_is_told_after_a_while() -> None:
    strip = seen(replace(HEALTHY, alive=False))
    later = NOW + STARTING
    assert strip.parts(later)[0].tone is Tone.DANGER
    assert len(strip.banners(later)) == 1


def test_a_window_that_starts_no_service_says_where_to_start_it() -> None:
    strip = StatusStripState(NOW, starts_service=False)
    strip.see(replace(HEALTHY, alive=False))
    part, (banner,) = strip.parts(NOW)[0], strip.banners(NOW)
    assert (part.tone, part.words.ru) == (Tone.DANGER, "служба не отвечает")
    assert "не запускает" in banner.cure.ru
    assert "(SKLAD-1)" in banner.cure.ru
    assert banner.cure.ru.endswith("mmdesk service run")


def test_where_nobody_knows_its_computer_the_cure_names_none() -> None:
    strip = StatusStripState(NOW, starts_service=False)
    strip.see(replace(HEALTHY, alive=False, host=""))
    assert "её компьютер и запустите" in strip.banners(NOW)[0].cure.ru


def test_the_last_exchange_grows_old_by_itself() -> None:
    assert seen(HEALTHY).parts(NOW + timedelta(minutes=5))[1].words.en == "exchanged 5\xa0min ago"


def test_a_failed_exchange_says_why_on_demand() -> None:
    failed = replace(HEALTHY, last_exchange_failed=Text("Нет связи", "Not reachable"))
    part = parts(failed)[1]
    assert part.tone is Tone.WARN
    assert part.hint.ru.startswith("Нет связи")


def test_before_the_first_exchange_nothing_is_dated() -> None:
    assert told(replace(HEALTHY, last_exchange_at=None))[1] == (Tone.MUTED, "обмена ещё не было")


def test_a_silent_remote_is_told_with_its_next_try_and_needs_no_banner() -> None:
    strip = seen(replace(HEALTHY, troubles=(SILENT,)))
    part = strip.parts(NOW)[2]
    assert (part.tone, part.words.ru) == (Tone.WARN, "RetailCRM не отвечает")
    assert part.hint.ru == "Тверь: Нет связи. Повтор через 3\xa0мин."
    assert strip.banners(NOW) == ()


def test_both_remotes_silent_are_one_part() -> None:
    both = replace(HEALTHY, troubles=(SILENT, replace(SILENT, target=Target.MEGAMARKET)))
    assert (Tone.WARN, "Мегамаркет и RetailCRM не отвечают") in told(both)


def test_a_refused_token_has_a_banner_that_names_the_connection_and_the_cure() -> None:
    (banner,) = seen(replace(HEALTHY, troubles=(REFUSED,))).banners(NOW)
    assert banner.sentence.ru == "Тверь: Мегамаркет не принял токен."
    assert "«Настройки», «Подключения», «Изменить»" in banner.cure.ru
    assert (Tone.DANGER, "токен не принят") in told(replace(HEALTHY, troubles=(REFUSED,)))


def test_who_may_not_change_settings_is_told_to_call_a_manager() -> None:
    strip = seen(replace(HEALTHY, troubles=(REFUSED,)))
    strip.serve(may_set=False)
    (banner,) = strip.banners(NOW)
    assert banner.cure.ru == "Позовите менеджера: новый токен может ввести только он."


def test_what_retailcrm_refuses_is_a_key() -> None:
    state = replace(HEALTHY, troubles=(replace(REFUSED, target=Target.CRM),))
    (banner,) = seen(state).banners(NOW)
    assert banner.sentence.en == "Тверь: RetailCRM refused the key."
    assert (Tone.DANGER, "ключ не принят") in told(state)


def test_a_program_without_connections_speaks_of_the_service_alone() -> None:
    strip = seen(replace(HEALTHY, connections=0, last_exchange_at=None, troubles=(REFUSED,)))
    assert strip.is_empty
    assert [part.words.en for part in strip.parts(NOW)] == ["service running"]
    assert strip.banners(NOW) == ()


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("Тверь", "Пробное"), "ТЕСТОВЫЙ РЕЖИМ: заказы не настоящие"),
        (("Пробное",), "ТЕСТОВЫЙ РЕЖИМ (Пробное): заказы не настоящие"),
    ],
)
def test_the_test_mode_names_its_connections_when_others_are_real(names: tuple[str, ...], words: str) -> None:
    test_words = seen(replace(HEALTHY, test_connections=names)).test_words()
    assert test_words is not None
    assert test_words.ru == words


def test_every_state_has_an_icon_that_exists_and_words_in_both_languages(theme: Theme) -> None:
    worst = replace(
        HEALTHY,
        queue=1,
        parked=1,
        inbox_parked=1,
        at_risk=1,
        overdue=1,
        troubles=(SILENT, REFUSED),
        last_exchange_at=None,
    )
    strip = seen(worst)
    for part in (*strip.parts(NOW), *parts(HEALTHY)):
        assert not theme.icon(part.icon).isNull()
        assert part.words.ru
        assert part.words.en
        assert part.words.ru != part.words.en
    assert all(not theme.icon(banner.icon).isNull() for banner in strip.banners(NOW))


def test_the_strip_is_told_anew_each_second_while_it_is_seen(
    theme: Theme, clock: ManualClock, qtbot: QtBot, wait: Wait
) -> None:
    view = StatusStripView(seen(HEALTHY), theme, clock)
    qtbot.addWidget(view)
    view.show()
    assert view.words[1] == "exchanged 20\xa0s ago"
    clock.advance(60)
    wait(lambda: view.words[1] == "exchanged 1\xa0min ago")


def test_parts_that_are_over_go(theme: Theme, clock: ManualClock, qtbot: QtBot) -> None:
    state = seen(replace(HEALTHY, queue=2, parked=1))
    view = StatusStripView(state, theme, clock)
    qtbot.addWidget(view)
    view.refresh()
    assert len(view.words) == 4
    state.see(HEALTHY)
    view.refresh()
    assert list(view.words) == ["service running", "exchanged 20\xa0s ago"]


def test_where_there_is_no_room_the_quiet_parts_give_way_to_the_loud(
    theme: Theme, clock: ManualClock, qtbot: QtBot, wait: Wait
) -> None:
    view = StatusStripView(seen(replace(HEALTHY, queue=2, parked=1, at_risk=3)), theme, clock)
    qtbot.addWidget(view)
    view.resize(420, 44)
    view.show()

    def shown() -> set[str]:
        return {label.text() for label in view.findChildren(QLabel) if label.isVisible()}

    wait(lambda: shown() == {"2 queued", "1 stopped", "3 at risk"})
    view.resize(340, 44)
    wait(lambda: shown() == {"1 stopped", "3 at risk"})
    view.resize(1200, 44)
    wait(lambda: shown() == set(view.words))


def test_the_right_end_holds_one_widget(theme: Theme, clock: ManualClock, qtbot: QtBot) -> None:
    view = StatusStripView(seen(HEALTHY), theme, clock)
    qtbot.addWidget(view)
    view.set_right(QPushButton("former"))
    view.set_right(QPushButton("newer"))
    view.show()
    assert [button.text() for button in view.findChildren(QPushButton) if button.isVisible()] == ["newer"]


def test_remote_words_never_become_markup_in_a_tooltip() -> None:
    assert tooltip("<b>down</b>\nlater") == "<div>&lt;b&gt;down&lt;/b&gt;</div><div>later</div>"
