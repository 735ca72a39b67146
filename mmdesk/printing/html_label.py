"""HTML labels become PDF in a short-lived child process, because the page engine is native code.

A hostile label can then neither crash, hang nor fill the service: the child limits itself, and is killed
when its time is over. The two talk by pipes; nothing is written to disk.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from mmdesk.errors import Text
from mmdesk.printing.html_refusal import REFUSAL_WORDS, HtmlRefused, Refusal
from mmdesk.printing.label_document import LARGER_SHEET, LabelUnreadable
from mmdesk.printing.paper import PageSize

ENTRY: Final = "render-html-label"
"""The argument that makes a frozen program the child: it must then call `main(sys.argv[2:])` and exit."""

TIME_LIMIT_SECONDS: Final = 20.0
_MEMORY_LIMIT_BYTES: Final = 1024**3
_LONGEST_REPLY_HEAD: Final = 100
# Windows cannot start a process without these; everything else, secrets among it, stays with the parent.
_INHERITED: Final = ("SYSTEMROOT", "WINDIR", "PATH", "TEMP", "TMP")


@dataclass(frozen=True, slots=True)
class RenderedHtml:
    """A PDF with pages of exactly the asked size."""

    pdf: bytes = field(repr=False)
    missing_pictures: int


def child_command() -> tuple[str, ...]:
    """How this program starts itself as the child: frozen by its entry, else by its interpreter."""
    if getattr(sys, "frozen", False):
        return (sys.executable, ENTRY)
    root = str(Path(__file__).parents[2])
    start = (
        f"import sys; sys.path.append({root!r}); from mmdesk.printing.html_label import main; "
        "sys.exit(main(sys.argv[1:]))"
    )
    return (sys.executable, "-I", "-c", start)


@dataclass(frozen=True, slots=True)
class HtmlRenderer:
    """Starts one child for one label; safe in any thread. The time limit is in seconds from its start."""

    command: tuple[str, ...] = field(default_factory=child_command)
    time_limit: float = TIME_LIMIT_SECONDS

    def render(self, html: str, page: PageSize) -> RenderedHtml:
        """Turn untrusted HTML into a PDF; raises LabelUnreadable, at the latest when the time is over."""
        reply = self._ask_child(html.encode("utf-8"), page)
        head, _, pdf = reply.partition(b"\n")
        words = head[:_LONGEST_REPLY_HEAD].decode("ascii", "replace").split()
        match words:
            case ["done", missing] if missing.isdecimal():
                return RenderedHtml(pdf, int(missing))
            case ["refused", code] if code in set(Refusal):
                raise _refused(Refusal(code), page)
            case _:
                raise LabelUnreadable(
                    Text("преобразование HTML в PDF оборвалось", "turning the HTML into a PDF broke off")
                )

    def _ask_child(self, html: bytes, page: PageSize) -> bytes:
        arguments = (f"{page.width_mm:g}", f"{page.height_mm:g}", f"{self.time_limit:g}")
        try:
            # Its error stream could quote the label, so nobody reads it.
            answer = subprocess.run(
                (*self.command, *arguments),
                input=html,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self.time_limit,
                env={name: os.environ[name] for name in _INHERITED if name in os.environ},
                creationflags=_without_window(),
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise LabelUnreadable(
                Text("HTML не уложился в отведённое время", "the HTML took longer than it may")
            ) from error
        return answer.stdout if answer.returncode == 0 else b""


def _refused(refusal: Refusal, page: PageSize) -> LabelUnreadable:
    error = LabelUnreadable(REFUSAL_WORDS[refusal].format(paper=page.name))
    return error.with_hint(LARGER_SHEET) if refusal is Refusal.DOES_NOT_FIT else error


def main(argv: Sequence[str]) -> int:
    """The child: arguments `width_mm height_mm seconds`, HTML comes in, one line and a PDF go out."""
    width, height, seconds = (float(argument) for argument in argv)
    with _claim_output() as reply:
        try:
            head, pdf = _render(_read_input(), PageSize(width, height), seconds)
        except HtmlRefused as refused:
            head, pdf = f"refused {refused.refusal}", b""
        reply.write(head.encode("ascii") + b"\n" + pdf)
    return 0


def _render(html: str, page: PageSize, seconds: float) -> tuple[str, bytes]:
    from mmdesk.printing.html_cleaning import clean_html
    from mmdesk.printing.html_layout import lay_out

    limit_this_process(seconds)
    clean = clean_html(html)
    return f"done {clean.missing_pictures}", lay_out(clean.text, page)


def _read_input() -> str:
    """From the descriptor: a frozen program without a console has no sys.stdin."""
    with os.fdopen(os.dup(0), "rb") as stream:
        return stream.read().decode("utf-8")


def _claim_output() -> BinaryIO:
    """Keep standard output for the reply alone: a native library may print there."""
    reply = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return reply


if sys.platform == "win32":

    def limit_this_process(seconds: float) -> None:
        """Windows has no such limits for a process of its own; the parent's clock remains."""

    def _without_window() -> int:
        return subprocess.CREATE_NO_WINDOW

else:

    def limit_this_process(seconds: float) -> None:
        """Bound memory and processor time; no file is written, no core dump with personal data."""
        import resource

        limits = {
            resource.RLIMIT_AS: _MEMORY_LIMIT_BYTES,
            resource.RLIMIT_CPU: int(seconds) + 1,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_CORE: 0,
        }
        for limit, value in limits.items():
            _lower(resource.setrlimit, limit, value)

    def _lower(setrlimit: Callable[[int, tuple[int, int]], None], limit: int, value: int) -> None:
        try:
            setrlimit(limit, (value, value))
        except (OSError, ValueError):
            # macOS refuses to bound address space; the time limit still holds.
            return

    def _without_window() -> int:
        return 0
