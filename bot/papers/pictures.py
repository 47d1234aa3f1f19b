"""Pictures that can stand on a paper: an office's logo, an operator's screenshot; told by their bytes, within bounds.

Whatever a picture's own head claims bounds the memory that it will take, so that is read before Typst unpacks it.
"""

import struct
from dataclasses import dataclass

MOST_PIXELS = 25_000_000
"""Of one picture; unpacked it takes four bytes for each."""
MOST_BYTES = 5_000_000
"""Of all pictures on one paper: Typst takes them as numbers, each some forty bytes large for a while."""


@dataclass(frozen=True)
class Picture:
    """Bytes of a picture, and its format as Typst calls it: `png`, `jpg`, `webp`, `svg`."""

    data: bytes
    format: str


def picture(data: bytes) -> Picture | None:
    """The picture, unless it is none of a known kind, or larger than can be printed.

    Whether it holds together is found out by typesetting it (`render.shows`).
    """
    found = _format(data)
    if found is None or is_too_large(data):
        return None
    kind, size = found
    return Picture(data, kind) if size is None or size[0] * size[1] > 0 else None


def is_too_large(data: bytes) -> bool:
    """Whether its own head claims more pixels than are printed."""
    _, size = _format(data) or ("", None)
    return size is not None and size[0] * size[1] > MOST_PIXELS


def _format(data: bytes) -> tuple[str, tuple[int, int] | None] | None:
    """Format, width and height; a drawing has no pixels."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return "png", struct.unpack_from(">II", data, 16)
    if data.startswith(b"\xff\xd8\xff"):
        size = _jpeg_size(data)
        return ("jpg", size) if size else None
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        size = _webp_size(data)
        return ("webp", size) if size else None
    if b"<svg" in data[:1000]:
        return "svg", None
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """From the frame header; none where it is broken, or in the four inks of a printing press."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in (0xFF, 0x01) or 0xD0 <= marker <= 0xD8:
            at += 1 if marker == 0xFF else 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width, components = struct.unpack_from(">HHB", data, at + 5)
            return (width, height) if components in (1, 3) else None
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    if len(data) < 30:
        return None
    match data[12:16]:
        case b"VP8X":
            return (int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1)
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", data, 26)
            return (width & 0x3FFF, height & 0x3FFF)
        case _:
            return None
