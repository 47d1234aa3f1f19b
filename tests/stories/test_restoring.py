"""An older backup becomes the office: what stands in the chats counts no more from then on, and all are told so."""

import sqlite3
from collections.abc import Awaitable
from contextlib import closing
from pathlib import Path

import pytest

from bot.demo.kit.client import ChatMessage
from bot.demo.kit.person import Person
from tests.stories.house import PAGE, PDF, PDF_2, House, acts, button

pytestmark = [pytest.mark.story, pytest.mark.parametrize("kind", ["sqlite"], indirect=True)]
OLD = "Tombol ini sudah tidak berlaku. Mohon menggunakan kartu terbaru melalui /tugas."


async def backup(house: House) -> Path:
    """Made beside the running bot."""
    code, out, _ = await house.process.command("backup")
    assert code == 0
    return house.process.folder / next(word for word in out.split() if word.rstrip(".,:").endswith(".db")).rstrip(".,:")


async def restore(house: House, made: Path, meanwhile: Awaitable[object] | None = None) -> None:
    """In another place, as an office that has lost its database does."""
    await house.restores(made, f"sqlite:///{house.process.folder}/pulih.db", meanwhile)
    await house.settle()


async def not_recorded(house: House, person: Person, mark: int, words: str) -> None:
    """It is said that nothing was recorded, and why."""
    told = await person.expect(words, after=mark)
    assert " belum dicatat, karena " in told.text
    assert "Mohon membuka /tugas" in told.text
    await house.settle()


async def lost_card(house: House) -> ChatMessage:
    """A card of the PPID that came after the backup to which the office went back; one maklumat is left, in step 1."""
    await house.open_maklumat()
    made = await backup(house)
    mark = await house.ppid.mark()
    await house.ppid.say("/baru Maklumat yang hilang")
    lost = await house.ppid.expect("Maklumat yang hilang", button="Unduh naskah awal", after=mark)

    await restore(house, made)
    return lost


