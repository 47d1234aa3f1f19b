"""Cek kesiapan: whom the office still lacks, in words an admin can act on."""

from dataclasses import replace
from datetime import UTC, date, datetime

from handlers.screens import pages
from handlers.screens.readiness import readiness
from sop.roles import Role, Roster
from storage.invites import Invitation
from storage.people import People
from tests.handlers.screens.stage import people
from tests.sop.office import SRI, office

FOLK = people(office())
NOBODY = People()
TODAY = date(2027, 1, 18)


def test_an_office_with_everybody_lacks_nobody():
    assert readiness(FOLK, ()).missing == ()


def test_each_role_that_nobody_holds_is_named_but_the_sites_lane():
    assert readiness(NOBODY, ()).missing == (
        "Atasan PPID: belum ada yang terdaftar.",
        "PPID: belum ada yang terdaftar.",
        "Komisioner: belum ada yang terdaftar.",
        "Pelaksana (operator): belum ada yang terdaftar.",
        "Admin: belum ada yang terdaftar.",
    )


def test_whoever_has_a_code_has_not_pressed_start_yet():
    waiting = [
        Invitation(name="Bagus", roles=(Role.KOMISIONER,)),
        Invitation(name="Endah", roles=(Role.E_PPID,)),
        Invitation(name="Agus", is_admin=True),
    ]

    found = readiness(NOBODY, waiting).missing

    assert "Komisioner: Bagus belum menekan Mulai (Start)." in found
    assert "E PPID: Endah belum menekan Mulai (Start)." in found
    assert "Admin: Agus belum menekan Mulai (Start)." in found


def test_a_lone_admin_is_advised_to_find_a_second_and_that_hinders_nothing():
    alone = replace(FOLK, roster=Roster(FOLK.roster.mandates, admins=FOLK.roster.admins[:1]))

    assert any(line.startswith("Admin: baru satu orang") for line in readiness(alone, ()).advice)


def test_whom_the_bot_does_not_reach_is_named():
    lost = {**FOLK.by_id, SRI: replace(FOLK[SRI], unreachable_since=datetime(2027, 1, 4, tzinfo=UTC))}

    (told,) = (line for line in readiness(replace(FOLK, by_id=lost), ()).advice if "tidak sampai" in line)
    assert told.startswith("Ibu Sri")
    assert "(Atasan PPID)" in told


def test_who_waits_for_a_komisioners_word_is_named_with_who_can_say_it():
    waiting = {**FOLK.by_id, SRI: replace(FOLK[SRI], is_confirmed=False)}
    alone = replace(FOLK, by_id=waiting, roster=Roster.on(TODAY, ()))

    for folk, cure in (
        (replace(FOLK, by_id=waiting), "Komisioner yang bertugas dapat mengonfirmasinya melalui /tugas."),
        (alone, "pengelola layanan dapat menjalankan perintah confirm."),
    ):
        assert f"Menunggu konfirmasi Komisioner: Ibu Sri Lestari; {cure}" in readiness(folk, ()).advice
    assert not any("konfirmasi" in line for line in readiness(FOLK, ()).sentences)


def test_who_is_to_decide_where_nobody_does_is_named_once():
    waiting = {**FOLK.by_id, SRI: replace(FOLK[SRI], to_be_komisioner=True)}

    found = readiness(replace(FOLK, by_id=waiting, roster=Roster.on(TODAY, ())), ()).sentences

    assert len([line for line in found if "menunggu konfirmasi" in line.lower()]) == 1


def test_the_admin_reads_it_below_the_list_of_people():
    text = "\n".join(page.text for page in pages.people_page(NOBODY, [Invitation(name="B<u>di", roles=(Role.PPID,))]))

    assert "<b>Kesiapan</b>" in text
    assert "PPID: B&lt;u&gt;di belum menekan Mulai (Start)." in text
    assert "Setiap langkah SOP sudah ada pelaksananya." in "\n".join(p.text for p in pages.people_page(FOLK, ()))
