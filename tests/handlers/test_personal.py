"""/dataku: what the file holds is the reader's own, in words that need no program to be read."""

import json
from datetime import UTC, date, datetime

from handlers.screens import personal
from sop import events as e
from sop.roles import Mandate, Role
from storage.personal import Act, Kept
from tests.handlers.screens.stage import parsed, people
from tests.sop.office import BAGUS, WAHYU, office

FOLK = people(office())
AT = datetime(2027, 1, 18, 2, 0, tzinfo=UTC)
ZONE = office().rules.calendar.zone


def kept(*acts: Act) -> Kept:
    mandate = Mandate(person=BAGUS, role=Role.KOMISIONER, from_on=date(2023, 6, 1), basis="Keputusan <KPU> 1/2023")
    return Kept(enrolled_at=AT, mandates=(mandate,), absences=(), acts=acts, changes=(), updates=3, messages=5)


def approved() -> Act:
    return Act("MKL-2027-001", e.Approved(at=AT, by=BAGUS, role=Role.KOMISIONER, version=2))


def test_the_page_says_since_when_and_by_what_one_holds_a_role():
    text = parsed(personal.my_data(FOLK[BAGUS], kept(approved()), "KPU Kabupaten Karanganyar", ZONE).text)

    assert "• Komisioner sejak 1 Juni 2023 (Keputusan <KPU> 1/2023)" in text
    assert "1 tindakan pada 1 maklumat" in text


def test_whoever_holds_nothing_and_did_nothing_reads_that():
    nothing = Kept(enrolled_at=AT, mandates=(), absences=(), acts=(), changes=(), updates=0, messages=0)

    text = parsed(personal.my_data(FOLK[WAHYU], nothing, "KPU", ZONE).text)

    assert "belum ada" in text
    assert "0 tindakan pada 0 maklumat" in text


def test_the_file_tells_each_act_without_markup():
    data = json.loads(personal.export(FOLK[BAGUS], kept(approved()), FOLK, AT, ZONE))

    (act,) = data["tindakan"]
    assert act["waktu"] == "2027-01-18T09:00:00+07:00"
    assert "disetujui" in act["uraian"]
    assert "<b>" not in act["uraian"]


def test_the_same_state_on_the_same_day_is_the_same_file():
    one = personal.export(FOLK[BAGUS], kept(approved()), FOLK, AT, ZONE)

    assert one == personal.export(FOLK[BAGUS], kept(approved()), FOLK, AT.replace(hour=9), ZONE)
