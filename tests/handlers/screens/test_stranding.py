"""What an admin reads of a change after which a maklumat waits for nobody."""

from dataclasses import replace

from handlers.screens.officials import account_code, done, told
from sop.officials import Change, OfficialChanged
from sop.roles import PersonId, Role
from sop.steps import Step
from storage.officials import Changed
from storage.people import People
from storage.stranding import Stranded
from tests.handlers.screens.stage import FORBIDDEN, parsed, people
from tests.handlers.screens.test_vacancies import hindered
from tests.sop.office import AGUS, DIMAS, MONDAY, SRI, office

STEP_5 = Stranded("MKL-2027-001", Step.PUBLISHING, (Role.PELAKSANA,))
USUAL = people(office())


def changed(change: Change, *left: Stranded, role: Role | None = None, person: PersonId = DIMAS) -> Changed:
    event = OfficialChanged(at=MONDAY, by=AGUS, person=person, change=change, in_role=role, reason="Mutasi")
    return Changed(event, (), USUAL, stranded=left)


def read(done_: Changed, folk: People) -> str:
    text = parsed(done(done_, folk).text)
    assert not FORBIDDEN.search(text), text
    return text


def test_after_an_access_was_closed_it_is_named_with_the_way_back():
    assert read(changed(Change.FROZEN, STEP_5), hindered(DIMAS)) == (
        "Tercatat: Akses Sdr. Dimas ditutup oleh Bapak Agus (Mutasi).\n\n"
        "Maklumat berikut kini tidak ada pelaksananya:\n"
        "• MKL-2027-001 · langkah 5 (Publikasi) · menunggu Pelaksana (operator)\n\n"
        "Akses Sdr. Dimas sedang ditutup; admin dapat membukanya melalui /pejabat (Buka akses). Peran Pelaksana "
        "(operator) juga dapat diberikan kepada pejabat lain melalui /pejabat (Tambah peran) atau /undang."
    )


def test_after_a_role_was_ended_the_role_is_to_be_given_to_another():
    found = read(changed(Change.ENDED, STEP_5, role=Role.PELAKSANA), people(office({Role.PELAKSANA: ()})))

    assert found.endswith(
        "\nPeran Pelaksana (operator) dapat diberikan kepada pejabat lain melalui /pejabat (Tambah peran) atau /undang."
    )


def test_other_admins_read_it_too_and_nobody_else_does():
    folk = hindered(DIMAS)
    admin = replace(folk[SRI], is_admin=True)

    assert "MKL-2027-001 · langkah 5" in parsed(told(changed(Change.FROZEN, STEP_5), folk, admin).text)
    assert "MKL-2027-001" not in told(changed(Change.FROZEN, STEP_5), folk, folk[SRI]).text


def test_of_very_many_the_rest_is_counted():
    left = [replace(STEP_5, control_number=f"MKL-2027-{number:03d}") for number in range(1, 15)]

    found = read(changed(Change.FROZEN, *left), hindered(DIMAS))

    assert found.count("• MKL-2027-") == 10
    assert "… dan 4 (empat) lagi pada /daftar" in found


def test_the_second_admin_reads_it_with_the_code():
    released = replace(changed(Change.UNBOUND, STEP_5), code="kode-rahasia")

    found = parsed(account_code(released, hindered(DIMAS), None).text)

    assert "kode-rahasia" in found
    assert "MKL-2027-001 · langkah 5" in found
