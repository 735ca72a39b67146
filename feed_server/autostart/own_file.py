"""A file that an autostart is made of: ours by its mark, replaced whole, put back on failure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from feed_server.autostart.contract import MARK, AutostartFailed, AutostartForeign
from mmdesk.private_files import replace_private


class OwnFile:
    """The one file at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> bytes | None:
        """None when there is none. Raises AutostartFailed."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise AutostartFailed(f"{self.path}: {error.strerror or error}") from error

    def check_ours(self) -> bytes | None:
        """The content as `read` gives it. Raises AutostartForeign too."""
        content = self.read()
        if content is not None and not is_ours(content):
            raise AutostartForeign(str(self.path))
        return content

    @contextmanager
    def replaced(self, content: bytes) -> Iterator[None]:
        """Have the new content in place for the block and after it; a block that fails gets the old one back.

        Raises AutostartForeign and AutostartFailed.
        """
        before = self.check_ours()
        self._write(content)
        try:
            yield
        except BaseException:
            with suppress(AutostartFailed):
                self._write(before) if before is not None else self.remove()
            raise

    def remove(self) -> None:
        """Raises AutostartForeign and AutostartFailed."""
        self.check_ours()
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise AutostartFailed(f"{self.path}: {error.strerror or error}") from error

    def _write(self, content: bytes) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            replace_private(self.path, content)
        except OSError as error:
            raise AutostartFailed(f"{self.path}: {error.strerror or error}") from error


def is_ours(content: bytes) -> bool:
    return MARK.encode() in content
