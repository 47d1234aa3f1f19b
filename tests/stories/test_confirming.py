"""Of whom an admin brings in a Komisioner in office is asked: a mistaken tap costs nothing, one answer serves all."""

import pytest

from bot.demo.kit.client import ChatMessage, Person
from bot.demo.stage.office import ADMIN, Named
from tests.stories.house import PHOTOS, House, button

pytestmark = pytest.mark.story

RATNA = Named("komisioner-2", "Ratna", "Dewi", "Ibu", "Anggota KPU", "Komisioner (kedua)")


async def brings_in(house: House, key: str, first: str, last: str, words: str) -> Person:
    """The admin makes a code, with a letter where one is wanted; whoever it is for uses it."""
    await house.admin.say(f"/undang {words}")
    told = (await house.received())[ADMIN][-1]
    if "nomor dan pindaian surat" in told.text:
        await house.admin.reply(told, "SK 14/SDM.13/2027")
        question = await house.newest(house.admin, "Batal")
        await house.settle()
        await house.admin.send(PHOTOS[0], reply_to=question)
        told = (await house.received())[ADMIN][-1]
    code = told.text.partition("?start=")[2].split()[0]
    person = await house.telegram.person(first, last_name=last, title=first)
    house.people[key] = person
    await person.say(f"/start {code}")
    return person


async def looks(house: House, who: Person, message: ChatMessage) -> ChatMessage:
    await house.settle()
    return await house.bubble(who, message)


async def test_a_no_is_asked_once_more_and_may_be_taken_back(house: House):
    joko = await brings_in(house, "joko", "Joko", "Susilo", "e-ppid Bapak Joko Susilo")
    question = (await house.received())["komisioner"][-1]

    for typed in ("ya", "Tidak benar", "setuju"):
        await house.komisioner.reply(question, typed)
        said = (await house.received())["komisioner"][-1].text
        assert "Hal ini dijawab dengan tombol, sehingga pesan ini tidak dicatat." in said
    for forged in ("kn..0.0.1", "kn..0.zz.1", "dz..0.0.1"):
        assert (await house.komisioner.press_forged(forged, question)) is not None

    await house.komisioner.tap("Tidak benar", question)
    again = await looks(house, house.komisioner, question)

    assert again.labels == ("Ya, tidak benar", "Kembali")
    assert "Bapak Joko Susilo memang tidak bertugas sebagai E PPID" in again.text
    assert "seluruh perannya diakhiri dan aksesnya langsung ditutup." in again.text
    await joko.say("/daftar")
    assert "ditutup" not in (await house.received())["joko"][-1].text, "nothing has changed by it"

    await house.komisioner.tap("Kembali", again)
    back = await looks(house, house.komisioner, question)
    assert back.labels == ("Benar, konfirmasi", "Tidak benar")
    await house.komisioner.tap("Tidak benar", back)
    await house.komisioner.tap("Ya, tidak benar", await looks(house, house.komisioner, question))
    done = await looks(house, house.komisioner, question)

    assert ("dinyatakan tidak benar oleh Bapak Bagus Prasetyo" in done.text, done.labels) == (True, ())
    await joko.say("/daftar")
    assert "sedang ditutup" in (await house.received())["joko"][-1].text
    assert (await house.forged(house.komisioner, button(again, "Ya, tidak benar"), done)).show_alert


async def test_once_one_has_answered_every_other_copy_says_so_and_has_no_buttons(house: House):
    ratna = await house.add(RATNA)
    joko = await brings_in(house, "joko", "Joko", "Susilo", "komisioner Bapak Joko Susilo")
    asked = await house.received()
    of_bagus, of_ratna = asked["komisioner"][0], asked["komisioner-2"][0]
    assert of_ratna.labels == ("Benar, konfirmasi", "Tidak benar")
    await house.komisioner.say("/tugas")
    *_, again, letter = (await house.received())["komisioner"]
    assert again.labels == ("Benar, konfirmasi", "Tidak benar")
    assert letter.document or letter.photo, "the letter comes with the question, as it did at first"
    assert (await house.bubble(house.komisioner, of_bagus)).labels == (), "one question has one set of buttons"

    await house.komisioner.tap("Benar, konfirmasi", again)
    told = await house.received()

    left = await house.bubble(ratna, of_ratna)
    assert left.labels == ()
    assert "Pertanyaan tentang Bapak Joko Susilo sudah dijawab." in left.text
    assert "dikonfirmasi selaku Komisioner oleh Bapak Bagus Prasetyo, " in left.text
    assert " pukul " in left.text
    assert "dikonfirmasi selaku Komisioner oleh Bapak Bagus Prasetyo" in told["komisioner-2"][-1].text
    await joko.say("/tugas")
    assert set(await house.received()) == {"joko"}


