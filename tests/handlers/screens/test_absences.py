"""What each of those concerned reads of an absence: short, polite, with the title, the days and the way back."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.callbacks import Verb, decode
from handlers.leaving import Said
from handlers.screens.absences import (
    About,
    ask,
    ask_basis,
    ask_scan,
    ask_stand_in,
    done,
    mine,
    nobody_stands_in,
    short_note,
    standing_in_ends,
    told,
)
from handlers.screens.administering import people_page
from handlers.when import DaysReversed, DaysUnfit
from sop.roles import Absence, Role, Roster, Standing
from storage.absences import Changed, Recorded
from tests.handlers.screens.stage import FORBIDDEN, parsed, people
from tests.sop.office import AGUS, BAGUS, DIMAS, RATNA, SRI, WAHYU, office, relieved

FOLK = people(office())
TODAY = date(2027, 1, 18)


def absence(person=SRI, role=Role.ATASAN_PPID, stand_in=DIMAS, standing=Standing.PLH, *, first=18, basis="SP 12/2027"):
    part = Absence(
        person=person,
        role=role,
        from_on=date(2027, 1, first),
        until_on=date(2027, 1, 20),
        stand_in=stand_in,
        standing=standing,
        basis=basis,
    )
    return Recorded(7, (part,))


def about(found=None, by=AGUS, *, is_over=False):
    changed = Changed(found or absence(), (), FOLK.roster, FOLK.roster)
    return About(changed, FOLK, FOLK[by], TODAY, is_over=is_over, basis="SP 12/2027")


def test_the_stand_in_reads_as_what_from_when_until_when_and_why():
    assert parsed(told(about(), FOLK[DIMAS]).text) == (
        "Yth. Sdr. Dimas,\n"
        "Saudara ditunjuk sebagai Plh. Atasan PPID pada Senin, 18 Januari 2027 s.d. Rabu, 20 Januari 2027 (dasar: SP "
        "12/2027), mewakili Ibu Sri Lestari.\n\n"
        "Selama masa tersebut, tugas Atasan PPID dalam alur Maklumat disampaikan kepada Saudara."
    )


def test_who_is_away_reads_who_said_so_and_how_to_come_back():
    found = told(about(), FOLK[SRI])

    assert parsed(found.text) == (
        "Yth. Ibu Sri Lestari,\n"
        "Berdasarkan catatan Bapak Agus (dasar: SP 12/2027), Ibu berhalangan Senin, 18 Januari 2027 s.d. Rabu, "
        "20 Januari 2027, diwakili oleh Sdr. Dimas sebagai Plh. Atasan PPID.\n\n"
        "Maklumat yang menunggu disampaikan kepada Sdr. Dimas sekarang, dan kembali setelah 20 Januari 2027. "
        "Pemberitahuan tetap disampaikan kepada Ibu."
    )
    ((button,),) = found.rows
    assert button.label == "Saya sudah kembali"
    assert (decode(button.data).verb, decode(button.data).visit) == (Verb.BACK, 7)


def test_before_it_begins_the_button_takes_it_back():
    found = done(about(absence(first=19), by=SRI))

    assert "sejak 19 Januari 2027" in found.text
    assert found.rows[0][0].label == "Tidak jadi berhalangan"


def test_a_komisioner_reads_who_decides_meanwhile_and_who_said_so():
    wakil = absence(BAGUS, Role.KOMISIONER, SRI, Standing.WAKIL)

    found = parsed(told(about(wakil), FOLK[RATNA]).text)

    assert "Bapak Bagus Prasetyo selaku Komisioner berhalangan" in found
    assert "diwakili oleh Ibu Sri Lestari sebagai wakil Komisioner (dasar: SP 12/2027)." in found
    assert found.endswith("Dicatat oleh Bapak Agus.")


@pytest.mark.parametrize("reader", [SRI, DIMAS, RATNA])
def test_all_read_that_it_has_ended(reader):
    assert "tidak berhalangan lagi" in told(about(is_over=True), FOLK[reader]).text
    assert not told(about(is_over=True), FOLK[reader]).rows


def test_the_question_for_who_stands_in_has_a_button_for_each():
    said = Said(person=SRI, unclear="Dewi <b>")
    found = ask_stand_in(FOLK, said, [FOLK[DIMAS], FOLK[AGUS]], FOLK[SRI], may_be_nobody=True)

    labels = [button.label for row in found.rows for button in row]
    assert labels == ["Sdr. Dimas", "Bapak Agus", "Tanpa yang mewakili", "Batal"]
    assert "Dewi &lt;b&gt;" in found.text


def test_who_names_himself_reads_that_nobody_stands_in_for_himself():
    said = Said(person=SRI, himself=True)

    mine = ask_stand_in(FOLK, said, [FOLK[DIMAS]], FOLK[SRI], may_be_nobody=False).text
    assert "Ibu tidak dapat mewakili diri sendiri." in mine
    assert "belum dapat dipastikan" not in mine
    by_admin = ask_stand_in(FOLK, said, [FOLK[DIMAS]], FOLK[AGUS], may_be_nobody=False).text
    assert "Ibu Sri Lestari tidak dapat mewakili diri sendiri." in by_admin


class TestNobodyMayStandIn:
    """For a Komisioner only a member of the commission stands in."""

    ALONE = Roster.on(TODAY, ())

    def read(self, reader, folk=FOLK, person=BAGUS):
        said = Said(person=person)
        return parsed(ask_stand_in(folk, said, (), folk[reader], may_be_nobody=False).text)

    def test_where_nobody_is_enrolled_the_admin_is_asked_or_the_admin_enrols(self):
        assert self.read(SRI, person=SRI).endswith("dapat mewakili Ibu. Mohon menghubungi admin agar didaftarkan.")
        assert self.read(AGUS).endswith("mewakili Bapak Bagus Prasetyo. Mohon mendaftarkannya melalui /undang.")

    def test_whoever_only_waits_for_a_word_is_named_and_what_helps(self):
        folk = replace(FOLK, by_id={**FOLK.by_id, DIMAS: replace(FOLK[DIMAS], to_be_member=True)})

        assert self.read(BAGUS, folk) == (
            "Sdr. Dimas belum dikonfirmasi sebagai anggota KPU, sehingga belum dapat mewakili Bapak. Mohon "
            "mengonfirmasinya melalui /tugas, kemudian mencoba kembali."
        )
        assert "Mohon meminta Komisioner yang bertugas mengonfirmasinya melalui /tugas" in self.read(AGUS, folk)
        assert "Dimas" not in self.read(SRI, folk, person=SRI), "who stands in for others is no member"

    def test_where_no_komisioner_could_say_it_the_machine_does(self):
        waiting = {**FOLK.by_id, DIMAS: replace(FOLK[DIMAS], to_be_member=True)}
        found = self.read(BAGUS, replace(FOLK, by_id=waiting, roster=self.ALONE))

        assert found.endswith("agar pengelola layanan menjalankan perintah confirm, kemudian mencoba kembali.")


@pytest.mark.parametrize(
    ("unfit", "sentence"),
    [(DaysUnfit, "Tanggal belum dapat dibaca."), (DaysReversed, "Tanggal akhir mendahului tanggal awal.")],
)
def test_the_days_are_asked_for_again_with_a_word_why(unfit, sentence):
    assert ask(FOLK, FOLK[SRI], FOLK[SRI], TODAY, unfit).text.startswith(sentence)


def test_the_admin_sees_how_to_say_it_for_others():
    assert "Untuk pejabat lain" in ask(FOLK, FOLK[AGUS], FOLK[AGUS], TODAY).text
    assert "Untuk pejabat lain" not in ask(FOLK, FOLK[SRI], FOLK[SRI], TODAY).text
    assert "19-01-2027 s.d. 21-01-2027" in ask(FOLK, FOLK[SRI], FOLK[SRI], TODAY).text


def test_the_list_of_officials_says_who_is_away():
    away = people(relieved(SRI, Role.ATASAN_PPID, DIMAS))

    assert short_note(away, away[SRI]) == "berhalangan s.d. 22 Januari 2027, diwakili Sdr. Dimas"
    assert short_note(away, away[DIMAS]) == ""
    assert "berhalangan s.d. 22 Januari 2027" in "\n".join(page.text for page in people_page(away, ()))


def test_every_page_keeps_the_register():
    alone = absence(stand_in=None, basis="")
    pages = [
        *(
            told(about(found, is_over=over), FOLK[reader])
            for found in (absence(), alone)
            for over in (False, True)
            for reader in (SRI, DIMAS, RATNA)
        ),
        *(
            done(about(found, by=by, is_over=over))
            for found in (absence(), alone)
            for over in (False, True)
            for by in (SRI, AGUS)
        ),
        ask(FOLK, FOLK[AGUS], FOLK[AGUS], TODAY),
        ask(FOLK, FOLK[SRI], FOLK[AGUS], TODAY),
        ask_stand_in(FOLK, Said(person=BAGUS), [], FOLK[AGUS], may_be_nobody=False),
        ask_stand_in(FOLK, Said(person=BAGUS, himself=True), [], FOLK[AGUS], may_be_nobody=False),
        ask(FOLK, FOLK[SRI], FOLK[SRI], TODAY, DaysReversed),
        ask_basis(FOLK[SRI], back=True),
        ask_scan(FOLK[BAGUS]),
        mine([absence(), absence(first=19)], FOLK, FOLK[SRI], TODAY),
    ]

    for page in pages:
        assert not FORBIDDEN.search(parsed(page.text)), page.text
        assert len(parsed(page.text)) <= 500, page.text


def will_be_away(*absences: Absence):
    """The office of the tests, on the 18th, with these absences said."""
    return replace(FOLK, roster=Roster.on(TODAY, FOLK.roster.mandates, FOLK.roster.admins, absences=absences))


def test_before_somebody_leaves_those_for_whom_he_is_to_stand_in_are_named_too():
    later, now = absence(first=19).first, absence(WAHYU, Role.PPID).first

    assert standing_in_ends(will_be_away(later), FOLK[DIMAS]) == (
        "Sdr. Dimas akan mewakili Ibu Sri Lestari sejak 19 Januari 2027; penunjukan itu berakhir, dan yang diwakili "
        "diberi tahu."
    )
    assert standing_in_ends(will_be_away(later, now), FOLK[DIMAS]).startswith(
        "Sdr. Dimas sedang mewakili Bapak Wahyu dan akan mewakili Ibu Sri Lestari sejak 19 Januari 2027; "
    )
    assert standing_in_ends(will_be_away(later), FOLK[RATNA]) == ""


def test_who_was_to_be_stood_in_for_reads_that_another_is_to_be_named():
    before = will_be_away(absence(first=19).first)

    assert nobody_stands_in(before, FOLK, FOLK[DIMAS], FOLK[SRI]) == (
        "Sdr. Dimas tidak jadi mewakili Ibu pada masa berhalangan sejak 19 Januari 2027. Pejabat lain dapat ditunjuk "
        "melalui /berhalangan."
    )
    assert nobody_stands_in(before, FOLK, FOLK[DIMAS], FOLK[WAHYU]) == ""
