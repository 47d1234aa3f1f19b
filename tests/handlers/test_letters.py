"""A letter's number has a figure and is no date alone; a name has letters, and nothing that names have not."""

from datetime import date

import pytest

from handlers.admin import _invitation
from handlers.letters import letter_number, person_name, post_name
from sop.roles import Role
from storage.errors import DetailUnfit

TODAY = date(2027, 1, 18)


@pytest.mark.parametrize("number", ["SK 12/2027", "14/SDM.13-Kpt/04/2027", " SP Nomor 3 Tahun 2027; ", "Kpt. 9/2026"])
def test_a_number_is_kept_as_it_is_written(number):
    assert letter_number(number, TODAY) == number.strip(" ;")


@pytest.mark.parametrize(
    "number", ["", "...", "menyusul", "sesuai perintah pimpinan", "01-02-2027", "1 Maret 2027", "9" * 201]
)
def test_what_names_no_letter_is_asked_for_again(number):
    with pytest.raises(DetailUnfit):
        letter_number(number, TODAY)


@pytest.mark.parametrize(
    "name", ["Dr. H. Wahyu Nugroho, S.H., M.Si.", "Nur'aini", "I Gusti Ayu (Ayu)", "Pejabat 7", "Siti Hajar-Rahmah"]
)
def test_a_name_is_kept_as_it_is_written(name):
    assert person_name(f" {name} ") == name


@pytest.mark.parametrize(
    "name", ["", "W", "<b>Wahyu</b>", "Wahyu \N{SMILING FACE WITH SMILING EYES}", "12345", "a" * 101, "Wahyu; DROP"]
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(DetailUnfit):
        person_name(name)


@pytest.mark.parametrize("post", ["", "123", "a" * 101])
def test_what_is_no_post_is_refused(post):
    with pytest.raises(DetailUnfit):
        post_name(post)


@pytest.mark.parametrize(
    ("written", "roles", "is_admin"),
    [
        ("e ppid Ibu Endah", (Role.E_PPID,), False),
        ("atasan ppid,admin Ibu Endah", (Role.ATASAN_PPID,), True),
        ("ppid, admin Ibu Endah", (Role.PPID,), True),
        ("Operator Ibu Endah", (Role.PELAKSANA,), False),
        ("komisioner Ibu Endah", (Role.KOMISIONER,), False),
    ],
)
def test_a_role_is_understood_as_the_office_writes_it(written, roles, is_admin):
    invitation = _invitation(written.split())

    assert (invitation.roles, invitation.is_admin, invitation.sapaan, invitation.name) == (
        roles,
        is_admin,
        "Ibu",
        "Endah",
    )
