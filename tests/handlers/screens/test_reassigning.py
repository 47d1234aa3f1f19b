"""What is asked of whoever reassigns a step, and what each of those concerned reads of it."""

from datetime import timedelta

import pytest

from handlers.callbacks import Verb, decode
from handlers.screens.cards import card, reminder
from handlers.screens.digests import digest
from handlers.screens.helping import help_page
from handlers.screens.histories import history
from handlers.screens.pages import open_list
from handlers.screens.reassigning import ask_reason, nothing_to_reassign, which_maklumat, which_person
from sop import events as e
from sop.commands import Reassign
from sop.reassigning import candidates
from sop.roles import PersonId, Role
from tests.handlers.screens.stage import FORBIDDEN, brought, entries, last_told, parsed, people, shown, view_of
from tests.sop.office import AGUS, BAGUS, DIMAS, ENDAH, MONDAY, RATNA, RULES, SRI, WAHYU, Course, office

WHY = "Sdr. Dimas sedang bertugas di lapangan."


def reassigned(scene: str, to: PersonId, by: PersonId = SRI) -> Course:
    course = brought(scene)
    course.gives(by, Reassign(maklumat=course.m.id, visit=course.m.visit.number, to=to, reason=WHY))
    return course


class TestAsking:
    def test_one_button_for_each_person_with_the_role_that_he_would_act_in(self):
        course = brought("step 5")
        fit = candidates(course.m, course.office)

        page = which_person(view_of(course, SRI), fit, course.now)

        assert [row[0].label for row in page.rows] == [
            "Ibu Sri Lestari · Atasan PPID",
            "Bapak Wahyu · PPID",
            "Bapak/Ibu Endah · E PPID",
        ]
        taps = [decode(row[0].data) for row in page.rows]
        assert [(tap.verb, tap.maklumat, tap.visit, tap.version) for tap in taps] == [
            (Verb.REASSIGN_TO, 1, course.m.visit.number, person) for person, _ in fit
        ]
        assert "Menunggu: Sdr. Dimas selaku Pelaksana (operator)" in parsed(page.text)

    def test_nobody_else_is_said_with_what_to_do(self):
        course = brought("step 5")

        page = which_person(view_of(course, SRI), (), course.now)

        assert "Belum ada pejabat lain" in page.text
        assert page.rows == ()

    def test_the_question_says_to_whom_and_what_it_means_and_has_a_way_out(self):
        course = brought("step 5")

        page = ask_reason(view_of(course, SRI), WAHYU, Role.PPID)

        assert parsed(page.text) == (
            "Pengalihan langkah 5 (Publikasi)\n"
            "Maklumat Pelayanan Informasi Publik Tahun 2027 (MKL-2027-001)\n"
            "Kepada: Bapak Wahyu selaku PPID\n\n"
            "Mohon membalas pesan ini dengan alasan pengalihan.\n\n"
            "Setelah dicatat, langkah ini hanya dilaksanakan oleh Bapak Wahyu; batas waktu tetap."
        )
        assert [button.label for row in page.rows for button in row] == ["Batal"]

    def test_several_maklumat_are_asked_about(self):
        views = [view_of(brought(scene), AGUS) for scene in ("step 2", "step 5")]

        page = which_maklumat(views)

        assert [row[0].label for row in page.rows] == [
            "MKL-2027-001 · langkah 2, Penyampaian draf",
            "MKL-2027-001 · langkah 5, Publikasi",
        ]

    def test_the_register_is_kept(self):
        course = brought("step 4")
        view = view_of(course, SRI)
        pages = [
            nothing_to_reassign(),
            which_maklumat([view]),
            which_person(view, candidates(course.m, course.office), course.now),
            which_person(view, (), course.now),
            ask_reason(view, SRI, Role.ATASAN_PPID),
        ]

        for page in pages:
            assert not FORBIDDEN.search(parsed(page.text)), page.text
            assert len(parsed(page.text)) <= 500


