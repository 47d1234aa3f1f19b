"""Which pictures can stand on a paper: told by their bytes, within bounds, and tried before they are printed."""

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from bot.demo.samples import make
from bot.papers import logos
from bot.papers.pictures import MOST_PIXELS, Picture, picture
from bot.papers.render import shows

SAMPLES = Path(make.__file__).parent


def png(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A grey PNG that claims this size."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(pixels or (b"\0" + b"\x80" * width) * height)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def jpeg(components: int, width: int = 30, height: int = 20) -> bytes:
    """The beginning of a JPEG, up to its frame header."""
    comment = b"\xff\xfe\x00\x05abc"
    frame = struct.pack(">BBHBHHB", 0xFF, 0xC2, 8 + 3 * components, 8, height, width, components)
    return b"\xff\xd8" + b"\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + comment + frame + bytes(3 * components)


def webp(kind: bytes, head: bytes) -> bytes:
    return b"RIFF\0\0\0\0WEBP" + kind + b"\0\0\0\0" + head + bytes(20)


def test_what_an_operator_sends_can_be_shown():
    found = picture((SAMPLES / "tangkapan-layar.png").read_bytes())

    assert found is not None
    assert found.format == "png"
    assert shows(found)
    assert shows(Picture(png(3, 2), "png"))


def test_so_can_a_photo_as_telegram_sends_it(photo):
    assert photo.format == "jpg"
    assert shows(photo)
    assert not shows(Picture(photo.data[:-20], "jpg"))


def test_a_logo_that_is_too_large_is_not_told_to_be_no_picture(tmp_path):
    (tmp_path / "logo.png").write_bytes(png(12_000, 12_000, b"\0"))

    with pytest.raises(ValueError, match=r"^berkasnya lebih besar dari 25 juta piksel$"):
        logos.read(tmp_path / "logo.png")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (jpeg(3), "jpg"),
        (jpeg(1), "jpg"),
        (webp(b"VP8X", b"\0\0\0\0" + b"\x1d\0\0" + b"\x13\0\0"), "webp"),
        (webp(b"VP8L", b"\x2f" + struct.pack("<I", 29 | 19 << 14)), "webp"),
        (webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 30, 20)), "webp"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
    ],
)
def test_a_picture_is_known_by_its_bytes(data, kind):
    found = picture(data)

    assert found is not None
    assert found.format == kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\xff\xff",
        jpeg(4),
        jpeg(3, 0, 0),
        b"RIFF\0\0\0\0WEBP",
        webp(b"JUNK", b""),
        png(MOST_PIXELS, 2, b"\0"),
        jpeg(3, 65_000, 65_000),
        webp(b"VP8X", b"\0\0\0\0" + b"\xff" * 6),
    ],
)
def test_what_is_none_or_too_large_to_unpack_is_refused(data):
    assert picture(data) is None


@pytest.mark.parametrize("data", [png(40, 40)[:60], jpeg(3), png(2, 2, b"\0"), webp(b"VP8L", b"\x2f\0\0\0\0")])
def test_what_only_looks_like_a_picture_is_found_out_when_it_is_tried(data):
    found = picture(data)

    assert found is None or not shows(found)


SHOWS_MANY = """
import random
from tests.bot.papers.test_pictures import png
from bot.papers.pictures import Picture
from bot.papers.render import shows
side = 1300
for number in range(5):
    shown = random.Random(number)
    assert shows(Picture(png(side, side, b"".join(b"\\0" + shown.randbytes(side) for _ in range(side))), "png"))
    with open("/proc/self/status") as status:
        print(next(line.split()[1] for line in status if line.startswith("VmRSS")))
"""


def test_large_ones_are_not_kept_in_memory_until_ten_papers_later():
    """Each of these takes some 60 MB as long as Typst holds what it was given."""
    done = subprocess.run([sys.executable, "-c", SHOWS_MANY], capture_output=True, text=True, check=True, timeout=120)

    first, *_, last = map(int, done.stdout.split())
    assert last - first < 100_000, "kB"


class TestALogo:
    def test_is_read_once_and_tried(self, tmp_path, logo):
        file = tmp_path / "logo kantor.svg"
        file.write_bytes(logo.data)

        assert logos.read(file) == logo

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (None, "tidak ada"),
            (b"bukan gambar", "bukan gambar"),
            (png(40, 40)[:60], "bukan gambar"),
            (b"<svg broken", "bukan gambar"),
            (b"x" * (logos.LARGEST + 1), "lebih besar"),
        ],
    )
    def test_that_cannot_be_printed_is_refused_in_a_sentence(self, tmp_path, data, why):
        file = tmp_path / "logo.png"
        if data is not None:
            file.write_bytes(data)

        with pytest.raises(ValueError, match=why):
            logos.read(file)

    def test_that_is_a_folder_is_refused_too(self, tmp_path):
        with pytest.raises(ValueError, match="tidak dapat dibaca"):
            logos.read(tmp_path)
