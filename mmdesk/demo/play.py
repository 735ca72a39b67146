"""The play: every scenario in turn; one that ends badly does not keep the others from being played."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

from mmdesk.demo import dsm_scenes, exchange_scenes, feed_scenes, standard_scenes
from mmdesk.demo.hand import Hand, WindowDisobeyed
from mmdesk.demo.opening import Wishes, opened
from mmdesk.demo.scene import Scene, Stage
from mmdesk.demo.story import Story
from mmdesk.demo.window_process import can_open_windows
from mmdesk.demo.window_scenes import WINDOW_SCENARIOS, WindowScenario
from mmdesk.errors import MmdeskError, Text
from mmdesk.sandbox.megamarket_state import Scheme


@dataclass(frozen=True, slots=True)
class Scenario:
    """One part of the play."""

    title: Text
    scheme: Scheme
    script: Callable[[Scene], None]


@dataclass(frozen=True, slots=True)
class Applause:
    """How many scenarios were played, and the titles of those that did not end as they must."""

    played: int
    failed: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Ending:
    title: Text
    well: bool


SCENARIOS: Final[Sequence[Scenario]] = (
    Scenario(standard_scenes.CONFIRM, Scheme.STANDARD, standard_scenes.confirm),
    Scenario(standard_scenes.BUYER_CANCELS, Scheme.STANDARD, standard_scenes.buyer_cancels),
    Scenario(standard_scenes.MERCHANT_CANCELS, Scheme.STANDARD, standard_scenes.merchant_cancels),
    Scenario(dsm_scenes.CONFIRM, Scheme.DSM, dsm_scenes.confirm),
    Scenario(dsm_scenes.BUYER_CANCELS, Scheme.DSM, dsm_scenes.buyer_cancels),
    Scenario(dsm_scenes.MERCHANT_CANCELS, Scheme.DSM, dsm_scenes.merchant_cancels),
    Scenario(dsm_scenes.PARTIAL, Scheme.DSM, dsm_scenes.partial),
    Scenario(exchange_scenes.POLLING, Scheme.STANDARD, exchange_scenes.polling),
    Scenario(exchange_scenes.CRM_ALONE, Scheme.STANDARD, exchange_scenes.crm_alone),
    Scenario(feed_scenes.FEED, Scheme.STANDARD, feed_scenes.stock_in_feed),
    Scenario(exchange_scenes.LOST_ANSWER, Scheme.STANDARD, exchange_scenes.lost_answer),
)


def play(
    wishes: Wishes,
    story: Story,
    scenarios: Sequence[Scenario] = SCENARIOS,
    in_window: Sequence[WindowScenario] = WINDOW_SCENARIOS,
) -> Applause:
    """Play on a throw-away profile. Raises MmdeskError when the stage itself cannot be set up."""
    with opened(wishes, story) as stage:
        endings = [
            _ending(scenario.title, partial(scenario.script, Scene(stage, story, scenario.scheme)), story)
            for scenario in scenarios
        ]
        if in_window and not can_open_windows():
            story.note(NO_WINDOWS_HERE)
        elif in_window:
            endings += _at_the_window(stage, story, in_window)
    return Applause(len(endings), tuple(ending.title for ending in endings if not ending.well))


def _at_the_window(stage: Stage, story: Story, scenarios: Sequence[WindowScenario]) -> list[_Ending]:
    endings = []
    with Hand(stage.profile, stage.environ) as hand:
        for scenario in scenarios:
            script = partial(scenario.script, Scene(stage, story, scenario.scheme), hand)
            ending = _ending(scenario.title, script, story)
            endings.append(ending)
            if not ending.well:
                _show_evidence(stage, story, hand)
    return endings


def _show_evidence(stage: Stage, story: Story, hand: Hand) -> None:
    path = stage.out / "window-failed.png"
    with suppress(WindowDisobeyed):
        hand.take_picture(path)
        story.note(_EVIDENCE.format(path=path))


def _ending(title: Text, script: Callable[[], None], story: Story) -> _Ending:
    story.open(title)
    try:
        script()
    except MmdeskError as error:
        story.failure(error.text)
        return _Ending(title, well=False)
    return _Ending(title, well=True)


_EVIDENCE: Final = Text("Что было в окне: {path}", "What the window showed: {path}")
NO_WINDOWS_HERE: Final = Text(
    "Qt (PySide6) здесь не установлен, как и бывает там, где работает одна служба: часть с окном пропущена.",
    "Qt (PySide6) is not installed here, as on a host for the service alone: the window part is left out.",
)
