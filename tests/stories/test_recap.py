"""Anybody enrolled asks how the steps went: words, a picture and two tables come, and nobody is named in them."""

import pytest

from bot.clock import now
from tests.stories.house import OFFICE_ZONE, House

pytestmark = pytest.mark.story


async def test_the_recap_of_the_year_comes_in_words_as_a_picture_and_as_tables(house: House):
    await house.to_step_6()
    year = now().astimezone(OFFICE_ZONE).year
    await house.received()

    await house.komisioner.say("/rekap")

    told = await house.received()
    assert set(told) == {"komisioner"}, "nobody else hears that he asked"
    words, picture, *tables = told["komisioner"]
    assert f"Tahun {year}, keadaan" in words.text
    assert "5. Publikasi: selesai 1 kali, dalam batas waktu 1 dari 1;" in words.text
    assert picture.photo
    assert [m.document.name for m in tables if m.document] == [f"rekap-{year}.xlsx", f"rekap-{year}.csv"]
    assert tables[1].document
    rows = (await house.komisioner.download(tables[1].document)).decode("utf-8-sig").splitlines()
    assert rows[3].startswith("3;Arahan dan persetujuan;1;1;100;")
    everything = "\n".join((words.text, *rows))
    assert not [name for name in ("Wahyu", "Sri", "Bagus", "Rina", "Dimas") if name in everything]


async def test_a_time_in_which_nothing_was_finished_and_one_that_nobody_understands(house: House):
    await house.to_step_3()
    await house.received()

    await house.ppid.say("/rekap Maret 1999")
    (empty,) = (await house.received())["ppid"]
    assert "Maret 1999" in empty.text
    assert "Belum ada langkah yang selesai" in empty.text

    await house.ppid.say("/rekap kemarin")
    (asked,) = (await house.received())["ppid"]
    assert "Masa rekap belum dapat dibaca" in asked.text


async def test_the_command_stands_in_the_help(house: House):
    await house.pelaksana.say("/bantuan")

    await house.pelaksana.expect("/rekap BULAN/TAHUN")
