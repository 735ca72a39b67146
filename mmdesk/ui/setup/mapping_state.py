"""What the editor of mappings knows: the sheet as read, what was chosen since, which rows will not do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from mmdesk.errors import Text
from mmdesk.services.mapping_desk import Mappings
from mmdesk.services.mapping_sheet import Group, Row, choices_of

CANCEL_ACCEPT: Final = "cancel.accept"
UNDO: Final = "desk.undo_seconds"
PICTURES: Final = "desk.pictures"
_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_NO_FAULTS: Final[Mapping[str, Text]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class MappingState:
    """One connection's mappings under the hand. Every method gives the state after it."""

    read: Mappings
    chosen: Mapping[str, str] = field(default_factory=lambda: _NONE)
    refused: Mapping[str, Text] = field(default_factory=lambda: _NO_FAULTS)

    def choose(self, key: str, value: str) -> MappingState:
        """Back to the value that was read is no change at all."""
        chosen = {name: each for name, each in self.chosen.items() if name != key}
        if value != self._stored(key):
            chosen[key] = value
        refused = {name: words for name, words in self.refused.items() if name != key}
        return replace(self, chosen=chosen, refused=refused)

    def refuse(self, rows: Mapping[str, Text]) -> MappingState:
        """Saving changed nothing, for these reasons by row."""
        return replace(self, refused=rows)

    def forget(self) -> MappingState:
        """As it was read."""
        return MappingState(self.read)

    def see(self, read: Mappings) -> MappingState:
        """Read again: what was chosen and not saved stays chosen."""
        state = MappingState(read)
        for key, value in self.chosen.items():
            state = state.choose(key, value)
        return state

    @property
    def changes(self) -> int:
        return len(self.chosen)

    def value(self, key: str) -> str:
        return self.chosen.get(key, self._stored(key))

    def trouble(self, row: Row) -> Text | None:
        """What is wrong with the value that stands there now."""
        if row.key in self.refused:
            return self.refused[row.key]
        return None if row.key in self.chosen else row.trouble

    def is_missed(self, row: Row) -> bool:
        """Whether most shops map it and this one does not."""
        return row.missed and not self.value(row.key)

    def missed(self) -> int:
        return sum(self.is_missed(row) for group in self.read.groups for row in group.rows)

    def errors(self, group: Group | None = None) -> int:
        """How many lines will not do: of all, or of one table."""
        groups = self.read.groups if group is None else (group,)
        return sum(self.trouble(row) is not None for each in groups for row in each.rows)

    def choices(self, group: Group, row: Row) -> tuple[tuple[str, Text], ...]:
        """Values with their names; one that has vanished stays at the end, so that it can be seen."""
        offered = [(each.value, each.name) for each in choices_of(group, row, self.read.known)]
        if row.value and row.value not in (value for value, _ in offered):
            offered.append((row.value, Text.same(row.value)))
        return tuple(offered)

    @property
    def shape(self) -> tuple[object, ...]:
        """Equal where the same lines offer the same choices, whatever is chosen in them."""
        lines = (
            (group.kind, row.key, row.name, row.code, self.choices(group, row))
            for group in self.read.groups
            for row in group.rows
        )
        kinds = tuple(group.kind for group in self.read.groups)
        return (*kinds, *lines, self.read.cancel_accept is None)

    def _stored(self, key: str) -> str:
        if key == CANCEL_ACCEPT:
            return self.read.cancel_accept or ""
        if key == UNDO:
            return str(self.read.undo_seconds)
        if key == PICTURES:
            return self.read.pictures
        rows = (row for group in self.read.groups for row in group.rows)
        return next((row.value for row in rows if row.key == key), "")
