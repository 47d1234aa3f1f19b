"""/bantuan, as each official reads it: what waits, what he does here, whom to turn to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.screens.helping import help_page
from handlers.screens.readiness import readiness
from sop.roles import Role
from sop.steps import TRANSITIONS, Action, Step
from storage.people import Official, People
from storage.reading import View
from tests.handlers.screens.stage import FORBIDDEN, brought, parsed, people, view_of
from tests.sop.office import (
    AGUS,
    BAGUS,
    DIMAS,
    ENDAH,
    EVERYBODY,
    JOKO,
    MONDAY,
    RULES,
    SRI,
    WAHYU,
    office,
    relieved,
)

FOLK = people(office())
LATER = MONDAY + timedelta(days=3)
ON_A_PHONE = 740
"""Characters of all of it, for an official with one role for whom nothing waits."""
AT_A_GLANCE = 900
"""Characters before the commands, which lie folded: what an official with one role reads."""


def helped(who: Official, *tasks: View, folk: People = FOLK, rules=RULES, lacks=()) -> str:
    return help_page(who, tasks, folk, rules, now=LATER, lacks=lacks).text


def without_commands(text: str) -> str:
    before, _, rest = text.partition("<blockquote expandable>")
    return parsed(before + rest.partition("</blockquote>")[2])


class TestWhatWaits:
    def test_is_counted_and_the_most_urgent_named_with_step_and_due_day_and_a_button_to_its_card(self):
        view = view_of(brought("step 3"), BAGUS)

        found = help_page(FOLK[BAGUS], [view], FOLK, RULES, now=LATER)

        assert found.text.startswith(
            "Yth. Bapak Bagus Prasetyo,\n1 (satu) maklumat menunggu Bapak:\n"
            "• <b>MKL-2027-001</b> · langkah 3 (Arahan dan persetujuan) · tenggat 19-01-2027 16.00, lewat 2 (dua) hari "
            "kerja\n\n"
        )
        assert [[button.label for button in row] for row in found.rows] == [["MKL-2027-001"]]

    def test_of_many_only_the_most_urgent_are_named(self):
        view = view_of(brought("step 4"), SRI)

        found = helped(FOLK[SRI], *[view] * 5)

        assert "5 (lima) maklumat menunggu Ibu, yang paling mendesak:" in found
        assert found.count("• <b>MKL-2027-001</b>") == 3
        assert "… dan 2 (dua) lagi pada /tugas" in found

    @pytest.mark.parametrize(
        ("scene", "who", "wanted"),
        [
            ("step 6", ENDAH, "langkah 6 (Terpublikasi) · laman menunggu pemeriksaan"),
            (
                "step 3, question open",
                WAHYU,
                "(dua) hari kerja · pertanyaan Komisioner menunggu jawaban",
            ),
            ("step 3, written recorded", ENDAH, "disposisi tertulis menunggu konfirmasi"),
            ("step 4, held", SRI, "langkah 4 (Perintah publikasi) · ditahan"),
        ],
    )
    def test_is_said_where_the_step_does_not_say_it(self, scene, who, wanted):
        assert f"{wanted}\n" in helped(FOLK[who], view_of(brought(scene), who))

    def test_nothing_is_said_too(self):
        assert "Tidak ada maklumat yang menunggu Saudara saat ini." in helped(FOLK[DIMAS])


class TestWhatOneDoes:
    @pytest.mark.parametrize(
        ("who", "duties"),
        [
            (WAHYU, ("<b>PPID</b>", "langkah 1: menyusun draf bersama Atasan PPID", "langkah 2:", "langkah 4:")),
            (SRI, ("<b>Atasan PPID</b>", "menyusun draf bersama PPID", "menekan <b>Paraf</b>", "<b>Sampaikan</b>")),
            (BAGUS, ("<b>Komisioner</b>", "melalui <b>Setujui</b> atau <b>Kembalikan untuk diperbaiki</b>")),
            (DIMAS, ("<b>Pelaksana (operator)</b>", "langkah 5: memublikasikan", "atas nama penyusun")),
            (ENDAH, ("<b>E PPID</b>", "langkah 6: memeriksa laman", "<b>Belum tayang</b>")),
            (AGUS, ("<b>Admin</b>", "/undang", "/kesehatan", "admin tidak memberikan persetujuan")),
        ],
    )
    def test_is_told_by_role_with_its_buttons(self, who, duties):
        found = helped(FOLK[who])

        assert [duty for duty in duties if duty not in found] == []

    def test_follows_what_the_office_has_set(self):
        performers = {**RULES.performers, Step.FORWARDING: (Role.PPID,), Step.ORDERING: (Role.KOMISIONER,)}
        rules = replace(RULES, performers=performers)

        atasan, komisioner = helped(FOLK[SRI], rules=rules), helped(FOLK[BAGUS], rules=rules)

        assert "langkah 2" not in atasan
        assert "langkah 4" not in atasan
        assert "langkah 4: memerintahkan publikasi" in komisioner

    def test_whoever_confirms_in_the_place_of_an_e_ppid_that_there_is_not_reads_so(self):
        without = people(office({Role.E_PPID: ()}))

        assert "langkah 6: memeriksa laman" in helped(without[WAHYU], folk=without)
        assert "langkah 6" not in helped(FOLK[WAHYU])

    def test_of_two_roles_what_they_share_is_told_once(self):
        both = people(office({Role.ATASAN_PPID: (WAHYU,)}))

        found = helped(both[WAHYU], folk=both)

        assert found.count("menyusun draf bersama") == 1
        assert "• langkah 1, 2, dan 4: sebagaimana di atas; paraf setiap peran ditekan tersendiri" in found

    def test_whoever_may_file_a_signed_paper_reads_how_and_once(self):
        files = {role for row in TRANSITIONS if row.action is Action.FILE_SCAN for role in row.by}
        both = people(office({Role.ATASAN_PPID: (WAHYU,)}))

        for who in (WAHYU, SRI, BAGUS, DIMAS, ENDAH):
            (role,) = FOLK[who].roles
            assert ("diarsipkan dengan membalas berkasnya" in helped(FOLK[who])) is (role in files)
        assert helped(both[WAHYU], folk=both).count("diarsipkan dengan membalas berkasnya") == 1

    def test_whoever_stands_in_reads_for_whom_and_until_when(self):
        folk = people(relieved(SRI, Role.ATASAN_PPID, ENDAH))

        assert "<b>Plh. Atasan PPID</b>, mewakili Ibu Sri Lestari s.d. Jumat, 22 Januari 2027\n" in helped(
            folk[ENDAH], folk=folk
        )

    def test_whoever_is_away_reads_who_stands_in_and_how_to_come_back(self):
        folk = people(relieved(SRI, Role.ATASAN_PPID, WAHYU))

        found = helped(folk[SRI], folk=folk)

        assert "Ibu tercatat berhalangan s.d. Jumat, 22 Januari 2027 dan diwakili Bapak Wahyu." in found
        assert "<b>Saya sudah kembali</b> pada /berhalangan" in found
        assert "belum ada peran" not in found

    def test_a_member_of_the_commission_and_whoever_holds_nothing_learn_that_nothing_is_asked(self):
        assert "Bapak dapat ditunjuk mewakili Komisioner" in helped(replace(FOLK[JOKO], is_member=True))
        assert "belum ada peran yang ditugaskan kepada Bapak" in helped(FOLK[JOKO])

    def test_an_admin_reads_whom_the_office_lacks(self):
        short = people(office({Role.KOMISIONER: ()}))

        found = helped(short[AGUS], folk=short, lacks=readiness(short, ()).missing)

        assert "• mohon dilengkapi: Komisioner: belum ada yang terdaftar." in found


class TestWhomToTurnTo:
    def test_the_admins_are_named_to_everybody_else(self):
        for who in set(EVERYBODY) - {AGUS}:
            assert "mohon menghubungi Bapak Agus (admin)." in helped(FOLK[who])

    def test_an_only_admin_and_an_office_without_one_are_sent_to_whoever_looks_after_the_machine(self):
        nobody = replace(FOLK, roster=replace(FOLK.roster, admins=()))

        assert "Admin lain belum ada; apabila ada kesulitan, mohon menghubungi pengelola" in helped(FOLK[AGUS])
        assert "\nAdmin belum ada;" in helped(FOLK[WAHYU], folk=nobody)


def test_the_commands_are_ones_own_and_lie_folded():
    assert "/baru JUDUL" in helped(FOLK[WAHYU])
    assert "/baru" not in helped(FOLK[DIMAS])
    assert "/undang" not in helped(FOLK[SRI])
    assert "misalnya MKL-2027-001 atau cukup 1.</blockquote>" in helped(FOLK[JOKO])


@pytest.mark.parametrize("who", EVERYBODY)
def test_it_is_short_enough_for_a_phone_the_menu_says_what_each_command_is_for(who):
    assert len(parsed(helped(FOLK[who]))) <= ON_A_PHONE


@pytest.mark.parametrize("who", EVERYBODY)
def test_it_is_read_at_a_glance_in_the_offices_register(who):
    busy = helped(FOLK[who], *[view_of(brought("step 3"), who)] * 9)

    assert not FORBIDDEN.search(parsed(busy))
    assert len(without_commands(busy)) <= AT_A_GLANCE
