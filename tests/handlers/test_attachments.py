"""What comes with a message: honest names, albums in their order, and words that no odd file takes with it."""

from pathlib import Path

import pytest
from telegram import Message

from handlers.attachments import LIMIT, Brought, FileUnfit, TooBig, Unreachable
from handlers.attachments import gather as gather_with
from handlers.inspection import PDF, Trouble, Verdict, inspect
from storage.naming import PLAIN
from tests import documents

SAMPLES = Path("bot/demo/samples")
PDF_BYTES = (SAMPLES / "maklumat-v1.pdf").read_bytes()
DOCX_BYTES = (SAMPLES / "maklumat-v2.docx").read_bytes()
PNG_BYTES = (SAMPLES / "koreksi-1.png").read_bytes()


async def look(data: bytes, name: str) -> Verdict:
    """As the running bot does, but for the opening of PDFs: here one with a password is said to be so."""
    verdict = inspect(data, name)
    return verdict.but(Trouble.LOCKED) if b"/Encrypt" in data else verdict


async def gather(messages: list[Message], fetch: "Telegram") -> Brought:
    return await gather_with(messages, fetch, look)


class Telegram:
    """Hands files over, and knows which were asked for."""

    def __init__(self, **files: bytes) -> None:
        self.files = files
        self.asked: list[str] = []

    async def __call__(self, file_id: str, size: int | None) -> bytes:
        self.asked.append(file_id)
        if file_id not in self.files:
            raise Unreachable
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

        with pytest.raises(FileUnfit):
            await gather([message(**content)], telegram)

        assert telegram.asked == []


class TestOddFiles:
    async def test_alone_it_is_refused(self):
        with pytest.raises(FileUnfit) as refusal:
            await gather([document("a", "naskah.exe")], Telegram(a=documents.program()))

        assert (refusal.value.name, refusal.value.trouble) == ("naskah.exe", Trouble.PROGRAM)

    @pytest.mark.parametrize(
        ("data", "trouble"),
        [
            (documents.program(), Trouble.PROGRAM),
            (documents.docx_with_macros(), Trouble.MACROS),
            (documents.declared_bomb(), Trouble.SWELLS),
            (b"", Trouble.EMPTY),
            (b"words", Trouble.MISNAMED),
        ],
    )
    async def test_what_was_said_beside_it_stays_and_the_file_does_not(self, data, trouble):
        brought = await gather([document("a", "naskah.pdf", caption="Mohon diperbaiki")], Telegram(a=data))

        assert (brought.item.text, brought.item.files, brought.contents) == ("Mohon diperbaiki", (), {})
        assert brought.attached
        with pytest.raises(FileUnfit) as refusal:
            brought.sound()
        assert (refusal.value.trouble, refusal.value.is_kept) == (trouble, False)

    async def test_of_an_album_the_other_parts_stay(self):
        parts = [document("a"), document("b", "b.exe"), photo(3, "c")]

        brought = await gather(parts, Telegram(a=PDF_BYTES, b=documents.program(), c=b"\xff\xd8\xff a photo"))

        assert [file.name for file in brought.item.files] == ["draf.pdf", "foto-3.jpg"]
        assert [odd.name for odd in brought.odd if isinstance(odd, FileUnfit)] == ["b.exe"]

    async def test_a_locked_pdf_is_kept_as_it_came_and_is_never_a_text(self):
        brought = await gather([document("a", "surat.pdf")], Telegram(a=documents.locked_pdf()))

        (kept,) = brought.item.files
        assert (kept.name, kept.media_type) == ("surat.pdf", PLAIN)
        assert (brought.document, brought.final) == (None, None)
        with pytest.raises(FileUnfit) as refusal:
            brought.sound()
        assert refusal.value.is_kept

    async def test_what_is_too_big_or_gone_takes_no_words_with_it(self):
        parts = [document("a", size=LIMIT + 1, caption="Lihat"), document("gone", caption="lampiran"), document("c")]

        brought = await gather(parts, Telegram(c=PDF_BYTES))

        assert brought.item.text == "Lihat\nlampiran"
        assert [type(odd) for odd in brought.odd] == [TooBig, Unreachable]
        assert len(brought.item.files) == 1

    async def test_an_honest_message_is_sound(self):
        brought = await gather([document("a")], Telegram(a=PDF_BYTES))

        assert brought.sound() is brought
