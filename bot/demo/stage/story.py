"""The SOP's own story on phones: a draft, a return with corrections, a second version, approval, publication."""

from collections.abc import Mapping
from pathlib import Path

from bot.demo.kit.client import Person
from bot.demo.stage.transcript import Transcript

SAMPLES = Path(__file__).parents[1] / "samples"
PAGE = "https://karanganyarkabppid.kpu.go.id/maklumat-pelayanan-2027"


async def play(persons: Mapping[str, Person], transcript: Transcript) -> None:
    """Play it once; every act is a real message or tap, every answer the bot's own."""
    ppid, atasan, komisioner = persons["ppid"], persons["atasan-ppid"], persons["komisioner"]
    pelaksana, eppid = persons["pelaksana"], persons["e-ppid"]

    transcript.heading("Langkah 1: menyusun draf")
    transcript.did("ppid", "/baru Maklumat Pelayanan Informasi Publik Tahun 2027")
    await ppid.say("/baru Maklumat Pelayanan Informasi Publik Tahun 2027")
    await transcript.show_new()
    transcript.did("ppid", "mengirim maklumat-v1.pdf")
    await ppid.send(SAMPLES / "maklumat-v1.pdf")
    await transcript.show_new()
    transcript.did("ppid", "menekan Paraf")
    await ppid.tap("Paraf")
    await transcript.show_new()

    transcript.heading("Langkah 1 dan 2: paraf terakhir dan penyampaian")
    transcript.did("atasan-ppid", "menekan Paraf dan sampaikan")
    await atasan.tap("Paraf dan sampaikan")
    await transcript.show_new()

    transcript.heading("Langkah 3: arahan dan koreksi")
    transcript.did("komisioner", "menekan Kembalikan untuk diperbaiki")
    await komisioner.tap("Kembalikan untuk diperbaiki")
    await transcript.show_new()
    question = await komisioner.expect(button="Batal")
    words = "Tambahkan kanal pengaduan dan pernyataan kesediaan menerima sanksi."
    transcript.did("komisioner", f"membalas: {words}")
    await komisioner.reply(question, words)
    await transcript.show_new()

    transcript.heading("Langkah 1 dan 2, putaran kedua")
    transcript.did("ppid", "mengirim maklumat-v2.docx")
    await ppid.send(SAMPLES / "maklumat-v2.docx")
    await transcript.show_new()
    transcript.did("ppid", "menekan Paraf")
    await ppid.tap("Paraf")
    await transcript.show_new()
    transcript.did("atasan-ppid", "menekan Paraf dan sampaikan")
    await atasan.tap("Paraf dan sampaikan")
    await transcript.show_new()

    transcript.heading("Langkah 3: persetujuan")
    transcript.did("komisioner", "menekan Setujui, lalu Ya, setujui")
    await komisioner.tap("Setujui")
    await komisioner.expect(button="Ya, setujui")
    await komisioner.tap("Ya, setujui")
    await transcript.show_new()

    transcript.heading("Langkah 4: perintah publikasi")
    transcript.did("atasan-ppid", "menekan Perintahkan publikasi")
    await atasan.tap("Perintahkan publikasi")
    await transcript.show_new()

    transcript.heading("Langkah 5: publikasi")
    card = await pelaksana.expect(button="Tandai terpublikasi")
    transcript.did("pelaksana", f"membalas kartu dengan tautan {PAGE}")
    await pelaksana.reply(card, PAGE)
    await transcript.show_new()

    transcript.heading("Langkah 6: terpublikasi")
    transcript.did("e-ppid", "menekan Sudah tayang")
    await eppid.tap("Sudah tayang")
    await transcript.show_new()
