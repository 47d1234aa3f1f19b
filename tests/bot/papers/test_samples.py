import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.demo.samples import make
from bot.papers import first_page

HERE = Path(make.__file__).parent
NAMES = [
    "koreksi-1.png",
    "koreksi-2.png",
    "koreksi-3.png",
    "maklumat-final.pdf",
    "maklumat-v1.pdf",
    "maklumat-v2.docx",
    "maklumat-v2.pdf",
    "tangkapan-layar.png",
]


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return make.make()


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_what_the_script_makes_and_stays_small(made, name):
    kept = (HERE / name).read_bytes()

    assert kept == made[name]
    assert len(kept) < 150_000


def test_the_script_makes_these_samples_and_no_others(made):
    assert sorted(made) == NAMES


def test_the_first_draft_lacks_what_the_komisioner_will_ask_for(made, pages):
    (first,), (second,), (final,) = (pages(made[f"maklumat-{name}.pdf"]) for name in ("v1", "v2", "final"))

    assert "pengaduan" not in first
    assert "sanksi" not in first
    for corrected in (second, final):
        assert "pengaduan" in corrected
        assert "bersedia menerima sanksi" in corrected
    assert "26 Januari 2027" in final
    assert "contoh" in final
    assert all("CONTOH" in page for page in (first, second, final))


def test_the_word_file_says_the_same_as_the_second_draft(made, pages):
    with zipfile.ZipFile(io.BytesIO(made["maklumat-v2.docx"])) as file:
        assert file.testzip() is None
        for part in file.namelist():
            ET.fromstring(file.read(part))
        document = ET.fromstring(file.read("word/document.xml"))

    words = " ".join(" ".join(document.itertext()).split())
    (draft,) = pages(made["maklumat-v2.pdf"])
    for sentence in (
        "menindaklanjuti keberatan dan pengaduan melalui",
        "kami bersedia menerima sanksi",
        "Ratna Wulandari",
    ):
        assert sentence in words
        assert sentence in draft


def test_the_voice_note_is_opus_that_was_spoken():
    ogg = (HERE / "koreksi.ogg").read_bytes()

    pages = ogg.split(b"OggS")[1:]
    assert b"OpusHead" in pages[0]
    assert (pages[0][1], pages[-1][1]) == (2, 4)
    assert 8 < int.from_bytes(pages[-1][2:10], "little") / 48_000 < 20, "seconds"
    assert len(ogg) > 20_000, "silence would be shorter"


@pytest.mark.parametrize("name", ["maklumat-v1.pdf", "maklumat-v2.pdf", "maklumat-final.pdf"])
def test_every_draft_is_one_page_that_can_be_shown(made, pages, name):
    assert len(pages(made[name])) == 1
    assert first_page(made[name], width=200).startswith(b"\x89PNG")
