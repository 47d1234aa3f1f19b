"""What an admin is offered for a stuck maklumat, what he is told will follow, and what those concerned read."""

from dataclasses import replace

import pytest

from handlers.callbacks import Verb, decode
from handlers.screens.asking import asked
from handlers.screens.cards import card
from handlers.screens.helping import help_page
from handlers.screens.histories import history
from handlers.screens.rescuing import ask_reason, nothing_open, remedies, which_maklumat, which_person
from handlers.screens.texts import explain, toast
from sop import errors
from sop.commands import Remedy, Rescue
from sop.rescuing import wishes
from sop.roles import PersonId
from sop.steps import Action, Step
from tests.handlers.screens.stage import FORBIDDEN, brought, entries, last_told, parsed, people, shown, view_of
from tests.sop.office import AGUS, BAGUS, DIMAS, EVERYBODY, MONDAY, RATNA, SCENES, SRI, WAHYU, Course, office

WHY = "Naskah memuat jam layanan yang keliru."


def rescued(scene: str, remedy: Remedy, **how) -> Course:
    course = brought(scene)
    course.rescued(remedy, WHY, **how)
    return course


def page(scene: str) -> list[str]:
    course = brought(scene)
    return [button.label for row in remedies(view_of(course, AGUS), course.now).rows for button in row]


def question(scene: str, remedy: Remedy, step: Step | None = None, to: PersonId | None = None) -> str:
    course = brought(scene)
    wish = Rescue(remedy=remedy, maklumat=course.m.id, visit=course.m.visit.number, step=step, to=to)
    return parsed(ask_reason(view_of(course, AGUS), wish).text)


class TestThePage:
    @pytest.mark.parametrize(
        ("scene", "offered"),
        [
            ("fresh", ["Tahan", "Batalkan", "Kirim ulang kartu"]),
            ("step 2", ["Kembalikan ke langkah 1", "Tahan", "Batalkan", "Kirim ulang kartu", "Alihkan"]),
            (
                "step 3",
                ["Kembalikan ke langkah 2", "Kembalikan ke langkah 1", "Tahan", "Batalkan", "Kirim ulang kartu"],
            ),
            (
                "step 4, held",
                [f"Kembalikan ke langkah {n}" for n in (3, 2, 1)]
                + ["Lanjutkan", "Batalkan", "Kirim ulang kartu", "Alihkan"],
            ),
            (
                "step 5",
                [f"Kembalikan ke langkah {n}" for n in (4, 3, 2, 1)]
                + ["Tahan", "Batalkan", "Kirim ulang kartu", "Alihkan"],
            ),
            ("step 5, objected", ["Batalkan", "Kirim ulang kartu"]),
            ("step 6", ["Kirim ulang kartu"]),
            ("step 6, confirmed", []),
            ("cancelled", []),
        ],
    )
    def test_offers_what_may_be_done_and_how_it_stands(self, scene, offered):
        assert page(scene) == offered
        course = brought(scene)
        text = parsed(remedies(view_of(course, AGUS), course.now).text)
        assert "MKL-2027-001" in text
        assert ("Tidak ada yang perlu ditangani" in text) is not offered

    def test_its_buttons_are_of_this_visit_and_say_what_they_are_about(self):
        course = brought("step 5")
        rows = remedies(view_of(course, AGUS), course.now).rows
        taps = {button.label: decode(button.data) for row in rows for button in row}

        assert {(tap.maklumat, tap.visit) for tap in taps.values()} == {(course.m.id, course.m.visit.number)}
        assert (taps["Kembalikan ke langkah 3"].verb, taps["Kembalikan ke langkah 3"].version) == (Verb.STEP_BACK, 3)
        assert (taps["Tahan"].verb, taps["Tahan"].action) == (Verb.RESCUE_BY, Action.HOLD)
        assert (taps["Kirim ulang kartu"].verb, taps["Kirim ulang kartu"].version) == (Verb.RESEND, DIMAS)
        assert taps["Alihkan"].verb is Verb.REASSIGN

    def test_of_several_who_are_waited_for_one_is_chosen(self):
        course = brought("step 3")
        rows = remedies(view_of(course, AGUS), course.now).rows
        resend = next(decode(b.data) for row in rows for b in row if b.label == "Kirim ulang kartu")
        choice = which_person(view_of(course, AGUS))

        assert resend.version == 0
        assert [row[0].label for row in choice.rows] == ["Bapak Bagus Prasetyo", "Ibu Ratna Dewi", "Batal"]
        assert decode(choice.rows[-1][0].data).verb is Verb.RESCUE, "back to what else may be done"
        assert decode(choice.rows[0][0].data).version == BAGUS

    def test_of_several_maklumat_one_is_chosen(self):
        views = [view_of(brought(scene), AGUS) for scene in ("fresh", "step 3")]

        assert [row[0].label for row in which_maklumat(views).rows] == [
            "MKL-2027-001 · langkah 1, Penyusunan draf",
            "MKL-2027-001 · langkah 3, Arahan dan persetujuan",
        ]


