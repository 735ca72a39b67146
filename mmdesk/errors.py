"""The root of everything that is expected to go wrong, and the two-language text shown to a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both interface languages; the reader's process chooses.

    The sentence names the place in the window. `command` is what does it on a command line, and is told to
    nobody but who reads there.
    """

    ru: str
    en: str
    command: str = ""

    @classmethod
    def same(cls, words: str) -> Text:
        """Words that are shown as they are in both languages, such as a remote's own."""
        return cls(words, words)

    def format(self, **places: object) -> Text:
        """Fill named places; a place that is itself a Text is filled language by language."""
        inner = (place.command for place in places.values() if isinstance(place, Text))
        command = self.command.format(**{name: _in(place, "en") for name, place in places.items()})
        return Text(
            self.ru.format(**{name: _in(place, "ru") for name, place in places.items()}),
            self.en.format(**{name: _in(place, "en") for name, place in places.items()}),
            command or next(filter(None, inner), ""),
        )

    def joined(self, tail: Text) -> Text:
        """This text and another one behind it."""
        return Text(self.ru + tail.ru, self.en + tail.en, self.command or tail.command)

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.ru

    def on_command_line(self, language: str) -> str:
        """The sentence with its command behind it."""
        words = self.in_language(language)
        if not self.command:
            return words
        return f"{words.rstrip('.')}. {'Command' if language == 'en' else 'Команда'}: {self.command}"

    def __str__(self) -> str:
        return self.en


def _in(place: object, language: str) -> object:
    return place.in_language(language) if isinstance(place, Text) else place


class MmdeskError(Exception):
    """Root of the expected failures: a title for the operator, a detail naming the thing, a hint."""

    title: ClassVar[Text] = Text("Не получилось", "It did not work")
    hint: ClassVar[Text] = Text("", "")

    def __init__(self, detail: Text | str = "", *, hint: Text | None = None) -> None:
        self.detail = detail if isinstance(detail, Text) else Text.same(detail)
        self._hint = hint
        super().__init__(self.sentence("en"))

    @property
    def cure(self) -> Text:
        """What the reader can do about it; empty when there is nothing to advise."""
        return self._hint if self._hint is not None else type(self).hint

    @property
    def text(self) -> Text:
        return Text(self.sentence("ru"), self.sentence("en"), self.cure.command or self.detail.command)

    def sentence(self, language: str) -> str:
        """Title, detail and hint as one line in the reader's language."""
        title = type(self).title.in_language(language)
        detail = self.detail.in_language(language)
        cure = self.cure.in_language(language)
        head = f"{title}: {detail}" if detail else title
        return f"{head.rstrip('.')}. {cure}" if cure else head

    def __str__(self) -> str:
        return self.sentence("en")

    def with_hint(self, hint: Text) -> Self:
        self._hint = hint
        return self