def copied(from_: Path | str, to: Path | str) -> None:
    """Whatever is there is what was there; no note says that it was copied."""
    with closing(sqlite3.connect(from_)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


async def refused(house: House, card: ChatMessage, label: str) -> None:
    """A button of before the restore: nothing happens, and the tap says why."""
    before = await house.events()
    toast = await house.forged(house.komisioner, button(card, label), card)
    assert toast.text == OLD
    await house.settle()
    assert await house.events() == before


async def test_a_button_of_before_decides_nothing_of_what_bears_its_numbers_now(house: House):
    await house.open_maklumat()
    await house.give_draft()
    made = await backup(house)
    await house.forward()
    card = await house.newest(house.komisioner, "Setujui")
    await house.komisioner.tap("Setujui")
    question = await house.newest(house.komisioner, "Ya, setujui")

    await restore(house, made)
    await house.forward()
    await refused(house, question, "Ya, setujui")
    await refused(house, card, "Setujui")

    await house.approve()
    assert (await house.events())["Approved"] == 1
    await house.verify()


async def test_where_a_mere_copy_was_put_back_what_was_said_after_it_decides_nothing_either(house: House):
    """Nobody should do so (docs/running.md), and a machine that is set back to a snapshot does."""
    await house.open_maklumat()
    kept, path = house.process.folder / "salinan.db", house.process.database_url.removeprefix("sqlite:///")
    copied(path, kept)
    await house.give_draft()
    await house.forward()
    await house.komisioner.tap("Setujui")
    question = await house.newest(house.komisioner, "Ya, setujui")
    await house.settle()

    assert await house.process.stop() == 0
    copied(kept, path)
    await house.process.start()
    await house.give_draft(PDF_2)
    await house.forward()

    await refused(house, question, "Ya, setujui")
    await house.approve()
    assert (await house.events())["Approved"] == 1


async def test_a_question_that_took_a_messages_place_after_the_copy_does_not_bear_the_number_of_another(house: House):
    await house.to_step_3()
    await house.ppid.say("/baru Maklumat yang lain")
    await house.ppid.expect("Maklumat yang lain", button="Unduh naskah awal")
    await house.give_draft(PDF_2)
    await house.forward()
    await house.komisioner.say("Jam layanannya mohon ditinjau")
    asked = await house.newest(house.komisioner, "MKL-2026-002 · Maklumat yang lain")
    kept, path = house.process.folder / "salinan.db", house.process.database_url.removeprefix("sqlite:///")
    await house.settle()
    copied(path, kept)
    await house.komisioner.press(next(label for label in acts(asked) if label.startswith("MKL-2026-001")), asked)
    await house.settle()
    question = await house.bubble(house.komisioner, asked)
    assert acts(question) != acts(asked), "it took its place"

    assert await house.process.stop() == 0
    copied(kept, path)
    await house.process.start()
    await house.komisioner.say("Kanal pengaduannya juga")
    await house.settle()
    for label in acts(question):
        await refused(house, question, label)


async def test_everybody_is_told_and_who_is_waited_for_by_a_card_that_says_why(house: House):
    await house.to_step_3()
    made = await backup(house)
    await house.approve()
    await house.settle()
    marks = {key: await person.mark() for key, person in house.people.items()}

    await restore(house, made)

    for key in ("atasan-ppid", "ppid", "komisioner", "pelaksana", "e-ppid"):
        told = await house.people[key].expect("tidak tercatat lagi, walaupun pesannya masih tampak", after=marks[key])
        assert told.text.startswith("Data layanan ini dipulihkan dari cadangan yang dibuat")
    assert await house.admin.expect("Basis data dipulihkan dari cadangan", after=marks["admin"])
    card = await house.komisioner.expect("dipulihkan dari cadangan", button="Setujui", after=marks["komisioner"])
    assert "tombol pada pesan lama tidak berlaku" in card.text
    assert "tidak tersambung dengan Telegram" not in card.text


async def test_a_reply_to_a_card_that_is_lost_says_nothing_of_the_maklumat_that_bears_its_number_now(house: House):
    lost = await lost_card(house)
    await house.ppid.say("/baru Maklumat yang lain")
    await house.ppid.expect("Maklumat yang lain")
    await house.settle()
    before = await house.events()
    await house.ppid.send(PDF_2, reply_to=lost)
    await house.settle()
    assert await house.events() == before, "it bears the number of another one now"
    await house.verify()


async def test_a_reply_to_a_card_that_is_lost_is_not_taken_for_the_one_thing_that_waits(house: House):
    lost = await lost_card(house)
    before, mark = await house.events(), await house.ppid.mark()
    await house.ppid.send(PDF_2, reply_to=lost)

    await not_recorded(house, house.ppid, mark, "pesan yang dibalas tidak ada pada catatan layanan ini")
    assert await house.events() == before


async def test_an_answer_to_a_question_that_is_lost_is_not_taken_either(house: House):
    await house.to_step_5()
    made = await backup(house)
    question = await house.asked(house.pelaksana, "Tandai terpublikasi")

    await restore(house, made)
    before, mark = await house.events(), await house.pelaksana.mark()
    await house.pelaksana.reply(question, PAGE)

    await not_recorded(house, house.pelaksana, mark, "pesan yang dibalas tidak ada pada catatan layanan ini")
    assert await house.events() == before
    await house.pelaksana.reply(await house.newest(house.pelaksana, "Tandai terpublikasi"), PAGE)
    await house.settle()
    assert (await house.events())["Published"] == 1


async def test_what_is_written_before_its_author_can_know_of_the_restore_is_not_taken(house: House):
    await house.open_maklumat()
    made = await backup(house)
    before, mark = await house.events(), await house.ppid.mark()

    await restore(house, made, house.ppid.send(PDF))

    await not_recorded(house, house.ppid, mark, "sebelum ada pemberitahuan bahwa data layanan ini dipulihkan")
    assert await house.events() == before
    await house.give_draft()
    await house.verify()


async def test_a_card_of_before_that_is_still_somebodys_gets_buttons_that_count(house: House):
    await house.to_step_3()
    made = await backup(house)
    card = await house.newest(house.ppid, "Riwayat")

    await restore(house, made)

    assert (await house.ppid.tap("Riwayat", card)).text == OLD
    await house.settle()
    mark = await house.ppid.mark()
    await house.ppid.tap("Riwayat", await house.bubble(house.ppid, card))
    assert await house.ppid.expect("Riwayat", after=mark)