async def test_what_is_asked_anew_takes_the_place_of_what_was_asked(house: House):
    await brings_in(house, "joko", "Joko", "Susilo", "e-ppid Bapak Joko Susilo")
    old = (await house.received())["komisioner"][-1]

    await house.admin.say("/pejabat Joko")
    await house.admin.tap("Ubah jabatan", await house.newest(house.admin, "Ubah jabatan"))
    await house.admin.reply(await house.newest(house.admin, "Batal"), "Kasubbag Umum")
    new = (await house.received())["komisioner"][-1]

    left = await house.bubble(house.komisioner, old)
    assert (left.labels, new.labels) == ((), ("Benar, konfirmasi", "Tidak benar"))
    assert "digantikan oleh yang lebih baru" in left.text


async def test_a_code_for_a_name_that_is_enrolled_says_whom_it_fits_and_so_does_the_refusal(house: House):
    await house.admin.say("/undang e-ppid Bapak Wahyu Nugroho")
    made = (await house.received())[ADMIN][-1].text
    assert "kode hanya dapat digunakan dari akun Telegram yang sama" in made
    assert "mohon memilih Ganti akun Telegram pada /pejabat" in made
    code = made.partition("?start=")[2].split()[0]
    phone = await house.telegram.person("Wahyu", last_name="Nugroho", title="Telepon baru")
    house.people["new"] = phone

    await phone.say(f"/start {code}")
    refused = (await house.received())["new"][-1].text

    assert "Nama Wahyu Nugroho sudah terdaftar dengan akun lain. Mohon menghubungi admin" in refused
    await house.ppid.say(f"/start {code}")
    assert "terdaftar sebagai PPID dan E PPID" in (await house.received())["ppid"][0].text


async def test_whoever_runs_the_machine_answers_only_where_no_komisioner_can(house: House):
    await brings_in(house, "joko", "Joko", "Susilo", "e-ppid Bapak Joko Susilo")
    asked = ("confirm", "--name", "Joko Susilo", "--reason", "Komisioner belum dapat membuka Telegram")
    await house.settle()

    code, _, said = await house.process.command(*asked)
    assert (code, "Konfirmasi pejabat diberikan Komisioner" in said) == (1, True)

    await house.process.command("freeze", "--name", "Bagus Prasetyo", "--reason", "Telepon hilang")
    code, out, said = await house.process.command(*asked)
    assert (code, said) == (0, "")
    assert "Joko Susilo" in out
    code, _, said = await house.process.command(*asked)
    assert (code, said.strip()) == (
        1,
        "Tidak ada yang menunggu konfirmasi tentang Joko Susilo. Mohon memeriksa keadaannya dengan perintah check.",
    )


async def test_a_name_that_is_like_another_is_named_to_the_komisioner_and_a_degree_makes_no_second_person(house: House):
    second = await brings_in(house, "second", "Wahyu", "", "e-ppid Bapak Wahyu Nugroho, S.Sos.")
    assert "sudah terdaftar dengan akun lain" in (await house.received())["second"][-1].text
    await second.say("/daftar")
    assert "belum terdaftar" in (await house.received())["second"][-1].text

    await brings_in(house, "third", "Tini", "", "e-ppid Ibu Tini Wulandari Putri")
    question = (await house.received())["komisioner"][-1]
    assert "Perhatian: Ibu Tini Wulandari sudah terdaftar dengan akun lain." in question.text
    assert question.labels == ("Benar, konfirmasi", "Tidak benar")
    await brings_in(house, "joko", "Joko", "Susilo", "e-ppid Bapak Joko Susilo")
    assert "Perhatian" not in (await house.received())["komisioner"][-1].text
