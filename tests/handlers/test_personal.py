"""/dataku: what the file holds is the reader's own, in words that need no program to be read."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from handlers.screens import personal
from sop import events as e
from sop.officials import Change, OfficialChanged
from sop.roles import Absence, Mandate, Role, Standing
from storage.personal import Act, Away, Kept
from tests.handlers.screens.stage import parsed, people
from tests.sop.office import BAGUS, SRI, WAHYU, office

FOLK = people(office())
AT = datetime(2027, 1, 18, 2, 0, tzinfo=UTC)
ZONE = office().rules.calendar.zone


def kept(*acts: Act) -> Kept:
    mandate = Mandate(person=BAGUS, role=Role.KOMISIONER, from_on=date(2023, 6, 1), basis="Keputusan <KPU> 1/2023")
    return Kept(enrolled_at=AT, mandates=(mandate,), absences=(), acts=acts, changes=(), updates=3, messages=5)


def approved() -> Act:
    return Act("MKL-2027-001", e.Approved(at=AT, by=BAGUS, role=Role.KOMISIONER, version=2))


def test_the_page_says_since_when_and_by_what_one_holds_a_role():
    text = parsed(personal.my_data(FOLK[BAGUS], kept(approved()), FOLK, "KPU Kabupaten Karanganyar", ZONE).text)

    assert "• Komisioner sejak 1 Juni 2023 (Keputusan <KPU> 1/2023)" in text
    assert "1 tindakan pada 1 maklumat" in text


def test_the_only_admin_is_not_sent_to_the_admin():
    (only,) = FOLK.roster.admins
    found = {person: parsed(personal.my_data(FOLK[person], kept(), FOLK, "KPU", ZONE).text) for person in (only, BAGUS)}

    assert "Perbaikan data dilakukan melalui /pejabat;" in found[only]
    assert "Perbaikan data dimintakan kepada admin;" in found[BAGUS]


def test_whoever_holds_nothing_and_did_nothing_reads_that():
    nothing = Kept(enrolled_at=AT, mandates=(), absences=(), acts=(), changes=(), updates=0, messages=0)

    text = parsed(personal.my_data(FOLK[WAHYU], nothing, FOLK, "KPU", ZONE).text)

    assert "belum ada" in text
    assert "0 tindakan pada 0 maklumat" in text


@pytest.mark.parametrize(
    ("by", "confirmed_at", "said"),
    [
        (SRI, AT, "Konfirmasi: dikonfirmasi oleh Ibu Sri Lestari pada Senin, 18 Januari 2027 pukul 09.00 WIB"),
        (None, AT, "Konfirmasi: dikonfirmasi oleh pengelola layanan pada Senin"),
        (SRI, None, "Konfirmasi: menunggu konfirmasi Komisioner"),
    ],
)
def test_who_confirmed_one_is_said_in_words(by, confirmed_at, said):
    given = OfficialChanged(at=AT, by=by, person=BAGUS, change=Change.CONFIRMED)
    data = replace(kept(), changes=(given,), confirmed_at=confirmed_at)

    assert said in parsed(personal.my_data(FOLK[BAGUS], data, FOLK, "KPU", ZONE).text)
    assert said.removeprefix("Konfirmasi: ") in exported(data)["konfirmasi"]


def test_where_no_word_was_needed_that_is_said():
    assert "Konfirmasi: tidak diperlukan" in parsed(
        personal.my_data(FOLK[BAGUS], replace(kept(), confirmed_at=AT), FOLK, "KPU", ZONE).text
    )


@pytest.mark.parametrize("waits", ["to_be_komisioner", "to_be_member", "admin_unconfirmed"])
def test_what_still_waits_for_a_komisioners_word_is_not_called_confirmed(waits):
    given = OfficialChanged(at=AT, by=SRI, person=BAGUS, change=Change.CONFIRMED)
    one = replace(FOLK[BAGUS], **{waits: True})

    page = personal.my_data(one, replace(kept(), changes=(given,), confirmed_at=AT), FOLK, "KPU", ZONE)

    assert "Konfirmasi: menunggu konfirmasi Komisioner" in parsed(page.text)


def test_nothing_on_the_page_is_written_as_a_program_writes_it():
    many = kept().mandates * 8
    one = replace(FOLK[BAGUS], is_admin=True, admin_unconfirmed=True, to_be_member=True)
    page = personal.my_data(one, replace(kept(), mandates=many), FOLK, "KPU", ZONE)

    text = parsed(page.text)
    assert not re.search(r"\d{4}-\d\d-\d\d|True|False|None|komisioner\b|_", text)
    assert "Hak admin: ya; menunggu konfirmasi Komisioner\nAnggota KPU: menunggu konfirmasi Komisioner" in text
    assert "• dan 2 lainnya pada berkas terlampir" in text


def test_an_absence_that_was_ended_is_told_with_its_end_and_how_one_stood_in():
    absence = Absence(
        person=SRI,
        role=Role.ATASAN_PPID,
        from_on=date(2027, 1, 18),
        until_on=date(2027, 1, 29),
        stand_in=BAGUS,
        standing=Standing.PLH,
        basis="SP 3/2027",
    )

    (away,) = exported(replace(kept(), absences=(Away(absence, AT),)))["berhalangan_atau_mewakili"]

    assert away["sebagai"] == "Plh. Atasan PPID"
    assert (away["sampai"], away["diakhiri"]) == ("2027-01-29", "2027-01-18T09:00:00+07:00")


def test_the_file_explains_itself_and_keeps_nothing_back():
    data = exported(replace(kept(), confirmed_at=AT, closed_at=AT))

    assert "+07:00 berarti WIB" in data["keterangan"]
    assert (data["dikonfirmasi_sejak"], data["akses_ditutup_sejak"]) == ("2027-01-18T09:00:00+07:00",) * 2
    assert data["peran"][0]["menunggu_konfirmasi"] is False


def exported(data: Kept) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(personal.export(FOLK[BAGUS], data, FOLK, AT, ZONE))
    return found


def test_the_file_tells_each_act_without_markup():
    data = json.loads(personal.export(FOLK[BAGUS], kept(approved()), FOLK, AT, ZONE))

    (act,) = data["tindakan"]
    assert act["waktu"] == "2027-01-18T09:00:00+07:00"
    assert "disetujui" in act["uraian"]
    assert "<b>" not in act["uraian"]


def test_the_same_state_on_the_same_day_is_the_same_file():
    one = personal.export(FOLK[BAGUS], kept(approved()), FOLK, AT, ZONE)

    assert one == personal.export(FOLK[BAGUS], kept(approved()), FOLK, AT.replace(hour=9), ZONE)
