"""An office's logo: read once at the start, and tried as a paper will print it; what is wrong is one sentence."""

from pathlib import Path

from bot.papers.pictures import MOST_PIXELS, Picture, is_too_large, picture
from bot.papers.render import shows

LARGEST = 1_000_000
"""Bytes; every paper carries it."""


def read(path: Path) -> Picture:
    """The logo in this file (PNG, JPEG, WebP or SVG).

    Raises:
        ValueError: why not, in words for whoever set it.
    """
    try:
        data = path.read_bytes()
    except (OSError, ValueError):
        raise ValueError("berkasnya tidak ada atau tidak dapat dibaca") from None
    if len(data) > LARGEST:
        raise ValueError("berkasnya lebih besar dari 1 MB")
    if is_too_large(data):
        raise ValueError(f"berkasnya lebih besar dari {MOST_PIXELS // 1_000_000} juta piksel")
    found = picture(data)
    if found is None or not shows(found):
        raise ValueError("berkasnya bukan gambar PNG, JPEG atau SVG yang dapat dicetak")
    return found
