"""What to do about a damaged database file: where the copies are, and the command that puts one back."""

from __future__ import annotations

from pathlib import Path

from mmdesk.errors import Text
from mmdesk.services.backups import made_at


def advice(file: Path, folder: Path, profile: Path | None) -> Text:
    """`folder` holds the daily copies; `profile` is what the program was started with, if anything."""
    newest = _newest(folder)
    copy = str(newest) if newest is not None else "FILE"
    words = ["mmdesk", *(("--profile", str(profile)) if profile is not None else ()), "db", "restore", copy]
    template = _NO_COPY if newest is None else _RESTORE
    told = template.format(file=str(file), folder=str(folder))
    return Text(told.ru, told.en, " ".join(map(_quoted, words)))


def _quoted(word: str) -> str:
    """As every system's command line takes it."""
    return f'"{word}"' if " " in word else word


def _newest(folder: Path) -> Path | None:
    try:
        copies = [each for each in folder.iterdir() if made_at(each.name) is not None]
    except OSError:
        return None
    return max(copies, key=lambda each: each.name, default=None)


_RESTORE = Text(
    "Это файл {file}. Копии лежат в {folder}. Закройте окно и восстановите последнюю в командной строке; "
    "повреждённый файл останется рядом.",
    "It is {file}. Its copies are in {folder}. Close the window and restore the newest from the command "
    "line; the damaged file is kept beside it.",
)
_NO_COPY = Text(
    "Это файл {file}. В {folder} копий нет: найдите копию, сделанную вручную, закройте окно и восстановите "
    "её в командной строке; повреждённый файл останется рядом.",
    "It is {file}. There is no copy in {folder}: find one that was made by hand, close the window and "
    "restore it from the command line; the damaged file is kept beside it.",
)
