"""Whoever holds a role and cannot act is enrolled all the same: why he cannot is said, and what helps."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.screens.asking import asked
from handlers.screens.cards import card
from handlers.screens.digests import digest, morning
from handlers.screens.helping import help_page
from handlers.screens.pages import open_list, people_page
from handlers.screens.questions import question
from handlers.screens.readiness import readiness
from handlers.screens.reassigning import which_person
from handlers.screens.rescuing import ask_reason, remedies
from handlers.screens.texts import TOAST_LIMIT, done_toast, explain, toast
from sop import errors
from sop.commands import Remedy, Rescue
from sop.events import PublicationOrdered, QuestionAnswered, QuestionAsked, Returned
from sop.roles import Absence, Mandate, PersonId, Role, Roster
from sop.rules import Office
from sop.steps import Action, Step
from storage.people import Official, People
from storage.reading import View
from tests.handlers.screens.stage import FORBIDDEN, brought, parsed, people, shown, view_of
from tests.sop.office import (
    AGUS,
    BAGUS,
    DIMAS,
    ENDAH,
    HOLDERS,
    JOKO,
    MONDAY,
    RATNA,
    RULES,
    SRI,
    WAHYU,
    WIB,
    Course,
    office,
)

TODAY, IN_MARCH = date(2027, 1, 18), date(2027, 3, 1)
CLOSED = (
    "akses Bapak Bagus Prasetyo dan Ibu Ratna Dewi sedang ditutup; admin dapat membukanya melalui /pejabat (Buka akses)"
)
UNBOUND = (
    "akun baru Sdr. Dimas menunggu kodenya digunakan; kode baru dapat dibuat admin melalui /pejabat (Ganti akun "
    "Telegram)"
)
MACHINE = "pengelola layanan dapat memulihkannya dengan perintah unfreeze atau rebind"


def mandates(begin: dict[PersonId, date]) -> list[Mandate]:
    return [
        Mandate(person=person, role=role, from_on=begin.get(person, date(2026, 1, 1)))
        for role, held in HOLDERS.items()
        for person in held
    ]


def hindered(
    *closed: PersonId, unbound: tuple[PersonId, ...] = (), begin: dict[PersonId, date] | None = None
) -> People:
    """The usual office, some of whom have no access, no account, or a role that begins in March."""
    shut = (*closed, *unbound)
    admins = [admin for admin in (AGUS,) if admin not in shut]
    found = people(Office(RULES, Roster.on(TODAY, mandates(begin or {}), admins, closed=shut)))

    def so(one: Official) -> Official:
        account = one.telegram_id if one.id in closed else None
        is_admin = one.id == AGUS
        return replace(one, telegram_id=None, closed_account=account, is_admin=is_admin) if one.id in shut else one

    return replace(found, by_id={number: so(one) for number, one in found.by_id.items()})


def seen(course: Course, reader: PersonId, folk: People) -> View:
    """What a reader sees of it in this office."""
    course.office = Office(RULES, folk.roster)
    return replace(view_of(course, reader), people=folk, reader=folk[reader])


def read(course: Course, reader: PersonId, folk: People) -> str:
    view = seen(course, reader, folk)
    return parsed(shown(card(view, None, now=course.now)))


class TestTheCard:
    def test_names_whose_access_is_closed_and_where_it_is_opened(self):
        found = read(brought("step 3"), SRI, hindered(BAGUS, RATNA))

        assert f"Menunggu: Komisioner ({CLOSED})" in found
        assert (
            "Saat ini tidak ada Komisioner yang dapat memberikan keputusan atas versi ini. Mohon menghubungi admin."
            in (found)
        )
        assert "terdaftar" not in found

    def test_names_whose_next_account_is_missing(self):
        found = read(brought("step 5"), SRI, hindered(unbound=(DIMAS,)))

        assert f"Menunggu: Pelaksana (operator) ({UNBOUND})" in found
        assert "terdaftar" not in found

    def test_names_who_begins_later(self):
        found = read(brought("step 5"), SRI, hindered(begin={DIMAS: IN_MARCH}))

        assert "Menunggu: Pelaksana (operator) (peran Sdr. Dimas mulai berlaku 1 Maret 2027)" in found

    def test_names_the_komisioner_who_drafted_the_version(self):
        course = brought("step 3")
        course.maklumat = replace(course.m, drafts=(replace(course.m.drafts[-1], by=BAGUS),))

        found = read(course, SRI, hindered(RATNA))

        assert "Menunggu: Komisioner (Bapak Bagus Prasetyo turut menyusun versi ini; keputusan atasnya" in found
        assert "akses Ibu Ratna Dewi sedang ditutup" in found

    def test_asks_in_step_2_for_what_helps(self):
        told = asked(seen(brought("step 2"), SRI, hindered(BAGUS, RATNA)), None)

        assert "Akses Bapak Bagus Prasetyo dan Ibu Ratna Dewi sedang ditutup; admin dapat membukanya" in told
        assert "didaftarkan" not in told

    def test_says_in_step_4_why_nobody_could_publish(self):
        told = asked(seen(brought("step 4"), SRI, hindered(DIMAS)), None)

        assert (
            "Saat ini tidak ada Pelaksana (operator) yang dapat memublikasikan. Akses Sdr. Dimas sedang ditutup;"
            in told
        )

    def test_does_not_say_that_there_is_nothing_to_do_beside_what_is_to_be_done(self):
        for scene, shut in (("step 2", (SRI, WAHYU)), ("step 4", (SRI, WAHYU)), ("step 5", (DIMAS,))):
            told = asked(seen(brought(scene), ENDAH, hindered(*shut)), None)

            assert "Tidak ada yang perlu" not in told
            assert told.startswith("Saat ini tidak ada ")
            assert told.endswith(" Mohon menghubungi admin.")

    def test_sends_an_admin_to_the_page_of_officials_and_not_to_himself(self):
        for scene, shut in (("step 2", (SRI, WAHYU)), ("step 3", (BAGUS, RATNA)), ("step 5", (DIMAS,))):
            told = asked(seen(brought(scene), AGUS, hindered(*shut)), None)

            assert told.endswith(" Mohon membuka /pejabat."), told
        nobody = brought("step 5", office({Role.PELAKSANA: ()}))
        nobody.office = office({Role.PELAKSANA: ()})
        assert "mohon mendaftarkannya melalui /undang" in asked(view_of(nobody, AGUS), None)

    def test_in_step_1_where_one_drafter_is_missing_says_so_to_the_other(self):
        alone = office({Role.PPID: ()})
        empty, given = brought("fresh"), brought("Atasan parafed")
        way_out = "Belum ada PPID yang terdaftar; mohon menghubungi admin agar didaftarkan."
        for course in (empty, given):
            course.office = alone

        assert asked(view_of(empty, SRI), None).startswith("Mohon menyusun draf, mengirimnya ke sini")
        assert asked(view_of(empty, SRI), None).endswith(way_out)
        assert asked(view_of(given, SRI), None) == way_out

    def test_tells_of_no_operator_who_received_the_order_where_there_is_none(self):
        course = brought("step 5")
        ordered = next(event for event in course.journal if isinstance(event, PublicationOrdered))
        by = next(person for person in (SRI, WAHYU) if person == ordered.by)

        told = card(seen(course, by, hindered(DIMAS)), ordered, now=course.now)[0].text

        assert "Perintah publikasi telah dicatat." in told
        assert "diteruskan" not in told


def answered() -> Course:
    course = brought("step 3, question open")
    course.does(WAHYU, Action.ANSWER, Role.PPID, "Sampai pukul 15.30.", question=1)
    return course


class TestWhatIsPromised:
    @pytest.mark.parametrize(
        ("scene", "reader", "shut", "said"),
        [
            ("returned by a Komisioner", BAGUS, (SRI, WAHYU), "Koreksi atas draf versi 1 telah dicatat."),
            ("step 3, question open", BAGUS, (SRI, WAHYU), "Pertanyaan telah dicatat."),
            ("step 3, answered", WAHYU, (BAGUS,), "Jawaban telah dicatat."),
        ],
    )
    def test_a_receipt_passes_nothing_on_to_nobody(self, scene, reader, shut, said):
        course = answered() if scene == "step 3, answered" else brought(scene)
        done = next(e for e in reversed(course.journal) if isinstance(e, Returned | QuestionAsked | QuestionAnswered))

        assert said in card(seen(course, reader, hindered(*shut)), done, now=course.now)[0].text
        assert "diteruskan kepada" in card(seen(course, reader, hindered()), done, now=course.now)[0].text

    def test_a_receipt_names_the_drafter_who_is_there(self):
        course = brought("step 3, question open")
        done = next(e for e in course.journal if isinstance(e, QuestionAsked))

        told = card(seen(course, BAGUS, hindered(SRI)), done, now=course.now)[0].text

        assert "Pertanyaan telah dicatat dan diteruskan kepada PPID." in told

    @pytest.mark.parametrize(
        ("scene", "action", "reader", "shut", "said"),
        [
            ("step 3", Action.RETURN, BAGUS, (SRI, WAHYU), "Koreksi dicatat serta dicantumkan dalam Lembar Disposisi."),
            ("step 3", Action.ASK, BAGUS, (SRI, WAHYU), "Pertanyaan dicatat; batas waktu tetap."),
            ("step 3, question open", Action.ANSWER, WAHYU, (BAGUS,), "Jawaban dicatat."),
            ("step 6", Action.REPORT_NOT_LIVE, ENDAH, (DIMAS,), "Keterangan dicatat."),
            ("step 5", Action.REPORT_OBSTACLE, DIMAS, (SRI, WAHYU), "Kendala dicatat; batas waktu tetap."),
        ],
    )
    def test_a_question_promises_only_what_can_be_received(self, scene, action, reader, shut, said):
        course = brought(scene)

        told = parsed(question(action, seen(course, reader, hindered(*shut))).text)
        usual = parsed(question(action, seen(course, reader, hindered())).text)

        assert said in told
        assert told.endswith("dapat menerimanya; mohon menghubungi admin.")
        assert "diteruskan kepada" not in told
        assert "diteruskan kepada" in usual
        assert "dapat menerimanya" not in usual


class TestTheToast:
    @pytest.mark.parametrize(
        ("scene", "action", "shut", "said"),
        [
            ("step 4", Action.ORDER, (DIMAS,), "Perintah publikasi tercatat. Saat ini tidak ada Pelaksana (operator)"),
            ("step 6", Action.REPORT_NOT_LIVE, (DIMAS,), "Laporan belum tayang tercatat. Saat ini tidak ada Pelaksana"),
            ("step 3", Action.RETURN, (SRI, WAHYU), "Pengembalian tercatat. Saat ini tidak ada penyusun"),
            ("step 3", Action.ASK, (SRI, WAHYU), "Pertanyaan tercatat. Saat ini tidak ada penyusun"),
            (
                "step 3, correction open",
                Action.SEND_CORRECTION,
                (SRI, WAHYU),
                "Koreksi tercatat dan draf dikembalikan. Saat ini tidak ada penyusun",
            ),
            ("step 3, question open", Action.ANSWER, (BAGUS,), "Jawaban tercatat. Saat ini Bapak Bagus Prasetyo belum"),
        ],
    )
    def test_says_that_nobody_receives_what_is_passed_on(self, scene, action, shut, said):
        course = brought(scene)

        told = done_toast(action, seen(course, ENDAH, hindered(*shut)))

        assert told.startswith(said)
        assert told.endswith(" dapat menerimanya; mohon menghubungi admin.")
        assert len(told) <= TOAST_LIMIT
        assert done_toast(action, seen(course, ENDAH, hindered())) == done_toast(action)

    def test_sends_an_admin_to_the_page_of_officials(self):
        told = done_toast(Action.ORDER, seen(brought("step 4"), AGUS, hindered(DIMAS)))

        assert told.endswith("; mohon membuka /pejabat.")

    @pytest.mark.parametrize(
        ("reader", "ending"), [(SRI, "Mohon menghubungi admin."), (AGUS, "Mohon membuka /pejabat.")]
    )
    def test_that_a_draft_reaches_no_komisioner_keeps_the_way_out(self, reader, ending):
        view = seen(brought("step 2"), reader, hindered(BAGUS, RATNA))

        told = toast(errors.NoKomisioner(), view, view.people, WIB)

        assert told.endswith(f" atas versi ini. {ending}")
        assert len(told) <= TOAST_LIMIT


class TestTheLists:
    def test_name_it_too(self):
        view = seen(brought("step 3"), SRI, hindered(BAGUS, RATNA))

        assert f"Menunggu: Komisioner ({CLOSED})" in shown(open_list([view], MONDAY))
        assert (
            "menunggu Komisioner (akses Bapak Bagus"
            in morning([view], view.reader, calendar=RULES.calendar, now=MONDAY).text
        )
        assert "menunggu Komisioner (akses Bapak Bagus" in digest([view, view], now=MONDAY).text


class TestWhatAnAdminReads:
    def test_of_a_stuck_maklumat(self):
        course = brought("step 4")
        view = seen(course, AGUS, hindered(BAGUS, RATNA))
        wish = Rescue(remedy=Remedy.STEP_BACK, maklumat=course.m.id, visit=course.m.visit.number, step=Step.DECISION)

        assert f"maklumat menunggu Komisioner ({CLOSED}) dengan batas waktu baru" in ask_reason(view, wish).text
        assert CLOSED in remedies(seen(brought("step 3"), AGUS, hindered(BAGUS, RATNA)), MONDAY).text

    def test_where_a_step_is_to_be_given_to_another_and_nobody_can_take_it(self):
        view = seen(brought("step 5"), AGUS, hindered(DIMAS))

        assert "Akses Sdr. Dimas sedang ditutup; admin dapat membukanya" in which_person(view, (), MONDAY).text

    def test_why_step_3_cannot_be_reached(self):
        view = seen(brought("step 2"), AGUS, hindered(BAGUS, RATNA))

        told = explain(errors.NoKomisioner(), view, view.people, WIB)

        assert "Akses Bapak Bagus Prasetyo dan Ibu Ratna Dewi sedang ditutup" in told
        assert "/undang" not in told

    @pytest.mark.parametrize(
        ("reader", "ending"), [(DIMAS, "Mohon menghubungi admin."), (AGUS, "Mohon membuka /pejabat.")]
    )
    def test_why_no_sheet_is_recorded_where_no_komisioner_could_have_decided(self, reader, ending):
        view = seen(brought("step 3"), reader, hindered(BAGUS, RATNA))
        error = errors.NoKomisioner(on_paper=True)

        for told in (explain(error, view, view.people, WIB), toast(error, view, view.people, WIB)):
            assert told.startswith("Disposisi tertulis belum dapat dicatat karena belum ada Komisioner yang dapat")
            assert told.endswith(ending)
            assert "/undang" not in told
        assert len(told) <= TOAST_LIMIT
        assert "Akses Bapak Bagus Prasetyo dan Ibu Ratna Dewi" in explain(error, view, view.people, WIB)

    @pytest.mark.parametrize(
        ("reader", "ending"), [(DIMAS, "Mohon menghubungi admin."), (AGUS, "Mohon membuka /pejabat.")]
    )
    def test_why_a_paper_of_whoever_has_no_access_is_not_recorded(self, reader, ending):
        view = seen(brought("step 3"), reader, hindered(BAGUS))

        told = explain(errors.NotADecider(BAGUS), view, view.people, WIB)

        assert "Akses Bapak Bagus Prasetyo sedang ditutup; admin dapat membukanya" in told
        assert told.endswith(ending)
        assert explain(errors.NotADecider(RATNA), view, view.people, WIB).endswith("nama pada lembar disposisi.")

    @pytest.mark.parametrize(
        ("folk", "said"),
        [
            (hindered(BAGUS, RATNA), f"Komisioner: {CLOSED}."),
            (hindered(begin={WAHYU: IN_MARCH}), "PPID: peran Bapak Wahyu mulai berlaku 1 Maret 2027."),
            (hindered(unbound=(DIMAS,)), f"Pelaksana (operator): {UNBOUND}."),
            (hindered(AGUS), f"Admin: akses Bapak Agus sedang ditutup; {MACHINE}."),
        ],
    )
    def test_of_the_offices_readiness(self, folk, said):
        assert readiness(folk, ()).missing == (said,)

    def test_that_the_sites_lane_is_without_its_holder_hinders_nothing(self):
        found = readiness(hindered(ENDAH), ())

        assert found.missing == ()
        assert any(line.startswith("E PPID: akses Bapak/Ibu Endah sedang ditutup;") for line in found.advice)

    def test_in_the_list_of_officials_the_roles_stand_beside_the_closed_access(self):
        found = parsed("\n".join(page.text for page in people_page(hindered(BAGUS, begin={DIMAS: IN_MARCH}), ())))

        assert "Bapak Bagus Prasetyo\nKomisioner\n" in found
        assert "Sdr. Dimas\nmulai 1 Maret 2027: Pelaksana (operator)\n" in found


class TestHelp:
    def test_tells_of_the_role_that_begins_later(self):
        folk = hindered(begin={DIMAS: IN_MARCH})

        found = help_page(folk[DIMAS], (), folk, RULES, now=MONDAY).text

        assert "\nMulai 1 Maret 2027: Pelaksana (operator)\nSebelum itu tidak ada yang perlu Saudara lakukan;" in found
        assert "belum ada peran" not in found

    def test_tells_of_standing_in_for_somebody_who_will_be_away(self):
        absence = Absence(person=SRI, role=Role.ATASAN_PPID, from_on=IN_MARCH, until_on=IN_MARCH, stand_in=JOKO)
        folk = people(Office(RULES, Roster.on(TODAY, mandates({}), absences=[absence])))

        assert "Mulai 1 Maret 2027: Plh. Atasan PPID" in help_page(folk[JOKO], (), folk, RULES, now=MONDAY).text

    def test_says_that_no_admin_can_act_where_there_is_one(self):
        folk = hindered(AGUS)

        found = help_page(folk[WAHYU], (), folk, RULES, now=MONDAY).text

        assert "Saat ini tidak ada admin yang dapat bertindak; apabila ada kesulitan" in found


@pytest.mark.parametrize("folk", [hindered(BAGUS, RATNA, DIMAS), hindered(unbound=(BAGUS, RATNA, DIMAS))])
def test_the_register_is_kept(folk):
    for scene in ("step 2", "step 3", "step 4", "step 5"):
        for reader in (SRI, WAHYU, AGUS):
            found = read(brought(scene), reader, folk)
            assert not FORBIDDEN.search(found.replace("draf-", "")), found
            assert "terdaftar" not in found


@pytest.mark.parametrize(
    ("is_admin", "helps"),
    [
        (False, "Mohon menghubungi admin agar pejabat lain didaftarkan melalui /undang."),
        (True, "Mohon mendaftarkan pejabat lain melalui /undang."),
    ],
)
def test_a_decision_on_paper_that_nobody_could_confirm_is_not_invited(is_admin, helps):
    view = view_of(brought("step 3", office({Role.KOMISIONER: (BAGUS,), Role.E_PPID: ()})), DIMAS)
    view = replace(view, reader=replace(view.reader, is_admin=is_admin))

    found = asked(view, None)

    assert "belum ada pejabat kedua" in found
    assert found.endswith(helps)
    assert "Catat disposisi tertulis" not in found
    assert explain(errors.NobodyConfirms(), view, view.people, WIB).endswith(helps)
