"""What is read of a confirmation: by who is asked, who waits and the admin; and where the first Komisioner comes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.screens import pages
from handlers.screens.confirming import disowning, questions, what_waits
from handlers.screens.officials import clause, told
from handlers.screens.settled import settled
from sop.officials import Change, OfficialChanged
from sop.roles import PersonId, Role, Roster
from storage.invites import Enrolled, Invitation
from storage.officials import Changed
from storage.people import Official, People
from tests.handlers.screens.stage import FORBIDDEN, handed, parsed, people
from tests.sop.office import AGUS, BAGUS, DIMAS, RATNA, WIB, office
from tests.storage.office import APPOINTMENT, document

FOLK = people(office())
AT = datetime(2027, 1, 18, 3, 0, tzinfo=UTC)
OFFICE = "KPU Kabupaten Karanganyar"
NOBODY_IN_OFFICE = replace(FOLK, roster=Roster())


def waiting(folk: People = FOLK, who: PersonId = DIMAS, **waits: object) -> People:
    one = replace(folk[who], **(waits or {"is_confirmed": False, "asked": 3}))
    return replace(folk, by_id={**folk.by_id, who: one})


def used(who: PersonId, *, letter: bool = False) -> Enrolled:
    """A code of the admin's was used, which makes a Komisioner."""
    came = OfficialChanged(at=AT, by=who, person=who, change=Change.ENROLLED)
    scan = document(APPOINTMENT) if letter else None
    given = replace(came, by=AGUS, change=Change.GRANTED, in_role=Role.KOMISIONER, scan=scan)
    return Enrolled(who, (came, given), AGUS)


def changed(change: Change, **more: object) -> OfficialChanged:
    return OfficialChanged(at=AT, by=BAGUS, person=DIMAS, change=change, **more)


OF_SOMEBODY_WHO_WAITS = (
    changed(Change.GRANTED, in_role=Role.E_PPID, reason="SK 6/2027"),
    changed(Change.ADMIN_GIVEN),
    *(changed(Change.DETAILS, what=what) for what in ("name", "sapaan", "jabatan")),
    changed(Change.ENDED, in_role=Role.E_PPID),
    changed(Change.UNFROZEN),
)
"""What may be told to a Komisioner of somebody who waits for his word."""


def test_the_reason_of_a_change_is_told_to_its_end():
    why = f"{'Nomor lama diblokir oleh penyedia. ' * 10}Mohon jangan dibuka sebelum Sekretaris menyetujui"

    assert why in parsed(clause(changed(Change.FROZEN, reason=why), FOLK))


class TestTheQuestion:
    def test_says_who_brought_him_in_as_what_and_what_follows(self):
        (asked,) = questions((waiting()[DIMAS],))

        assert parsed(asked.text) == (
            "Mohon memastikan langsung kepada yang bersangkutan bahwa akun Telegram ini memang digunakan olehnya, "
            "kemudian mengonfirmasi bahwa Sdr. Dimas, yang akunnya didaftarkan melalui admin, memang bertugas sebagai "
            "Pelaksana (operator).\n\n"
            "Selama belum dikonfirmasi, yang bersangkutan belum dapat mencatat atau mengonfirmasi disposisi tertulis. "
            "Apabila tidak benar, seluruh perannya diakhiri dan aksesnya langsung ditutup."
        )

    @pytest.mark.parametrize(
        "event", [*OF_SOMEBODY_WHO_WAITS, None], ids=lambda e: e.change if e else "a code was used"
    )
    def test_names_all_that_the_word_makes_count_whatever_has_just_happened(self, event):
        known = waiting(to_be_komisioner=True, admin_unconfirmed=True, by_letter="SK 9/2027", asked=4)
        new = waiting(is_confirmed=False, to_be_komisioner=True, admin_unconfirmed=True, is_admin=True, asked=4)

        def read(folk: People) -> str:
            if event is None:
                return pages.code_used(used(DIMAS, letter=True), folk, folk[BAGUS]).text
            return told(Changed(event, (BAGUS,), FOLK), folk, folk[BAGUS]).text

        asked = "Mohon mengonfirmasi bahwa <b>Sdr. Dimas</b> memang bertugas sebagai <b>Komisioner dan admin</b>"
        assert f"{asked} berdasarkan SK 9/2027." in read(known)
        assert "memang bertugas sebagai <b>Pelaksana (operator), Komisioner, dan admin</b>." in read(new)

    def test_of_a_new_komisioner_who_is_admin_too_it_is_one_list_what_does_not_count_yet(self):
        both = waiting(is_confirmed=False, to_be_komisioner=True, admin_unconfirmed=True, is_admin=True)[DIMAS]

        assert what_waits(both).startswith(
            "Selama belum dikonfirmasi, yang bersangkutan belum dapat memberikan keputusan, mencatat atau "
            "mengonfirmasi disposisi tertulis, menutup akses pejabat lain, dan mengganti akunnya. "
        )

    def test_once_answered_says_what_counts_or_has_ended(self):
        said = (changed(Change.CONFIRMED, what="komisioner admin"), changed(Change.DISOWNED, what="member"))

        assert [clause(event, FOLK) for event in said] == [
            "Sdr. Dimas dikonfirmasi selaku <b>Komisioner dan admin</b> oleh Bapak Bagus Prasetyo",
            (
                "Tugas Sdr. Dimas selaku <b>anggota KPU</b> <b>dinyatakan tidak benar</b> oleh Bapak Bagus Prasetyo "
                "dan diakhiri"
            ),
        ]

    def test_asked_once_more_it_says_how_much_would_end(self):
        stranger, known = waiting()[DIMAS], waiting(to_be_komisioner=True, by_letter="SK 9/2027")[DIMAS]

        assert parsed(disowning(stranger).text) == (
            "Mohon memastikan bahwa Sdr. Dimas memang tidak bertugas sebagai Pelaksana (operator).\n\n"
            "Apabila ditekan Ya, tidak benar, seluruh perannya diakhiri dan aksesnya langsung ditutup."
        )
        assert "hanya yang menunggu konfirmasi itu diakhiri; perannya yang lain tetap" in disowning(known).text
        assert "<b>memang tidak bertugas</b> sebagai Komisioner berdasarkan SK 9/2027." in disowning(known).text

    def test_settled_says_by_whom_and_when_and_what_became_of_it(self):
        folk = waiting()
        told = [
            parsed(settled(event, after, WIB).text)
            for event, after in (
                (changed(Change.CONFIRMED), FOLK),
                (changed(Change.DETAILS, what="jabatan"), folk),
                (changed(Change.LEFT), FOLK),
            )
        ]

        at = "Senin, 18 Januari 2027 pukul 10.00 WIB"
        assert told == [
            (
                "Pertanyaan tentang Sdr. Dimas sudah dijawab.\n\n"
                f"Data Sdr. Dimas dikonfirmasi oleh Bapak Bagus Prasetyo, {at}. Tidak ada lagi yang perlu ditekan pada "
                "pesan ini."
            ),
            (
                "Pertanyaan tentang Sdr. Dimas digantikan oleh yang lebih baru.\n\n"
                f"Jabatan Sdr. Dimas diperbarui oleh Bapak Bagus Prasetyo, {at}. Pertanyaan terbaru dapat dilihat pada "
                "/tugas."
            ),
            f"Sdr. Dimas tidak lagi menunggu konfirmasi.\n\nSdr. Dimas dinonaktifkan oleh Bapak Bagus Prasetyo, {at}.",
        ]
        assert not any(FORBIDDEN.search(one) for one in told)


