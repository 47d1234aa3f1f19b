"""How /undang is read: roles, a sapaan if any, a name; anything else is asked for anew."""

import pytest

from handlers.admin import _invitation
from sop.roles import Role
from storage.invites import Invitation


def read(text: str) -> Invitation | None:
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
    "text",
    [
        "",
        "ppid",
        "Wahyu",
        "ppid Bapak",
        "ppid Sdr.",
        "Bapak Wahyu Nugroho",
        "kepala Wahyu",
        "ppid, Wahyu",
        ",ppid Wahyu",
        "ppid,kepala Wahyu",
        "atasan_ppid Sri",
    ],
)
def test_what_is_not_is_asked_for_anew(text):
    assert read(text) is None