class TestWhatWillFollow:
    def test_a_return_to_the_komisioner_says_whose_approval_is_void_and_whom_it_waits_for(self):
        assert question("step 4, final unaffirmed", Remedy.STEP_BACK, Step.DECISION) == (
            "Kembalikan ke langkah 3 (Arahan dan persetujuan)\n"
            "Maklumat Pelayanan Informasi Publik Tahun 2027 (MKL-2027-001)\n\n"
            "Mohon membalas pesan ini dengan alasan.\n\n"
            "Setelah dicatat:\n"
            "• persetujuan Bapak Bagus Prasetyo atas versi 1 gugur\n"
            "• naskah final tidak berlaku lagi\n"
            "• paraf atas versi 1 tetap berlaku\n"
            "• maklumat menunggu Bapak Bagus Prasetyo atau Ibu Ratna Dewi dengan batas waktu baru\n"
            "• yang terlibat dan admin lain diberi tahu."
        )

    @pytest.mark.parametrize(
        ("scene", "step", "said"),
        [
            ("step 3", 1, "paraf atas versi 1 gugur; naskah yang sama dapat diparaf kembali atau diganti"),
            ("step 3, correction open", 2, "koreksi yang belum dikirim dan disposisi tertulis"),
            ("step 4, held", 1, "penahanan berakhir"),
            ("step 5", 4, "persetujuan Bapak Bagus Prasetyo atas versi 1 tetap berlaku; publikasi diperintahkan"),
            ("step 2", 1, "maklumat menunggu Bapak Wahyu dan Ibu Sri Lestari dengan batas waktu baru"),
        ],
    )
    def test_a_return_says_what_falls_and_what_stands(self, scene, step, said):
        assert said in question(scene, Remedy.STEP_BACK, Step(step))

    @pytest.mark.parametrize(
        ("scene", "remedy", "said"),
        [
            ("step 5", Remedy.HOLD, "langkah diteruskan setelah Sdr. Dimas atau admin menekan Lanjutkan"),
            ("step 5, held", Remedy.RESUME, "maklumat dilanjutkan dan batas waktu berjalan kembali"),
            ("step 3", Remedy.CANCEL, "penutupan ini tidak dapat dibatalkan"),
        ],
    )
    def test_so_do_the_others(self, scene, remedy, said):
        assert said in question(scene, remedy)

    def test_a_card_anew_says_who_gets_it_and_that_the_old_buttons_go(self):
        told = question("step 5", Remedy.RESEND, to=DIMAS)

        assert "Sdr. Dimas menerima kartu baru beserta berkasnya, dengan alasan ini" in told
        assert "tombol pada kartu yang lama hilang" in told
        assert "• admin lain diberi tahu." in told

    @pytest.mark.parametrize("scene", SCENES)
    def test_the_register_is_kept_and_every_question_has_a_way_out(self, scene):
        course = brought(scene)
        view = view_of(course, AGUS)
        asks = [ask_reason(view, wish) for wish in wishes(course.m, AGUS, course.office)]
        assert all([button.label for row in ask.rows for button in row] == ["Batal"] for ask in asks)

        for one in (nothing_open(), which_maklumat([view]), remedies(view, course.now), which_person(view), *asks):
            assert not FORBIDDEN.search(parsed(one.text)), one.text
            assert len(parsed(one.text)) <= 550


