"""A stranger's picture made into a small one of ours: bounded in memory and size, and nothing else in it."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from mmdesk.errors import MmdeskError, Text

SIDE: Final = 480
"""Pixels into whose square a thumbnail fits; a smaller picture stays as it is."""
MOST_PIXELS: Final = 25_000_000
"""Of the picture that is made smaller: about 100 MB while it is being read."""
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITY: Final = 82
_PAPER: Final = (255, 255, 255)


class PictureRefused(MmdeskError):
    """Raised for a file that is no picture, or none that may be opened here."""

    title = Text("Картинка не подходит", "The picture will not do")


def thumbnail(raw: bytes) -> bytes:
    """A JPEG that fits SIDE x SIDE, its first frame on white, without metadata. Raises PictureRefused."""
    try:
        return _shrunk(raw)
    except PictureRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except Exception as error:  # the decoders raise whatever a broken file makes them stumble over
        raise PictureRefused(_BROKEN) from error


def _shrunk(raw: bytes) -> bytes:
    with Image.open(BytesIO(raw), formats=_FORMATS) as picture:
        # The file says how large it is before any of it is unpacked.
        if picture.width * picture.height > MOST_PIXELS:
            raise _too_large()
        picture.draft("RGB", (2 * SIDE, 2 * SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        upright.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    # Drawn on a sheet of its own: nothing of what else the file held comes along.
    sheet = Image.new("RGB", upright.size, _PAPER)
    sheet.paste(upright, mask=upright if upright.mode == "RGBA" else None)
    written = BytesIO()
    sheet.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue()


def _too_large() -> PictureRefused:
    millions = MOST_PIXELS // 1_000_000
    return PictureRefused(
        Text(f"картинка больше {millions} млн точек", f"the picture has over {millions} million dots")
    )


_BROKEN: Final = Text(
    "это не картинка JPEG, PNG, WebP или GIF, или она повреждена",
    "it is no picture of the kinds JPEG, PNG, WebP or GIF, or it is damaged",
)