class TestTheFirstKomisioner:
    """Nobody is there who could confirm him: the code itself makes him one."""

    def test_the_admin_reads_it_with_the_code_and_once_it_is_used(self):
        made = pages.invited(Invitation(name="Bagus", roles=(Role.KOMISIONER,), sapaan="Bapak"), handed()).text
        assert "Sebagai Komisioner pertama, perannya berlaku sejak kode digunakan, tanpa surat" in made

        told = pages.code_used(used(BAGUS), FOLK, FOLK[AGUS]).text
        again = pages.code_used(replace(used(BAGUS), is_another_account=True), FOLK, FOLK[AGUS]).text
        assert "kini menggunakan akun Telegram yang lain, dengan kode untuk akun baru" in parsed(again)
        assert "Sebagai Komisioner pertama, perannya langsung berlaku" in told

    def test_one_more_is_none(self):
        more = Invitation(name="Ratna", roles=(Role.KOMISIONER,), basis="SK 9/2027", scan=document(APPOINTMENT))
        assert "pertama" not in pages.invited(more, handed(is_asked=True)).text
        assert "pertama" not in pages.code_used(used(RATNA, letter=True), FOLK, FOLK[AGUS]).text

    def test_nor_one_by_a_letter_where_nobody_is_in_office_and_the_admin_reads_who_confirms(self):
        more = Invitation(name="Ratna", roles=(Role.KOMISIONER,), basis="SK 9/2027", scan=document(APPOINTMENT))

        made = pages.invited(more, handed(is_alone=True)).text

        assert "atau oleh pengelola layanan apabila tidak ada; saat ini tidak ada Komisioner yang bertugas." in made
        assert "pertama" not in made

    def test_he_reads_why_he_is_asked_of_others(self):
        assert "konfirmasi" not in pages.welcome(FOLK[BAGUS], OFFICE).text
        assert (
            "Pejabat yang didaftarkan melalui admin dikonfirmasi oleh Komisioner. 4 (empat) pejabat menunggu "
            "konfirmasi Bapak; pertanyaannya menyusul"
        ) in pages.welcome(FOLK[BAGUS], OFFICE, asked=4).text


class TestWhereNoKomisionerIsInOffice:
    def test_the_admin_and_whoever_waits_read_who_helps(self):
        folk = waiting(NOBODY_IN_OFFICE, to_be_komisioner=True, by_letter="SK 9/2027")
        official: Official = folk[DIMAS]

        told = pages.code_used(used(DIMAS, letter=True), folk, folk[AGUS]).text
        assert "atau oleh pengelola layanan apabila tidak ada; saat ini tidak ada Komisioner yang bertugas." in told
        assert (
            "Peran Komisioner Saudara berlaku setelah dikonfirmasi Komisioner yang bertugas, atau oleh pengelola "
            "layanan apabila tidak ada."
        ) in pages.welcome(official, OFFICE).text