class TestTelling:
    def test_the_new_holder_has_the_card_with_the_reason_and_what_is_asked(self):
        told = shown(last_told(reassigned("step 5", WAHYU))[WAHYU])

        assert "dialihkan</b> kepada Bapak Wahyu selaku PPID oleh Ibu Sri Lestari selaku Atasan PPID." in told
        assert f"Alasan:\n<blockquote>{WHY}</blockquote>" in told
        assert "Menunggu: Bapak Wahyu selaku PPID" in told
        assert "[Tandai terpublikasi]" in told

    def test_the_former_holder_reads_that_it_waits_for_him_no_longer_and_his_card_has_lost_the_buttons(self):
        course = reassigned("step 5", WAHYU)

        told = shown(last_told(course)[DIMAS])
        mine = shown(card(view_of(course, DIMAS), None, now=course.now))

        assert "Langkah ini tidak lagi menunggu Saudara." in told
        assert WHY in told
        assert "Tidak ada yang perlu Saudara lakukan saat ini." in mine
        assert not any(label in mine for label in ("Tandai terpublikasi", "Laporkan kendala", "Sedang saya periksa"))
        assert "Terakhir (18-01-2027 10.07): Langkah 5 (Publikasi) <b>dialihkan</b> kepada Bapak Wahyu" in mine

    def test_whoever_reassigned_has_a_receipt_and_an_admin_is_named_as_such(self):
        course = reassigned("step 4", WAHYU, by=AGUS)

        told = last_told(course)

        assert "Pengalihan langkah 4 (Perintah publikasi) kepada Bapak Wahyu selaku PPID telah dicatat" in shown(
            told[AGUS]
        )
        assert "oleh Bapak Agus (admin) pada Senin" in shown(told[SRI])

    def test_history_and_list_say_so(self):
        course = reassigned("step 5", ENDAH)
        view = view_of(course, AGUS)

        told = shown(history(view, entries(course.journal), course.now))

        assert (
            "Langkah 5 (Publikasi) <b>dialihkan</b> kepada Bapak/Ibu Endah selaku E PPID oleh Ibu Sri Lestari" in told
        )
        assert WHY in told
        assert "Menunggu: Bapak/Ibu Endah selaku E PPID" in shown(open_list([view], course.now))

    def test_that_nobody_is_enrolled_for_the_step_is_not_said_while_somebody_has_it(self):
        course = reassigned("step 5", ENDAH)
        course.office = office({Role.PELAKSANA: ()})

        assert "Belum ada" not in shown(card(view_of(course, RATNA), None, now=course.now))

    @pytest.mark.parametrize("reader", [SRI, WAHYU, DIMAS, ENDAH, BAGUS, AGUS])
    def test_the_register_is_kept(self, reader):
        for scene, to in (("step 2", DIMAS), ("step 4", WAHYU), ("step 5", ENDAH)):
            course = reassigned(scene, to)
            for page in (*card(view_of(course, reader), None, now=course.now), *last_told(course).get(reader, ())):
                text = parsed(page.text).replace(WHY, "").replace("draf-", "")
                assert not FORBIDDEN.search(text), text
                assert len(text) <= 550


class TestTheWayOut:
    @pytest.mark.parametrize(
        ("scene", "reader", "hinted"),
        [("step 5", SRI, True), ("step 5", WAHYU, False), ("step 3", SRI, False), ("step 4", AGUS, True)],
    )
    def test_who_may_reassign_is_told_so_where_something_is_late(self, scene, reader, hinted):
        course = brought(scene)
        view = view_of(course, reader)
        late = course.m.visit.due_at + timedelta(days=5)
        event = e.RungReached(at=late, visit=course.m.visit.number, rung="above-2", told=(reader,))

        told = shown(reminder(view, event, now=late, live=False))

        assert ("/alihkan" in told) is hinted
        assert ("/alihkan" in digest([view, view], now=late).text) is hinted

    def test_help_names_the_command_to_those_two_alone(self):
        folk = people(office())

        named = {
            reader
            for reader in folk.by_id
            if "/alihkan NOMOR" in help_page(folk[reader], [], folk, RULES, now=MONDAY).text
        }

        assert named == {SRI, AGUS}
