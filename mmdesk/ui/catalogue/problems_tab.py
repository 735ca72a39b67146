"""What the build says of single offers: what is wrong, and the cure."""

from __future__ import annotations

from collections import Counter

from PySide6.QtWidgets import QWidget

from mmdesk.catalogue.problems import WARNINGS
from mmdesk.services.catalogue_desk import FeedBuild, Issue
from mmdesk.ui import moments
from mmdesk.ui.catalogue import catalogue_words
from mmdesk.ui.catalogue.flat_model import Cell, Heading, Line
from mmdesk.ui.catalogue.kinds_list import KindsList
from mmdesk.ui.messages import Messages
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme, Tone
from mmdesk.ui.words import begun, spoken

LISTED = 1000
"""So many are kept of each build; all of them are counted."""


class ProblemsTab(KindsList):
    """Shows the issues of one build; a line leads to its offer."""

    def __init__(
        self, runner: TaskRunner, messages: Messages, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            runner,
            messages,
            theme,
            "",
            (
                Heading(self.tr("Offer id")),
                Heading(self.tr("Name")),
                Heading(self.tr("What is wrong, and what to do")),
            ),
            2,
            {0: 136, 1: 320},
            "problems.csv",
            parent=parent,
            with_card=True,
        )
        self.table.show_ends(1)
        self.table.setAccessibleName(self.tr("Problems"))

    def show_issues(self, build: FeedBuild | None, issues: tuple[Issue, ...]) -> None:
        counts = Counter(issue.code for issue in issues)
        if build is not None:
            counts |= {code: build.problems[code] for code in counts if code in build.problems}
        kinds = {code: (_short(code), count) for code, count in counts.most_common()}
        self.show_lines(kinds, [(issue.code, _line(number, issue)) for number, issue in enumerate(issues)])
        self._show_heading(build, sum(counts.values()), len(issues))
        self._show_notice(build, bool(issues))

    def _show_heading(self, build: FeedBuild | None, found: int, listed: int) -> None:
        if build is None or not listed:
            self.heading.clear()
            return
        words = self.tr("Build {number}: %n problem(s)", "", found).format(number=f"№ {build.build_id}")
        if found > listed:
            more = self.tr("the first {count} are listed").format(count=moments.number(listed))
            words = f"{words}, {more}"
        self.heading.setText(words)

    def _show_notice(self, build: FeedBuild | None, has_issues: bool) -> None:
        if has_issues:
            self.notice.show_words("dot", "")
        elif build is None:
            self.notice.show_words(
                "catalogue",
                self.tr("No build has looked at the goods yet"),
                self.tr("What is wrong with offers is listed here after the first build."),
            )
        else:
            self.notice.show_words("check-all", self.tr("Nothing is wrong with any offer"), "", Tone.OK)


def _line(number: int, issue: Issue) -> Line:
    tone = Tone.TEXT if issue.code in WARNINGS else Tone.WARN
    icon = "info" if issue.code in WARNINGS else "warning"
    words = begun(spoken(issue.message))
    known = Cell(issue.offer_id or "—", tone, icon)
    return Line((number, issue.offer_id), (known, Cell(issue.name), Cell(words)))


def _short(code: str) -> str:
    """The sentence up to its cure."""
    return catalogue_words.remark(code).partition(". ")[0].partition(": ")[0]
