"""Draws the pictures of the user guide into docs/pictures: `make guide`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image

ROOT: Final = Path(__file__).resolve().parents[2]
PICTURES: Final = ROOT / "docs" / "pictures"
_VARIANT: Final = "ru-light-100"
_SHOWN: Final = re.compile(r"\]\(pictures/([a-z_-]+)\.png\)")
_COLOURS: Final = 96
"""Enough for flat surfaces and letters; a third of the bytes."""


def main() -> int:
    names = shown()
    with TemporaryDirectory(prefix="mmdesk-guide-") as folder:
        wanted = [word for name in names for word in ("--only", name)]
        command = (sys.executable, str(ROOT / "tests/shots/draw.py"), "--variant", _VARIANT, "--out", folder)
        code = subprocess.run((*command, *wanted), check=False).returncode
        if code:
            return code
        PICTURES.mkdir(exist_ok=True)
        for old in PICTURES.glob("*.png"):
            old.unlink()
        for name in names:
            picture = Image.open(Path(folder) / _VARIANT / f"{name}.png").convert("RGB")
            # By what is there at all: by how often, the small red and green signs became grey.
            few = picture.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
            few.save(PICTURES / f"{name}.png", optimize=True)
    return 0


def shown() -> list[str]:
    """The scenes that the documents show, each once."""
    texts = (page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs").glob("*.md")))
    return sorted({name for text in texts for name in _SHOWN.findall(text)})


if __name__ == "__main__":
    sys.exit(main())
