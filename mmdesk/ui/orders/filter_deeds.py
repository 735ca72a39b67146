"""What a person does with filters of their own: choose one, keep what the list shows, put them in order."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from mmdesk.errors import MmdeskError
from mmdesk.services.saved_filters import FilterSet, SavedFilter
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.orders import filter_words
from mmdesk.ui.orders.filter_button import FilterButton
from mmdesk.ui.orders.filter_dialogs import FilterNameDialog, FiltersDialog
from mmdesk.ui.orders.list_pane import ListPane
from mmdesk.ui.orders.own_filters import OwnFilters
from mmdesk.ui.theme import Theme


class FilterDeeds(QObject):
    """Between the button, the list and what is kept."""

    def __init__(
        self,
        own: OwnFilters,
        button: FilterButton,
        pane: ListPane,
        messages: Messages,
        theme: Theme,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._own = own
        self._button = button
        self._list = pane
        self._messages = messages
        self._theme = theme
        self._page = page
        self._dialog: FiltersDialog | None = None
        own.changed.connect(button.show_filters)
        own.opened.connect(self._open_with)
        own.counted.connect(button.show_counts)
        own.failed.connect(self._refuse)
        button.chosen.connect(self._choose)
        button.save_wanted.connect(self._save)
        button.order_wanted.connect(self._put_in_order)
        button.counts_wanted.connect(own.count)
        pane.wish_changed.connect(button.show_wish)
        own.read()

    @Slot(SavedFilter)
    def _choose(self, chosen: SavedFilter) -> None:
        """One whose connection is gone would show orders of others: it says so, and nothing moves."""
        connection = chosen.wish.connection
        if connection and connection not in self._list.connections:
            words = self.tr("The filter “{name}” shows nothing: {why}. Delete it or save it anew.")
            why = filter_words.gone_words(connection)
            self._messages.say(Kind.NOTICE, words.format(name=chosen.name, why=why))
            return
        self._list.show_wish(chosen.wish)
        self._page.setFocus()

    @Slot(FilterSet, tuple)
    def _open_with(self, kept: FilterSet, connections: tuple[str, ...]) -> None:
        """Unless the person has gone elsewhere while it was read."""
        first = kept.named(kept.start)
        if first is None or not self._list.is_untouched:
            return
        self._list.know_connections(connections)
        self._choose(first)

    @Slot()
    def _save(self) -> None:
        wish = self._list.wish
        dialog = FilterNameDialog(self.tr("Save a filter"), SavedFilter("", wish), self._theme, self._page)
        self._ask(dialog)

    @Slot(SavedFilter)
    def _rename(self, marked: SavedFilter) -> None:
        over = self._dialog or self._page
        self._ask(FilterNameDialog(self.tr("Rename the filter"), marked, self._theme, over))

    def _ask(self, dialog: FilterNameDialog) -> None:
        dialog.check_against(self._own.kept)
        dialog.accepted.connect(self._keep)
        dialog.open()

    @Slot()
    def _keep(self) -> None:
        dialog = self.sender()
        assert isinstance(dialog, FilterNameDialog)
        self._own.change(dialog.change())

    @Slot()
    def _put_in_order(self) -> None:
        dialog = FiltersDialog(self._own.kept, self._list.connections, self._theme, self._page)
        dialog.change_wanted.connect(self._own.change)
        dialog.rename_wanted.connect(self._rename)
        dialog.finished.connect(self._ordered)
        self._own.changed.connect(dialog.show_filters)
        self._dialog = dialog
        dialog.open()

    @Slot()
    def _ordered(self) -> None:
        self._dialog = None

    @Slot(MmdeskError)
    def _refuse(self, error: MmdeskError) -> None:
        if self._dialog is not None:
            self._dialog.show_error(error)
        else:
            self._messages.show_error(error)
