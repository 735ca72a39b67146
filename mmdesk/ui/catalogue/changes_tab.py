"""What a build changes at the feed before it: gone, new, other prices and stocks."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mmdesk.services.catalogue_desk import Change, FeedBuild
from mmdesk.ui import moments
from mmdesk.ui.catalogue import catalogue_words
from mmdesk.ui.catalogue.flat_model import Cell, Heading, Line
from mmdesk.ui.catalogue.kinds_list import KindsList
from mmdesk.ui.messages import Messages
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme, Tone

_ORDER = ("removed", "price", "added", "stock", "name")


class ChangesTab(KindsList):
    """Shows the differences of one build; a line leads to its offer."""

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
                Heading(self.tr("What is different")),
                Heading(self.tr("Before"), is_number=True),
                Heading(self.tr("After"), is_number=True),
            ),
            1,
            {0: 112, 2: 200, 3: 200, 4: 200},
            "changes.csv",
            parent=parent,
        )
        self.table.show_ends(1)
        self.table.setAccessibleName(self.tr("Differences"))

    def show_changes(self, build: FeedBuild | None, changes: tuple[Change, ...]) -> None:
        counts = build.changes if build is not None else {}
        kinds = {
            what: (catalogue_words.difference(what), counts[what])
            for what in sorted(counts, key=_place)
            if counts[what]
        }
        self.show_lines(kinds, [(each.what, _line(each)) for each in sorted(changes, key=_of_change)])
        if build is None or not changes:
            self.heading.clear()
        else:
            self._show_heading(build, sum(counts.values()), len(changes))
        self._show_notice(build, bool(changes))

    def _show_heading(self, build: FeedBuild, found: int, listed: int) -> None:
        words = self.tr("Build {number} beside the feed before it: %n difference(s)", "", found)
        words = words.format(number=f"№ {build.build_id}")
        if found > listed:
            more = self.tr("the first {count} are listed").format(count=moments.number(listed))
            words = f"{words}, {more}"
        self.heading.setText(words)

    def _show_notice(self, build: FeedBuild | None, has_changes: bool) -> None:
        if has_changes:
            self.notice.show_words("dot", "")
        elif build is None:
            self.notice.show_words(
                "catalogue",
                self.tr("There is nothing to compare yet"),
                self.tr("From the second build on, its differences to the feed before it are listed here."),
            )
        else:
            words = self.tr("Build {number} is the same as the feed before it, or the first of all")
            self.notice.show_words("check-all", words.format(number=f"№ {build.build_id}"))


def _place(what: str) -> int:
    return _ORDER.index(what) if what in _ORDER else len(_ORDER)


def _of_change(change: Change) -> int:
    return _place(change.what)


def _line(change: Change) -> Line:
    icon, tone = catalogue_words.difference_icon(change.what)
    words = Cell(catalogue_words.difference(change.what), tone, icon)
    before, after = (catalogue_words.changed(change.what, each) for each in (change.old, change.new))
    if change.what == "removed":
        after = catalogue_words.reason(change.new)
    cells = (Cell(change.offer_id), Cell(change.name), words, Cell(before, Tone.MUTED), Cell(after))
    return Line((change.offer_id, change.what), cells)
