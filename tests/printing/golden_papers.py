"""The words of a paper, page by page, compared with those kept beside the tests.

A paper changed on purpose: run the tests with MMDESK_NEW_GOLDEN=1, look at the difference, commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.printing.label_samples import printed

_FOLDER = Path(__file__).parent / "golden"


def check_words(name: str, pdf: bytes) -> None:
    pages = [page.text.replace("\r\n", "\n").replace("\u00a0", " ") for page in printed(pdf, dpi=72)]
    words = "".join(f"--- {number}\n{text.strip()}\n" for number, text in enumerate(pages, start=1))
    kept = _FOLDER / f"{name}.txt"
    if os.environ.get("MMDESK_NEW_GOLDEN"):
        kept.write_text(words, encoding="utf-8", newline="\n")
    assert words == kept.read_text(encoding="utf-8")
