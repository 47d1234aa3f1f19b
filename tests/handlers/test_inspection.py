"""What a file's bytes are: judged by content, never by name, and bounded whatever they claim."""

import asyncio
import random
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from bot.inspecting import look
from handlers import inspection
from handlers.attachments import LIMIT
from handlers.inspection import DOC, DOCX, HEIC, ODT, PDF, Trouble, Verdict, inspect
from storage.naming import ENDINGS, PLAIN
from tests import documents
from tests.documents import docx, zipped

SAMPLES = Path("bot/demo/samples")
DAMAGED = 300
OPENED = 60
"""Damaged PDFs that are opened too, each in a process of its own."""
TYPES = {
    "koreksi-1.png": "image/png",
    "koreksi-2.png": "image/png",
    "koreksi-3.png": "image/png",
    "koreksi.ogg": "audio/ogg",
    "maklumat-final.pdf": PDF,
    "maklumat-v1.pdf": PDF,
    "maklumat-v2.docx": DOCX,
    "maklumat-v2.pdf": PDF,
    "tangkapan-layar.png": "image/png",
}
DOCX_BYTES = (SAMPLES / "maklumat-v2.docx").read_bytes()


def odt(*more: tuple[str, bytes]) -> bytes:
    return zipped((("mimetype", ODT.encode()), ("content.xml", b"<office/>"), *more), zipfile.ZIP_STORED)


