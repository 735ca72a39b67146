"""The play: every scenario in turn; one that ends badly does not keep the others from being played."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from mmdesk.demo import dsm_scenes, exchange_scenes, standard_scenes
from mmdesk.demo.opening import Wishes, opened
from mmdesk.demo.scene import Scene, Stage
from mmdesk.demo.story import Story
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


SCENARIOS: Final[Sequence[Scenario]] = (
    Scenario(standard_scenes.CONFIRM, Scheme.STANDARD, standard_scenes.confirm),
    Scenario(standard_scenes.BUYER_CANCELS, Scheme.STANDARD, standard_scenes.buyer_cancels),
    Scenario(standard_scenes.MERCHANT_CANCELS, Scheme.STANDARD, standard_scenes.merchant_cancels),
    Scenario(dsm_scenes.CONFIRM, Scheme.DSM, dsm_scenes.confirm),
    Scenario(dsm_scenes.BUYER_CANCELS, Scheme.DSM, dsm_scenes.buyer_cancels),
    Scenario(dsm_scenes.MERCHANT_CANCELS, Scheme.DSM, dsm_scenes.merchant_cancels),
    Scenario(dsm_scenes.PARTIAL, Scheme.DSM, dsm_scenes.partial),
    Scenario(exchange_scenes.POLLING, Scheme.STANDARD, exchange_scenes.polling),
    Scenario(exchange_scenes.LOST_ANSWER, Scheme.STANDARD, exchange_scenes.lost_answer),
)


def play(wishes: Wishes, story: Story, scenarios: Sequence[Scenario] = SCENARIOS) -> Applause:
    """Play on a throw-away profile. Raises MmdeskError when the stage itself cannot be set up."""
    with opened(wishes, story) as stage:
        failed = [scenario.title for scenario in scenarios if not _ends_well(scenario, stage, story)]
    return Applause(len(scenarios), tuple(failed))


def _ends_well(scenario: Scenario, stage: Stage, story: Story) -> bool:
    story.open(scenario.title)
    try:
        scenario.script(Scene(stage, story, scenario.scheme))
    except MmdeskError as error:
        story.failure(error.text)
        return False
    return True
