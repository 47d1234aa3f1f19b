"""One reminder of several maklumat: what waits for the reader, what is reported to him, and never two messages."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.callbacks import Verb, decode
from handlers.screens.digests import MORNING_SHOWN, SHOWN, digest, morning
from handlers.screens.markup import LIMIT, visible
from sop.roles import PersonId
from storage.outbox import Screen
from storage.people import Official
from storage.reading import View
from tests.handlers.screens.stage import FORBIDDEN, brought, parsed, people, view_of
from tests.sop.office import BAGUS, DIMAS, ENDAH, JOKO, MONDAY, RATNA, RULES, SRI, office

TWO_DAYS = timedelta(days=2)


def seen(scene: str, number: int, reader: PersonId) -> View:
    """The n-th maklumat of the year, brought into a situation."""
    course = brought(scene)
    course.maklumat = replace(course.m, id=number, control_number=f"MKL-2027-{number:03d}")
    return view_of(course, reader)


def late(view: View) -> dict:
    assert view.maklumat.visit.due_at is not None
    return {"now": view.maklumat.visit.due_at + TWO_DAYS}


def in_the_morning(views: list[View], asked: tuple[Official, ...] = (), *, now: datetime) -> Screen:
    return morning(views, views[0].reader, asked, calendar=RULES.calendar, now=now)


def test_a_komisioner_is_asked_for_leave_and_thanked():
    views = [seen("step 3", number, BAGUS) for number in (1, 2)]

    told = digest(views, **late(views[0]))

    assert parsed(told.text) == (
        "Yth. Bapak Bagus Prasetyo,\n"
        "Mohon izin mengingatkan, 2 (dua) maklumat masih menunggu arahan Bapak:\n\n"
        "MKL-2027-001 · langkah 3 (Arahan dan persetujuan) · tenggat 19-01-2027 16.00, lewat 2 (dua) hari kerja\n"
        "MKL-2027-002 · langkah 3 (Arahan dan persetujuan) · tenggat 19-01-2027 16.00, lewat 2 (dua) hari kerja\n\n"
        "Terima kasih atas perkenan Bapak."
    )


def test_what_waits_for_others_is_reported_with_whom_it_waits_for():
    views = [seen("step 4", 1, SRI), seen("step 5", 2, SRI)]

    told = parsed(digest(views, **late(views[0])).text)

    mine, _, reported = told.partition(
        "Dilaporkan, langkah berikut telah melewati tenggat; mohon arahan tindak lanjut:"
    )
    assert "1 (satu) maklumat masih menunggu Ibu" in mine
    assert "MKL-2027-001" in mine
    assert "MKL-2027-002 · langkah 5 (Publikasi) · menunggu Sdr. Dimas selaku Pelaksana (operator)" in reported


def test_each_nomor_kendali_is_a_button_that_brings_its_card():
    views = [seen("step 5", number, DIMAS) for number in (1, 2, 3)]

    rows = digest(views, **late(views[0])).rows

    buttons = [button for row in rows for button in row]
    assert [button.label for button in buttons] == ["MKL-2027-001", "MKL-2027-002", "MKL-2027-003"]
    taps = [decode(button.data) for button in buttons]
    assert [(tap.verb, tap.maklumat) for tap in taps] == [(Verb.SHOW, 1), (Verb.SHOW, 2), (Verb.SHOW, 3)]


def test_very_many_are_one_message_and_the_rest_is_counted():
    views = [seen("step 3", number, SRI) for number in range(1, 101)]

    told = digest(views, remark="Layanan ini sempat tidak tersambung.", **late(views[0]))

    assert visible(told.text) <= LIMIT
    assert f"… dan {100 - SHOWN} lagi pada /daftar" in told.text


def test_what_is_still_in_time_is_not_called_late():
    views = [seen("step 5", number, DIMAS) for number in (1, 2)]
    assert views[0].maklumat.visit.due_at is not None

    told = digest(views, now=views[0].maklumat.visit.due_at - timedelta(hours=7))

    assert "lewat" not in told.text
    assert "tenggat 19-01-2027 16.00\n" in told.text


class TestInTheMorning:
    def test_it_says_what_waits_at_which_step_for_whom_and_since_when(self):
        views = [seen("step 3", 1, SRI), seen("step 5", 2, SRI)]

        told = in_the_morning(views, **late(views[0]))

        assert parsed(told.text) == (
            "Yth. Ibu Sri Lestari,\n"
            "Ringkasan pagi, Kamis, 21 Januari 2027: 2 (dua) maklumat sedang berjalan.\n\n"
            "MKL-2027-001 · langkah 3 (Arahan dan persetujuan) · menunggu Bapak Bagus Prasetyo atau Ibu Ratna Dewi "
            "selaku Komisioner · sejak 18-01-2027 10.04 · tenggat 19-01-2027 16.00, lewat 2 (dua) hari kerja\n"
            "MKL-2027-002 · langkah 5 (Publikasi) · menunggu Sdr. Dimas selaku Pelaksana (operator) · "
            "sejak 18-01-2027 10.06 · tenggat 19-01-2027 16.00, lewat 2 (dua) hari kerja\n\n"
            "Ringkasan ini untuk diketahui. Terima kasih atas perhatian Ibu."
        )

    def test_what_is_held_says_so_and_is_never_late(self):
        told = parsed(in_the_morning([seen("step 4, held", 1, RATNA)], **late(seen("step 4", 1, RATNA))).text)

        assert "ditahan sejak 18-01-2027" in told
        assert "tenggat" not in told
        assert "lewat" not in told

    def test_each_nomor_kendali_brings_its_card_and_very_many_are_one_message(self):
        views = [seen("step 3", number, SRI) for number in range(1, 101)]

        told = in_the_morning(views, **late(views[0]))

        assert visible(told.text) <= LIMIT
        assert f"… dan {100 - MORNING_SHOWN} lagi pada /daftar" in told.text
        assert not FORBIDDEN.search(parsed(told.text))
        assert decode(told.rows[0][0].data).verb is Verb.SHOW

    def test_whom_a_komisioner_is_to_confirm_stands_in_the_same_message(self):
        folk = people(office())
        views = [seen("step 3", 1, RATNA)]

        told = parsed(in_the_morning(views, (waits(folk[ENDAH]), waits(folk[JOKO])), **late(views[0])).text)

        assert "1 (satu) maklumat sedang berjalan" in told
        assert "2 (dua) pejabat menunggu konfirmasi Ibu: Bapak/Ibu Endah dan Bapak Joko. Mohon membuka /tugas." in told

    def test_where_no_maklumat_waits_it_is_of_them_alone_and_very_many_are_counted(self):
        folk = people(office())
        many = tuple(waits(replace(folk[JOKO], name=f"Joko {number} {'Susilo ' * 20}")) for number in range(40))

        told = parsed(morning((), folk[RATNA], many, calendar=RULES.calendar, now=MONDAY).text)

        assert told.startswith("Yth. Ibu Ratna Dewi,\nMohon izin mengingatkan, 40 pejabat menunggu konfirmasi Ibu: ")
        assert "dan 37 pejabat lain. Mohon membuka /tugas." in told
        assert len(told) <= 500


def waits(official: Official) -> Official:
    """As long as no Komisioner has said who he is."""
    return replace(official, is_confirmed=False)