class TestWhatIsRead:
    def test_whoever_decides_again_has_the_reason_on_the_card_with_the_buttons(self):
        told = shown(last_told(rescued("step 5", Remedy.STEP_BACK, step=Step.DECISION))[BAGUS])

        assert "<b>dikembalikan ke langkah 3 (Arahan dan persetujuan)</b> oleh Bapak Agus (admin)" in told
        assert f"Alasan:\n<blockquote>{WHY}</blockquote>" in told
        assert "[Setujui]" in told

    def test_drafters_read_that_the_same_text_may_be_initialled_again(self):
        told = shown(last_told(rescued("step 3", Remedy.STEP_BACK, step=Step.DRAFTING))[WAHYU])

        assert "sehingga paraf atas versi 1 gugur. Naskah yang sama dapat diparaf kembali" in told
        assert "[Paraf]" in told

    def test_paraf_is_complete_only_once_both_were_given_anew(self):
        course = rescued("step 3", Remedy.STEP_BACK, step=Step.DRAFTING)
        course.does(WAHYU, Action.PARAF)
        assert "Paraf telah lengkap" not in shown(last_told(course)[SRI])
        course.does(SRI, Action.PARAF)
        assert "Paraf telah lengkap" in shown(last_told(course)[WAHYU])

    @pytest.mark.parametrize(
        ("scene", "to", "said"),
        [
            ("step 4, held", 1, "sehingga persetujuan dan paraf atas versi 1 gugur dan penahanan berakhir"),
            ("step 4, held", 3, "sehingga persetujuan atas versi 1 gugur dan penahanan berakhir"),
            ("step 5, held", 4, "sehingga penahanan berakhir"),
        ],
    )
    def test_all_who_are_told_read_that_the_hold_is_over(self, scene, to, said):
        course = rescued(scene, Remedy.STEP_BACK, step=Step(to))
        texts = {person: parsed(shown(screens)) for person, screens in last_told(course).items() if person != AGUS}

        assert len(texts) > 2
        assert all(said in text for text in texts.values()), texts
        assert said in parsed(shown(history(view_of(course, SRI), entries(course.journal), course.now)))

    def test_where_nothing_was_held_nobody_reads_of_a_hold(self):
        told = last_told(rescued("step 5", Remedy.STEP_BACK, step=Step.ORDERING))

        assert not any("penahanan" in shown(screens) for screens in told.values())

    def test_from_whom_it_was_taken_reads_that_it_waits_for_him_no_longer(self):
        told = shown(last_told(rescued("step 5", Remedy.STEP_BACK, step=Step.ORDERING))[DIMAS])

        assert "Maklumat tidak lagi menunggu Saudara." in told
        assert "gugur" not in told

    def test_whoever_gets_the_card_anew_reads_from_whom_and_why_and_the_others_to_whom(self):
        course = rescued("step 5", Remedy.RESEND, to=DIMAS)
        told = last_told(course)

        assert "Kartu ini dikirim ulang oleh Bapak Agus (admin)." in shown(told[DIMAS])
        assert WHY in shown(told[DIMAS])
        assert "[Tandai terpublikasi]" in shown(told[DIMAS])
        assert "Pengiriman ulang kartu kepada Sdr. Dimas telah dicatat" in shown(told[AGUS])

    @pytest.mark.parametrize("scene", ["draft given, held", "step 2, held", "step 3, held", "step 5, held"])
    def test_a_held_card_asks_for_lanjutkan_alone_and_nothing_of_others(self, scene):
        course = brought(scene)
        for person in EVERYBODY:
            view, holds = view_of(course, person), person in {o.id for o in view_of(course, person).holders}
            said = asked(view, None)
            assert ("<b>Lanjutkan</b>" in said) is holds
            assert ("Tidak ada yang perlu" in said) is not holds
            assert ("[Lanjutkan]" in shown(card(view, None, now=course.now))) is holds

    @pytest.mark.parametrize(
        ("reader", "told"),
        [
            (BAGUS, "Mohon menekan Lanjutkan terlebih dahulu, apabila sudah dapat diteruskan."),
            (AGUS, "Mohon menekan Lanjutkan pada /penanganan, apabila sudah dapat diteruskan."),
            (DIMAS, "Mohon menunggu sampai dilanjutkan."),
        ],
    )
    def test_what_is_too_late_on_a_held_one_says_to_each_what_he_can_do(self, reader, told):
        view = view_of(brought("step 3, held"), reader)
        zone, error = view.office.rules.calendar.zone, errors.OnHold("Menunggu rapat pleno bersama seluruh jajaran.")

        assert toast(error, view, None, zone).endswith(told)
        assert explain(error, view, None, zone).endswith(told)

    @pytest.mark.parametrize(
        ("reader", "told"), [(RATNA, "Mohon menekan Cabut keberatan"), (AGUS, "Mohon menunggu sampai dicabut")]
    )
    def test_an_objection_is_lifted_by_whoever_may_and_waited_for_by_the_others(self, reader, told):
        view = view_of(brought("step 4, objected"), reader)

        assert told in explain(errors.OnHold("", BAGUS), view, None, view.office.rules.calendar.zone)

    def test_where_it_is_not_known_which_maklumat_nobody_is_sent_to_a_button_that_he_may_not_have(self):
        zone, by_id = office().rules.calendar.zone, people(office()).by_id
        error = errors.OnHold("Menunggu rapat.")

        assert "Lanjutkan" not in explain(error, None, None, zone, by_id[BAGUS])
        assert "Lanjutkan pada /penanganan" in explain(error, None, None, zone, by_id[AGUS])

    def test_whose_access_was_closed_meanwhile_is_not_said_to_be_waited_for_in_vain(self):
        view = view_of(brought("step 5"), AGUS)
        zone, dimas = view.office.rules.calendar.zone, view.people[DIMAS]
        closed = replace(dimas, telegram_id=None, closed_account=dimas.telegram_id)
        without = replace(view.people, by_id={**view.people.by_id, DIMAS: closed})

        assert explain(errors.NotAwaited(DIMAS), replace(view, people=without), None, zone) == (
            "Kartu belum dapat dikirim ulang. Akses Sdr. Dimas sedang ditutup; admin dapat membukanya melalui /pejabat "
            "(Buka akses)."
        )
        assert "tidak ada yang ditunggu dari Sdr. Dimas" in explain(errors.NotAwaited(DIMAS), view, None, zone)

    def test_the_history_tells_of_all_of_it_with_the_admin_and_the_reason(self):
        course = brought("step 5")
        course.rescued(Remedy.HOLD, "Menunggu rapat.")
        course.rescued(Remedy.RESUME, "Rapat selesai.")
        course.rescued(Remedy.RESEND, "Percakapan terhapus.", to=DIMAS)
        course.rescued(Remedy.STEP_BACK, WHY, step=Step.DRAFTING)
        course.rescued(Remedy.CANCEL, "Digabung.")

        told = shown(history(view_of(course, SRI), entries(course.journal), course.now))

        for clause in (
            "Maklumat <b>ditahan</b> oleh Bapak Agus (admin)",
            "Maklumat <b>dilanjutkan</b> oleh Bapak Agus (admin), batas waktu menjadi",
            "Kartu dikirim ulang kepada Sdr. Dimas oleh Bapak Agus (admin)",
            "oleh Bapak Agus (admin), sehingga persetujuan dan paraf atas versi 1 gugur",
            "Maklumat <b>dibatalkan</b> oleh Bapak Agus (admin)",
        ):
            assert clause in told
        for reason in ("Menunggu rapat.", "Rapat selesai.", "Percakapan terhapus.", WHY, "Digabung."):
            assert f"Alasan:\n<blockquote>{reason}</blockquote>" in told

    def test_what_is_refused_to_an_admin_for_want_of_a_komisioner_tells_him_how_to_enrol_one(self):
        course = brought("step 4")
        view = view_of(course, AGUS)

        assert "/undang" in explain(errors.NoKomisioner(), view, None, view.office.rules.calendar.zone)

    @pytest.mark.parametrize("remedy", Remedy)
    def test_the_register_is_kept(self, remedy):
        for scene in ("draft given", "step 2", "step 3", "step 4", "step 5", "step 4, held"):
            course = brought(scene)
            for wish in wishes(course.m, AGUS, course.office):
                if wish.remedy is not remedy:
                    continue
                done = rescued(scene, remedy, step=wish.step, to=wish.to)
                for screens in last_told(done).values():
                    for one in screens:
                        text = parsed(one.text).replace(WHY, "").replace("draf-", "")
                        assert not FORBIDDEN.search(text), text
                        assert len(text) <= 550

    def test_help_names_the_command_to_admins_alone(self):
        folk, rules = people(office()), office().rules

        named = {
            reader
            for reader in folk.by_id
            if "/penanganan NOMOR" in help_page(folk[reader], [], folk, rules, now=MONDAY).text
        }

        assert named == {AGUS}
