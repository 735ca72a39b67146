"""Draws every state of the window into pictures, to be looked at: `make shots`."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.shots import morning
from tests.shots.scenes import SCENES
from tests.shots.variants import STRETCHED, VARIANTS, Variant
from tests.ui import screen

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str]) -> int:
    """Exit code 1 where a picture could not be drawn, 2 where nothing is to be drawn."""
    wishes = _parser().parse_args(arguments)
    names = [name for name in SCENES if _is_wanted(name, wishes.only)]
    variants = [each for name, each in VARIANTS.items() if _is_wanted(name, wishes.variant)]
    if STRETCHED.name in wishes.variant:
        variants = [STRETCHED]
    if not names or not variants:
        print(f"Nothing is called so. Scenes: {', '.join(SCENES)}. Variants: {', '.join(VARIANTS)}.")
        return 2
    with TemporaryDirectory(prefix="mmdesk-shots-") as folder:
        lived = wishes.profile or _morning_in(Path(folder) / "lived")
        copies, out = Path(folder), None if wishes.check else wishes.out.resolve()
        failed = [each for each in variants if not _draw(each, names, lived, copies, out)]
    return int(bool(failed))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Draw every state of the window.")
    parser.add_argument("--out", type=Path, default=Path("shots"), help="the folder of the pictures (shots/)")
    parser.add_argument("--check", action="store_true", help="look only whether each can be drawn; keep none")
    parser.add_argument(
        "--only", action="append", default=[], metavar="PART", help="scenes whose names hold this; repeatable"
    )
    parser.add_argument(
        "--variant",
        action="append",
        default=[],
        metavar="PART",
        help="such as ru-dark-150, or en; repeatable; stretched looks for texts without room",
    )
    parser.add_argument(
        "--profile",
        type=Path,
        metavar="DIR",
        help="draw what is in this profile instead of a morning",
    )
    return parser


def _morning_in(profile: Path) -> Path:
    print("Playing the morning…", flush=True)
    morning.live_through(profile)
    return profile


def _is_wanted(name: str, parts: Sequence[str]) -> bool:
    return not parts or any(part in name for part in parts)


def _draw(variant: Variant, names: Sequence[str], lived: Path, copies: Path, out: Path | None) -> bool:
    """Whether every scene has become a picture."""
    profile, folder = copies / variant.name, out / variant.name if out else ""
    # What one variant's scenes write is nothing to the next one.
    shutil.copytree(lived, profile)
    print(f"{variant.name}: {len(names)} → {folder or 'nowhere'}", flush=True)
    with _screen_of(variant) as environ:
        given = (str(profile), variant.name, str(folder), *names)
        command = (sys.executable, "-m", "tests.shots.painter", *given)
        return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode == 0


@contextmanager
def _screen_of(variant: Variant) -> Iterator[dict[str, str]]:
    """A screen of the variant's size, where one can be had apart from the person's own."""
    if screen.is_needed():
        with screen.opened(variant.screen) as opened:
            yield variant.environ(opened.environ(os.environ))
    else:
        yield variant.environ(screen.without_qt(os.environ))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except screen.NoScreen as missing:
        sys.exit(f"No picture can be drawn here: {missing}.")
