"""What an admin's answer about an official says: a detail, a reason, and the wish that a question keeps."""

from datetime import date

import pytest

from handlers.officials import _detail, _held, _kept, _reason
from handlers.screens.profiles import NUMBERS
from sop.errors import ReasonRequired
from sop.officials import Change
from sop.roles import PersonId, Role
from storage.errors import DetailUnfit
from storage.officials import Wish

MADE_BY_ITSELF = {Change.ENROLLED, Change.UNBOUND, Change.NAME_REPLACED, Change.CONFIRMED, Change.DISOWNED}
"""By a code, by the second admin, by the command line, by a Komisioner."""


@pytest.mark.parametrize(
    ("what", "written", "read"),
    [
        ("sapaan", "bapak", "Bapak"),
        ("sapaan", "Bu", "Ibu"),
        ("sapaan", "sdri", "Sdri."),
        *(("sapaan", written, "Bapak") for written in ("Bpk.", "Bp.", "BPK", "Pak", "bapak.")),
        *(("sapaan", written, "Ibu") for written in ("Ibu.", "IBU", "bu,")),
        *(("sapaan", written, "Sdr.") for written in ("Sdr", "sdr.", "Saudara")),
        *(("sapaan", written, "Sdri.") for written in ("Sdri.", "SDRI", "Saudari")),
        ("name", "Dr. Wahyu Nugroho, S.H.", "Dr. Wahyu Nugroho, S.H."),
        ("jabatan", "Kasubbag Hukum dan SDM", "Kasubbag Hukum dan SDM"),
    ],
)
def test_a_detail_is_read_as_it_is_kept(what, written, read):
    assert _detail(what, written) == read


@pytest.mark.parametrize(
    ("what", "written"),
    [
        *(("sapaan", "Kanda"), ("sapaan", ""), ("name", "..."), ("name", ""), ("name", "a" * 101), ("jabatan", "12")),
        *(("name", "<b>Wahyu</b>"), ("name", "\N{PERFORMING ARTS} Wahyu"), ("name", "W")),
    ],
)
def test_what_is_none_is_refused(what, written):
    with pytest.raises(DetailUnfit):
        _detail(what, written)


def test_a_reason_says_something():
    for honest in ("SP 3/2027", "cuti", "sakit", "HP hilang", "12/2027"):
        assert _reason(f" {honest}; ") == honest
    for nothing in ("", "...", " ;, ", "x", "ok", "x.y", "\N{ZERO WIDTH SPACE}x\N{ZERO WIDTH SPACE}"):
        with pytest.raises(ReasonRequired):
            _reason(nothing)


@pytest.mark.parametrize(
    "wish",
    [
        Wish(person=PersonId(3), change=Change.FROZEN, reason="Telepon hilang"),
        Wish(
            person=PersonId(7),
            change=Change.GRANTED,
            role=Role.KOMISIONER,
            from_on=date(2027, 3, 1),
            until_on=date(2027, 12, 31),
            reason="SK 9/2027",
        ),
        Wish(person=PersonId(1), change=Change.DETAILS, what="jabatan"),
    ],
)
def test_a_question_keeps_what_was_said_already(wish):
    assert _kept(_held(wish)) == wish


def test_every_change_that_an_admin_makes_has_its_button():
    assert {change for change, _ in NUMBERS.values()} == set(Change) - MADE_BY_ITSELF
