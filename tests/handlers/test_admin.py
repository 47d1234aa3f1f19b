"""How /undang is read: roles, a sapaan if any, a name; anything else is asked for anew."""

import pytest

from handlers.admin import _invitation
from handlers.screens.administering import Lacking, invite_usage
from sop.roles import Role
from storage.invites import Invitation


def read(text: str) -> Invitation | Lacking:
    return _invitation(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ppid Wahyu", Invitation(name="Wahyu", roles=(Role.PPID,))),
        ("ppid Wahyu Nugroho", Invitation(name="Wahyu Nugroho", roles=(Role.PPID,))),
        ("ppid Bapak Wahyu Nugroho", Invitation(name="Wahyu Nugroho", roles=(Role.PPID,), sapaan="Bapak")),
        ("PPID bapak Wahyu", Invitation(name="Wahyu", roles=(Role.PPID,), sapaan="Bapak")),
        ("atasan-ppid Ibu Sri", Invitation(name="Sri", roles=(Role.ATASAN_PPID,), sapaan="Ibu")),
        ("pelaksana Sdr. Dimas", Invitation(name="Dimas", roles=(Role.PELAKSANA,), sapaan="Sdr.")),
        ("pelaksana sdr Dimas", Invitation(name="Dimas", roles=(Role.PELAKSANA,), sapaan="Sdr.")),
        ("e-ppid Sdri. Rina", Invitation(name="Rina", roles=(Role.E_PPID,), sapaan="Sdri.")),
        ("komisioner Ibu Dewi, S.H.", Invitation(name="Dewi, S.H.", roles=(Role.KOMISIONER,), sapaan="Ibu")),
        (
            "ppid,atasan-ppid Bapak Wahyu",
            Invitation(name="Wahyu", roles=(Role.PPID, Role.ATASAN_PPID), sapaan="Bapak"),
        ),
        ("admin Tini", Invitation(name="Tini", is_admin=True)),
        (
            "ppid,admin Ibu Dewi Lestari",
            Invitation(name="Dewi Lestari", roles=(Role.PPID,), sapaan="Ibu", is_admin=True),
        ),
        ("anggota Ibu Dewi", Invitation(name="Dewi", sapaan="Ibu", is_member=True)),
        (
            "komisioner,anggota Bapak Bagus",
            Invitation(name="Bagus", roles=(Role.KOMISIONER,), sapaan="Bapak", is_member=True),
        ),
        ("ppid Ibunda Sari", Invitation(name="Ibunda Sari", roles=(Role.PPID,))),
    ],
)
def test_what_is_complete_is_an_invitation(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize("role", Role)
def test_every_role_can_be_invited_by_its_name(role):
    assert read(f"{role.value} Wahyu") == Invitation(name="Wahyu", roles=(role,))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("", "Peran dan nama belum tertulis."),
        ("ppid", "Nama belum tertulis setelah peran <b>ppid</b>."),
        ("atasan ppid", "Nama belum tertulis setelah peran <b>atasan-ppid</b>."),
        ("ppid Bapak", "Nama belum tertulis setelah peran <b>ppid</b>."),
        ("ppid,admin Sdr.", "Nama belum tertulis setelah peran <b>ppid,admin</b>."),
        ("Wahyu", "Peran belum tertulis: <b>Wahyu</b> bukan nama peran."),
        ("Bapak Wahyu Nugroho", "Peran belum tertulis: <b>Bapak</b> bukan nama peran."),
        ("kepala Wahyu", "Peran belum tertulis: <b>kepala</b> bukan nama peran."),
        ("ppid,kepala Wahyu", "Peran belum tertulis: <b>kepala</b> bukan nama peran."),
        ("atasan_ppid Sri", "Peran belum tertulis: <b>atasan_ppid</b> bukan nama peran."),
        ("ppid, Wahyu", "Peran belum tertulis: <b>ppid,</b> bukan nama peran."),
        (",ppid Wahyu", "Peran belum tertulis: <b>,ppid</b> bukan nama peran."),
    ],
)
def test_what_is_missing_is_named_before_it_is_asked_for_anew(text, missing):
    lacking = read(text)

    assert isinstance(lacking, Lacking)
    assert invite_usage(lacking).text.startswith(f"{missing} Mohon menuliskan peran, sapaan, dan nama, misalnya:\n")
