"""What comes with a message: types by content, hostile files, honest names, albums in their order."""

import io
import random
import time
import zipfile
from pathlib import Path

import pytest
from telegram import Message

from handlers import attachments
from handlers.attachments import (
    DOC,
    DOCX,
    LIMIT,
    ODT,
    PDF,
    AttachmentError,
    EmptyFile,
    KindUnfit,
    TooBig,
    Unsafe,
    gather,
    media_type,
)

SAMPLES = Path("bot/demo/samples")
DAMAGED = 300
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
PDF_BYTES = (SAMPLES / "maklumat-v1.pdf").read_bytes()
DOCX_BYTES = (SAMPLES / "maklumat-v2.docx").read_bytes()
PNG_BYTES = (SAMPLES / "koreksi-1.png").read_bytes()


def zipped(*entries: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return made.getvalue()


def docx(*more: tuple[str, bytes]) -> bytes:
    return zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>"), *more)


def odt() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", ODT)
        archive.writestr("content.xml", "<office/>")
    return made.getvalue()


class Telegram:
    """Hands files over, and knows which were asked for."""

    def __init__(self, **files: bytes) -> None:
        self.files = files
        self.asked: list[str] = []

    async def __call__(self, file_id: str, size: int | None) -> bytes:
        self.asked.append(file_id)
        return self.files[file_id]


def message(number: int = 1, **content: object) -> Message:
    chat = {"id": 7, "type": "private", "first_name": "Wahyu"}
    read = Message.de_json({"message_id": number, "date": 1_800_000_000, "chat": chat, **content}, None)
    assert read is not None
    return read


def document(file_id: str, name: str | None = "draf.pdf", size: int | None = 10, **content: object) -> Message:
    described = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_name": name, "file_size": size}
    return message(document={k: v for k, v in described.items() if v is not None}, **content)


def photo(number: int, *file_ids: str, **content: object) -> Message:
    sizes = [
        {"file_id": file_id, "file_unique_id": f"u{file_id}", "width": 90 * n, "height": 90 * n, "file_size": 100 * n}
        for n, file_id in enumerate(file_ids, 1)
    ]
    return message(number, photo=sizes, **content)


class TestTypes:
    def test_no_sample_is_forgotten_here(self):
        kept = {path.name for path in SAMPLES.iterdir() if path.suffix in {".pdf", ".docx", ".png", ".ogg"}}

        assert kept == set(TYPES)

    @pytest.mark.parametrize(("name", "expected"), TYPES.items())
    def test_a_sample_is_what_its_bytes_say_whatever_it_is_called(self, name, expected):
        data = (SAMPLES / name).read_bytes()

        assert media_type(data, name) == expected
        assert media_type(data, "virus.exe") == expected

    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (b"\xff\xd8\xff\xe0 a photo", "image/jpeg"),
            (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
            (b"ID3\x04 a song", "audio/mpeg"),
            (b"\xff\xfb\x90 a song", "audio/mpeg"),
            (b"\x00\x00\x00\x20ftypM4A \x00", "audio/mp4"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "WordDocument".encode("utf-16-le"), DOC),
            (b"\n%PDF-1.4 with a line before it", PDF),
            (odt(), ODT),
            (docx(), DOCX),
        ],
    )
    def test_other_kinds_that_the_office_uses(self, data, expected):
        assert media_type(data, "berkas") == expected

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
        with pytest.raises(Unsafe):
            media_type(data, "maklumat.pdf")

    @pytest.mark.parametrize("where", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "customUI/vbaproject.bin"])
    def test_a_document_with_macros_is_refused_though_it_is_called_docx(self, where):
        with pytest.raises(Unsafe):
            media_type(docx((where, b"macros")), "maklumat.docx")

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
            zipped(("readme.txt", b"an archive")),
            zipped(("word/document.xml", b"half a document")),
            zipped(("content.xml", b"half a document")),
        ],
    )
    def test_what_the_office_cannot_use_is_refused(self, data):
        with pytest.raises(KindUnfit):
            media_type(data, "maklumat.pdf")

    def test_nothing_at_all_is_told_apart(self):
        with pytest.raises(EmptyFile):
            media_type(b"", "maklumat.pdf")


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