class TestTypes:
    def test_no_sample_is_forgotten_here(self):
        kept = {path.name for path in SAMPLES.iterdir() if path.suffix in {".pdf", ".docx", ".png", ".ogg"}}

        assert kept == set(TYPES)

    @pytest.mark.parametrize(("name", "expected"), TYPES.items())
    def test_a_sample_is_what_its_bytes_say_whatever_it_is_called(self, name, expected):
        data = (SAMPLES / name).read_bytes()

        assert inspect(data, name) == inspect(data, "virus.exe") == Verdict(expected)

    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (b"\xff\xd8\xff\xe0 a photo", "image/jpeg"),
            (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
            (b"ID3\x04 a song", "audio/mpeg"),
            (b"\xff\xfb\x90 a song", "audio/mpeg"),
            (b"\x00\x00\x00\x20ftypM4A \x00", "audio/mp4"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "WordDocument".encode("utf-16-le"), DOC),
            (b"\n" + documents.pdf(), PDF),
            (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", HEIC),
            (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1heicmiaf", HEIC),
            (docx(("word/embeddings/table.xlsx", b"PK")), DOCX),
            (zipped((("[Content_Types].xml", documents.PLAIN_TYPES), ("word/document2.xml", b"<w/>"))), DOCX),
            (
                odt(
                    ("Basic/script-lc.xml", b"<none/>"),
                ),
                ODT,
            ),
            (odt(), ODT),
            (docx(), DOCX),
        ],
    )
    def test_other_kinds_that_the_office_uses(self, data, expected):
        assert inspect(data, "berkas") == Verdict(expected)

    @pytest.mark.parametrize(
        "data",
        [
            b"MZ\x90\x00 a program",
            b"\x7fELF\x02 a program",
            b"#!/bin/sh\nrm -rf /",
            b"\xca\xfe\xba\xbe a class file",
            b"\xcf\xfa\xed\xfe a program of another system",
        ],
    )
    def test_a_program_is_refused_whatever_it_is_called(self, data):
        assert inspect(data, "maklumat.pdf") == Verdict(trouble=Trouble.PROGRAM)

    @pytest.mark.parametrize(
        "data",
        [
            documents.docx_with_macros(),
            docx(("word/vbaProject.bin", b"macros")),
            docx(("word/VBAPROJECT.BIN", b"macros")),
            docx(("word/media/picture.bin", b"macros"), types=documents.MACRO_TYPES),
            docx(types=documents.MACRO_TYPES.decode().encode("utf-16")),
            docx(
                types=documents.PLAIN_TYPES
                + b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
            ),
            odt(("Basic/Standard/Module1.xml", b"Sub Main")),
            odt(("Scripts/python/run.py", b"import os")),
        ],
    )
    def test_a_document_with_macros_is_known_though_it_is_called_docx(self, data):
        assert inspect(data, "maklumat.docx") == Verdict(trouble=Trouble.MACROS)

    @pytest.mark.parametrize(
        "types",
        [
            documents.MACRO_TYPES.replace(b"macroE", b"macro&#69;"),
            b'<!DOCTYPE Types [<!ENTITY m "macro">]>' + documents.MACRO_TYPES.replace(b"macro", b"&m;"),
            b"<Types/>" + b" " * (inspection.LARGEST_TYPES + 1),
        ],
        ids=["by its number", "by an entity", "endless"],
    )
    def test_a_list_in_which_macros_could_hide_is_not_believed(self, types):
        assert inspect(docx(("word/media/1", random.Random(1).randbytes(20_000)), types=types), "a.docx").kind == ""

    @pytest.mark.parametrize("name", ["maklumat.docx", "MAKLUMAT.ODT"])
    @pytest.mark.parametrize("data", [DOCX_BYTES[:-100], DOCX_BYTES[: len(DOCX_BYTES) // 2], DOCX_BYTES + b"more"])
    def test_a_document_of_which_the_end_is_missing_is_broken(self, data, name):
        assert inspect(data, name) == Verdict(trouble=Trouble.BROKEN)

    def test_a_document_behind_a_password_is_kept_as_it_is_and_no_text(self):
        assert inspect(documents.locked_docx(), "maklumat.docx") == Verdict(PLAIN, Trouble.LOCKED)

    @pytest.mark.parametrize(
        "data",
        [
            b"just words",
            "Maklumat Pelayanan".encode("utf-16"),
            b"\x00" * 4096,
            b"GIF89a",
            b"{\\rtf1 an old document}",
            b"<html>",
            b"%PD",
            b"PK\x03\x04",
            b"PK\x05\x06" + b"\x00" * 18,
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a table or an installer",
            b"RIFF\x00\x00\x00\x00WAVE",
            zipped([("readme.txt", b"an archive")]),
            zipped([("word/document.xml", b"half a document")]),
            zipped([("content.xml", b"half a document")]),
        ],
    )
    def test_what_the_office_cannot_use_is_not_what_its_name_says_or_nothing_known(self, data):
        assert inspect(data, "maklumat.pdf") == Verdict(trouble=Trouble.MISNAMED)
        assert inspect(data, "maklumat.xyz") == Verdict(trouble=Trouble.UNKNOWN)

    def test_nothing_at_all_is_told_apart(self):
        assert inspect(b"", "maklumat.pdf") == Verdict(trouble=Trouble.EMPTY)

    def test_every_kind_has_an_ending_of_its_own(self):
        assert set(ENDINGS) >= inspection.FINAL_TYPES
        assert len(set(ENDINGS.values())) == len(ENDINGS)


class TestPdfs:
    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (documents.pdf(), Verdict(PDF, pages=1)),
            (documents.pdf("draf"), Verdict(PDF, pages=1)),
            (documents.looping_pdf(), Verdict(PDF, pages=1)),
            (documents.broken_pdf(), Verdict(PLAIN, Trouble.BROKEN)),
            (b"%PDF-1.7 and nothing", Verdict(PLAIN, Trouble.BROKEN)),
            (documents.locked_pdf(), Verdict(PLAIN, Trouble.LOCKED)),
            (documents.swelling_pdf(), Verdict(trouble=Trouble.TOO_HARD)),
            (documents.docx(), Verdict(DOCX)),
        ],
        ids=["honest", "with a title", "its index loops", "torn", "a head", "locked", "swells", "no PDF"],
    )
    async def test_it_is_opened_and_what_is_wrong_is_told(self, data, expected):
        assert await look(data, "maklumat.pdf") == expected

    async def test_a_scan_of_30_pages_and_19_mb_is_taken_and_the_bot_grows_by_nothing(self):
        data = documents.scan()
        assert 18_900_000 < len(data) < LIMIT
        tracemalloc.start()
        try:
            assert await look(data, "surat.pdf") == Verdict(PDF, pages=30)
            assert tracemalloc.get_traced_memory()[1] < 2_000_000
        finally:
            tracemalloc.stop()

    async def test_everything_else_goes_on_meanwhile(self):
        looking = asyncio.create_task(look(documents.scan(), "surat.pdf"))
        late = 0.0
        while not looking.done():
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            late = max(late, time.perf_counter() - began)

        assert (await looking).kind == PDF
        assert late < 0.25


def bomb(size: int, parts: int = 1) -> bytes:
    """An archive that is small and would become very large."""
    return docx(*((f"word/media/{number}", b"\0" * size) for number in range(parts)))


def many_entries(count: int, told: int | None = None) -> bytes:
    """The directory of an archive with this many files of one letter, which are not there."""
    entry = b"PK\x01\x02" + b"\0" * 24 + b"\x01\0" + b"\0" * 16 + b"a"
    shown = min(told or count, 65_535).to_bytes(2, "little")
    size, offset = (count * len(entry)).to_bytes(4, "little"), (30).to_bytes(4, "little")
    return b"PK\x03\x04" + b"\0" * 26 + entry * count + b"PK\x05\x06" + b"\0" * 4 + shown * 2 + size + offset + b"\0\0"


BOMB = bomb(4_000_000)
WIDE_BOMB = bomb(500_000, parts=20)
SWELLS = Verdict(trouble=Trouble.SWELLS)


class TestArchivesThatMeanHarm:
    @staticmethod
    def judged(data: bytes) -> Verdict:
        """Its verdict, given in little time and memory."""
        began = time.perf_counter()
        verdict = inspect(data, "maklumat.docx")
        assert time.perf_counter() - began < 0.25
        tracemalloc.start()
        try:
            assert inspect(data, "maklumat.docx") == verdict
            assert tracemalloc.get_traced_memory()[1] < 5_000_000
        finally:
            tracemalloc.stop()
        return verdict

    @pytest.mark.parametrize(
        "data",
        [BOMB, WIDE_BOMB, documents.declared_bomb()],
        ids=["one large entry", "many large entries", "10 GB by its own word"],
    )
    def test_one_that_would_grow_more_than_a_hundredfold_is_refused(self, data):
        assert len(data) < 100_000
        assert self.judged(data) == SWELLS

    def test_a_large_list_of_types_is_not_unpacked(self):
        filled = ("word/media/1", random.Random(1).randbytes(300_000))

        assert self.judged(docx(filled, types=b"<Types/>" + b" " * 25_000_000)).kind == ""

    def test_an_honest_document_is_only_looked_at_by_its_directory(self):
        assert self.judged(DOCX_BYTES) == Verdict(DOCX)

    def test_more_files_than_any_document_has_are_refused(self):
        assert self.judged(many_entries(2_001)) == SWELLS

    @pytest.mark.parametrize("told", [None, 1], ids=["counted", "miscounted"])
    def test_a_directory_of_the_largest_size_is_refused_in_no_time(self, told):
        assert self.judged(many_entries(LIMIT // 47 - 1, told)) == SWELLS


class TestDamagedFiles:
    @staticmethod
    def damaged(data: bytes, chance: random.Random) -> bytes:
        broken = bytearray(data)
        # An archive's directory stands at its end and is all that is read of it: most damage goes there.
        directory = max(data.find(b"PK\x01\x02"), 0)
        for _ in range(chance.randint(1, 8)):
            start = directory if chance.random() < 0.7 else 0
            broken[chance.randrange(start, len(broken))] = chance.randrange(256)
        return bytes(broken[: chance.randrange(1, len(broken))] if chance.random() < 0.2 else broken)

    @pytest.mark.parametrize("name", sorted(TYPES))
    def test_a_damaged_file_has_a_verdict_and_nothing_else(self, name):
        data, chance = (SAMPLES / name).read_bytes(), random.Random(name)

        verdicts = [inspect(self.damaged(data, chance), name) for _ in range(DAMAGED)]

        assert all(verdict.kind or verdict.trouble for verdict in verdicts)

    async def test_damaged_pdfs_open_or_do_not_and_nothing_else(self):
        chance = random.Random(58)
        honest = [(SAMPLES / name).read_bytes() for name, kind in TYPES.items() if kind == PDF]

        damaged = [self.damaged(honest[number % len(honest)], chance) for number in range(OPENED)]
        verdicts = await asyncio.gather(*(look(data, "maklumat.pdf") for data in damaged))

        assert len({verdict.trouble for verdict in verdicts}) > 1
        assert all(verdict.kind or verdict.trouble for verdict in verdicts)
