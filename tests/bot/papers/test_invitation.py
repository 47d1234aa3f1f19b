"""An invitation on paper: who it is for, as what, until when, and the three lines that tell what to do."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.papers.forms import PaperSize
from bot.papers.invitation import invitation_page
from tests.bot.papers.office import HEAD

CODE = "4qEQoE29Wk0lU-fqWEiFww"
GIVEN = {
    "name": "Bapak Bagus Prasetyo",
    "roles": "Komisioner dan admin",
    "until": datetime(2027, 1, 20, 3, 0, tzinfo=UTC),
    "link": f"https://t.me/maklumat_bot?start={CODE}",
    "code": CODE,
    "username": "maklumat_bot",
}


def test_one_page_says_everything(pages):
    (text,) = pages(invitation_page(HEAD, **GIVEN))

    for words in (
        "KABUPATEN KARANGANYAR",
        "Bapak Bagus Prasetyo",
        "Komisioner dan admin",
        "Rabu, 20 Januari 2027 pukul 10.00 WIB",
        f"/start {CODE}",
        "@maklumat_bot",
        "Mohon menekan Mulai (Start)",
        "Saya mengerti",
    ):
        assert words in text


def test_the_same_invitation_is_the_same_file():
    assert invitation_page(HEAD, **GIVEN) == invitation_page(HEAD, **GIVEN)


@pytest.mark.parametrize("name", ["Ibu " + "Wulandari" * 11, "Bapak #eval(1) *x* $y$", "Ibu Dewi 😀 漢字", "بسم الله"])
def test_any_name_fits_on_one_page(pages, name):
    assert len(pages(invitation_page(HEAD, **(GIVEN | {"name": name})))) == 1


def test_the_sheet_is_the_offices():
    assert invitation_page(replace(HEAD, size=PaperSize.F4), **GIVEN) != invitation_page(HEAD, **GIVEN)