class TestArchivesThatMeanHarm:
    @pytest.fixture(autouse=True)
    def _nothing_may_be_unpacked(self, monkeypatch):
        def never(*_args: object, **_more: object) -> None:
            raise AssertionError("an archive was unpacked")

        for way in ("open", "read", "extract", "extractall", "testzip"):
            monkeypatch.setattr(zipfile.ZipFile, way, never)

    @pytest.mark.parametrize("data", [BOMB, WIDE_BOMB], ids=["one large entry", "many large entries"])
    def test_one_that_would_grow_more_than_a_hundredfold_is_refused(self, data):
        assert len(data) < 100_000

        with pytest.raises(Unsafe):
            media_type(data, "maklumat.docx")

    def test_an_honest_document_is_only_looked_at_by_its_directory(self):
        assert media_type(DOCX_BYTES, "maklumat.docx") == DOCX

    def test_more_files_than_any_document_has_are_refused(self):
        with pytest.raises(Unsafe):
            media_type(many_entries(2_001), "maklumat.docx")

    @pytest.mark.parametrize("told", [None, 1], ids=["counted", "miscounted"])
    def test_a_directory_of_the_largest_size_is_refused_in_no_time(self, told):
        data = many_entries(LIMIT // 47 - 1, told)
        began = time.perf_counter()

        with pytest.raises(Unsafe):
            media_type(data, "maklumat.docx")

        # On the event loop everybody else waits meanwhile.
        assert time.perf_counter() - began < 0.25


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

    def attempts(self, name: str) -> set[str]:
        data, chance, escaped = (SAMPLES / name).read_bytes(), random.Random(name), set()
        for _ in range(DAMAGED):
            try:
                media_type(self.damaged(data, chance), name)
            except AttachmentError:
                continue
            except Exception as trouble:  # noqa: BLE001  # whatever escapes is what is looked for
                escaped.add(type(trouble).__name__)
        return escaped

    @pytest.mark.parametrize("name", sorted(set(TYPES) - {"maklumat-v2.docx"}))
    def test_a_damaged_file_is_refused_or_taken_and_nothing_else(self, name):
        assert self.attempts(name) == set()

    def test_a_damaged_document_is_refused_or_taken_and_nothing_else(self):
        assert self.attempts("maklumat-v2.docx") == set()


class TestNames:
    async def kept_as(self, name: str | None, data: bytes = PDF_BYTES) -> str:
        brought = await gather([document("a", name)], Telegram(a=data))
        return brought.item.files[0].name

    @pytest.mark.parametrize(
        ("sent", "data", "kept"),
        [
            ("maklumat.pdf", PDF_BYTES, "maklumat.pdf"),
            ("maklumat.pdf", DOCX_BYTES, "maklumat.docx"),
            ("maklumat.docx", PDF_BYTES, "maklumat.pdf"),
            ("maklumat.PDF", PDF_BYTES, "maklumat.pdf"),
            ("maklumat.pdf.exe", PDF_BYTES, "maklumat.pdf.pdf"),
            ("maklumat", PDF_BYTES, "maklumat.pdf"),
            ("foto.pdf", PNG_BYTES, "foto.png"),
            (None, PDF_BYTES, "berkas.pdf"),
            ("\u202e\u2066", PDF_BYTES, "berkas.pdf"),
            ("Maklumat Pelayanan – final (2).pdf", PDF_BYTES, "Maklumat Pelayanan – final (2).pdf"),
        ],
    )
    async def test_the_ending_tells_the_truth(self, sent, data, kept):
        assert await self.kept_as(sent, data) == kept

    @pytest.mark.parametrize(
        "sent", ["../../etc/passwd.pdf", "/etc/passwd", "..\\..\\boot.ini", "a/b\\c.pdf", "C:\\draf.pdf"]
    )
    async def test_no_name_leads_into_another_folder(self, sent):
        kept = await self.kept_as(sent)

        assert "/" not in kept
        assert "\\" not in kept
        assert kept.endswith(".pdf")

    async def test_a_name_cannot_be_turned_around(self):
        # Shown from right to left this would read as maklumatexe.pdf.
        assert await self.kept_as("maklumat\u202efdp.exe") == "maklumatfdp.pdf"

    async def test_invisible_characters_fall_away(self):
        assert await self.kept_as("mak\u200blu\x00mat\u2066.pdf") == "maklumat.pdf"

    async def test_a_very_long_name_is_cut_and_keeps_its_ending(self):
        kept = await self.kept_as("m" * 296 + ".pdf")

        assert kept == "m" * 100 + ".pdf"

    async def test_a_name_is_one_line(self):
        assert "\n" not in await self.kept_as("maklumat\nDisetujui oleh Ketua.pdf")


class TestGathering:
    async def test_words_alone(self):
        brought = await gather([message(text="  Mohon diperbaiki.\u202e ")], Telegram())

        assert brought.item.text == "Mohon diperbaiki."
        assert brought.item.files == ()
        assert brought.contents == {}

    async def test_a_document_comes_with_its_bytes_by_their_hash(self):
        brought = await gather([document("a", caption="Draf pertama")], Telegram(a=PDF_BYTES))

        (kept,) = brought.item.files
        assert (kept.media_type, kept.size) == (PDF, len(PDF_BYTES))
        assert brought.contents == {kept.sha256: PDF_BYTES}
        assert brought.item.text == "Draf pertama"
        assert brought.document == kept

    async def test_the_largest_size_of_a_photo_is_taken(self):
        telegram = Telegram(small=b"\xff\xd8\xff s", large=b"\xff\xd8\xff l")

        brought = await gather([photo(12, "small", "large")], telegram)

        assert telegram.asked == ["large"]
        assert brought.item.files[0].name == "foto-12.jpg"
        assert brought.document is None
        assert brought.final == brought.item.files[0]

    async def test_a_voice_note_and_a_sound_file(self):
        sound = {"file_id": "v", "file_unique_id": "u", "duration": 3, "file_size": 10}
        ogg = (SAMPLES / "koreksi.ogg").read_bytes()

        brought = await gather(
            [message(3, voice=sound), message(4, audio={**sound, "file_id": "m"})], Telegram(v=ogg, m=b"ID3 a song")
        )

        assert [(file.name, file.media_type) for file in brought.item.files] == [
            ("pesan-suara-3.ogg", "audio/ogg"),
            ("suara-4.mp3", "audio/mpeg"),
        ]

    async def test_an_album_stays_in_its_order_with_the_words_under_it(self):
        names = [f"koreksi-{number}.png" for number in (1, 2, 3)]
        telegram = Telegram(**{name: (SAMPLES / name).read_bytes() for name in names})
        parts = [
            document(names[0], names[0], message_id=5, caption="Lihat halaman 1"),
            document(names[1], names[1]),
            document(names[2], names[2], caption="dan halaman 3"),
        ]

        brought = await gather(parts, telegram)

        assert telegram.asked == names
        assert [file.name for file in brought.item.files] == names
        assert brought.item.text == "Lihat halaman 1\ndan halaman 3"
        assert set(brought.contents) == {file.sha256 for file in brought.item.files}

    async def test_of_two_documents_neither_is_the_draft(self):
        parts = [document("a"), document("b", "draf.docx")]

        brought = await gather(parts, Telegram(a=PDF_BYTES, b=DOCX_BYTES))

        assert brought.document is None
        assert brought.final is None

    async def test_one_bad_part_of_an_album_refuses_it_whole(self):
        with pytest.raises(Unsafe):
            await gather([document("a"), document("b")], Telegram(a=PDF_BYTES, b=b"MZ program"))

    @pytest.mark.parametrize("size", [LIMIT + 1, 2_000_000_000])
    async def test_what_is_too_big_is_not_fetched(self, size):
        telegram = Telegram(a=PDF_BYTES)

        with pytest.raises(TooBig) as refusal:
            await gather([document("a", size=size)], telegram)

        assert (refusal.value.size, refusal.value.limit) == (size, LIMIT)
        assert telegram.asked == []

    async def test_a_size_that_telegram_does_not_tell_is_left_to_the_fetching(self):
        telegram = Telegram(a=PDF_BYTES)

        await gather([document("a", size=None)], telegram)

        assert telegram.asked == ["a"]

    @pytest.mark.parametrize(
        "content",
        [
            {
                "sticker": {"file_id": "s", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1}
                | {"is_animated": False, "is_video": False}
            },
            {"video": {"file_id": "s", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}},
            {"contact": {"phone_number": "+620000", "first_name": "Wahyu"}},
            {"location": {"longitude": 111.0, "latitude": -7.6}},
            {"dice": {"emoji": "🎲", "value": 3}},
        ],
        ids=lambda content: next(iter(content)),
    )
    async def test_what_is_no_document_picture_or_voice_is_refused(self, content):
        telegram = Telegram()

        with pytest.raises(KindUnfit):
            await gather([message(**content)], telegram)

        assert telegram.asked == []

    def test_every_kind_has_an_ending(self):
        assert set(attachments.FINAL_TYPES) <= set(attachments._ENDINGS)
        assert len(set(attachments._ENDINGS.values())) == len(attachments._ENDINGS)
