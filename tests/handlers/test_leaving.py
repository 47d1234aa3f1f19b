"""What people write when somebody is away: names, days, standing, letter, in the ways in which officials write them."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.leaving import (
    PersonUnknown,
    Said,
    answered,
    candidates,
    matching,
    read,
    roles_of,
    said_before,
    with_stand_in,
)
from handlers.when import DaysReversed, DaysUnfit, WordsUnclear
from sop.roles import DEFAULT_STAND_IN_LABELS, Role, Standing
from tests.handlers.screens.stage import people
from tests.sop.office import AGUS, BAGUS, DIMAS, PHOTO, RATNA, SRI, WAHYU, office, relieved

FOLK = people(office())
FIRST, LAST = date(2027, 1, 18), date(2027, 1, 20)
TODAY = date(2027, 1, 17)
MINE = Said(person=SRI, first=FIRST, last=LAST, stand_in=DIMAS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("18-01-2027 s.d. 20-01-2027 Sdr. Dimas", MINE),
        ("18 s.d. 20 Januari 2027 Dimas", MINE),
        ("mulai 18 Januari 2027 sampai 20 Januari 2027, diwakili oleh Dimas", MINE),
        ("18-01-2027 s.d. 20-01-2027 Plh. Sdr. Dimas", (MINE, {"standing": Standing.PLH})),
        ("18-01-2027 s.d. 20-01-2027 Dimas sebagai plt", (MINE, {"standing": Standing.PLT})),
        ("18-01-2027 s.d. 20-01-2027 Dimas; SP 12/2027", (MINE, {"basis": "SP 12/2027"})),
        ("Bapak Wahyu: 18-01-2027 s.d. 20-01-2027 Dimas; SP 12", (MINE, {"person": WAHYU, "basis": "SP 12"})),
        ("Wahyu 18-01-2027 s.d. 20-01-2027 Dimas", (MINE, {"person": WAHYU})),
        ("18-01-2027 Dimas", (MINE, {"last": FIRST})),
        ("18-01-2027 s.d. 20-01-2027", (MINE, {"stand_in": None})),
        ("18-01-2027 s.d. 20-01-2027 tanpa yang mewakili", (MINE, {"stand_in": None, "nobody": True})),
        ("18-01-2027 s.d. 20-01-2027 Ibu Dewi Lestari", (MINE, {"stand_in": None, "unclear": "Ibu Dewi Lestari"})),
        ("18-20 Januari Dimas", MINE),
        ("besok s.d. 20 Januari Dimas", MINE),
        ("hari Senin, 18 Januari 2027 s.d. Rabu, 20 Januari 2027 Dimas", MINE),
        ("Wahyu: besok Dimas", (MINE, {"person": WAHYU, "last": FIRST})),
        ("saya besok", (MINE, {"last": FIRST, "stand_in": None})),
        ("18-1-27 s/d 20-1-27 Dimas", MINE),
        ("18-1-27 sd 20-1-27 Dimas", MINE),
        ("18-1-27 ke 20-1-27 Dimas", MINE),
        ("18-1-27 hingga tanggal 20-1-27 Dimas", MINE),
        ("2027-01-18 - 2027-01-20 Dimas", MINE),
        ("Wahyu: s.d. 20 Januari 2027 Dimas", (MINE, {"person": WAHYU, "first": TODAY})),
        ("Wahyu: TMT 18 Januari 2027 Dimas", (MINE, {"person": WAHYU, "last": FIRST})),
        ("18-20 Januari oleh Dimas, dinas luar", (MINE, {"basis": "dinas luar"})),
        ("18-20 Januari Dimas, S.Kom., dinas luar; SP 1/2027", (MINE, {"basis": "SP 1/2027, dinas luar"})),
        ("18-20 Januari tanpa, cuti", (MINE, {"stand_in": None, "nobody": True, "basis": "cuti"})),
        ("selesai", (Said(person=SRI), {"back": True})),
        ("saya sudah kembali", (Said(person=SRI), {"back": True})),
        ("Bapak Bagus: selesai; BA 3/2027", (Said(person=BAGUS), {"back": True, "basis": "BA 3/2027"})),
        ("Ibu Ratna Dewi", Said(person=RATNA)),
        ("", Said(person=SRI)),
    ],
)
def test_one_message_says_all(text, said):
    expected, changed = said if isinstance(said, tuple) else (said, {})

    found = read(text, FOLK, SRI, TODAY)

    assert {name: getattr(found, name) for name in changed} == changed
    same = ("person", "first", "last", "stand_in", "standing", "basis", "back", "nobody", "unclear")
    assert all(getattr(found, name) == getattr(expected, name) for name in same if name not in changed)


@pytest.mark.parametrize(
    ("written", "standing"),
    [
        ("Pelaksana Harian Sdr. Dimas", Standing.PLH),
        ("pelaksana  harian tugas Dimas", Standing.PLT),
        ("Dimas sebagai Pjs.", Standing.WAKIL),
        ("Plh. Dimas", Standing.PLH),
        ("wakil Dimas", Standing.WAKIL),
    ],
)
def test_the_offices_own_labels_are_understood_beside_the_usual_ones(written, standing):
    labels = {
        Standing.PLH: "Pelaksana Harian",
        Standing.PLT: "Pelaksana Harian Tugas",
        Standing.WAKIL: "Pjs.",
    }
    folk = replace(FOLK, stand_in_labels={**DEFAULT_STAND_IN_LABELS, **labels})

    assert read(f"18-01-2027 s.d. 20-01-2027 {written}", folk, SRI, TODAY) == replace(MINE, standing=standing)
    asked = Said(person=SRI, first=FIRST, last=LAST)
    assert with_stand_in(asked, written, folk) == replace(MINE, standing=standing)


@pytest.mark.parametrize(
    ("text", "unfit"),
    [
        ("minggu depan", DaysUnfit),
        ("Wahyu minggu depan", DaysUnfit),
        ("Desember 2026", DaysUnfit),
        ("5 Desembr Dimas", DaysUnfit),
        ("18-01", DaysUnfit),
        ("besok lusa", DaysUnfit),
        ("Wahyu: selama 3 hari Dimas", DaysUnfit),
        ("Wahyu: s.d. akhir tahun Dimas", DaysUnfit),
        ("18-1-27 s/d akhir bulan Dimas", WordsUnclear),
        ("18-1-27 sampai Jumat Dimas", WordsUnclear),
        ("18-1-27 terus 20-1-27 Dimas", WordsUnclear),
        ("18-1-27, 20-1-27 Dimas", WordsUnclear),
        ("18-1-27 Dimas, s.d. 20-1-27", WordsUnclear),
        ("18-1-27 Dimas, 3 hari", WordsUnclear),
        ("18-1-27 Dimas; s/d 20-1-27", WordsUnclear),
        ("18-1-27 tanpa yang mewakili 20-1-27", WordsUnclear),
        ("s.d. 1 Januari 2027 Dimas", DaysReversed),
        ("20 s.d. 18 Januari 2027 Dimas", DaysReversed),
    ],
)
def test_days_that_cannot_be_read_are_said_to_and_never_taken_for_a_name(text, unfit):
    found = read(text, FOLK, SRI, TODAY)

    assert (found.unfit, found.first, found.stand_in, found.unclear) == (unfit, None, None, "")


@pytest.mark.parametrize("name", ["Ibu Sri Lestari", "Sri", "saya sendiri", "Plh. saya"])
def test_nobody_stands_in_for_himself(name):
    found = read(f"18-01-2027 s.d. 20-01-2027 {name}", FOLK, SRI, TODAY)

    assert (found.himself, found.stand_in, found.unclear) == (True, None, "")


def test_the_answer_who_stands_in_may_bring_other_days():
    asked = Said(person=SRI, first=TODAY, last=TODAY)

    assert answered(asked, "18-20 Januari Dimas", FOLK, TODAY) == MINE
    assert answered(MINE, "Dimas; SP 12/2027", FOLK, TODAY) == replace(MINE, basis="SP 12/2027")
    assert answered(MINE, "Dimas, s.d. 5-3-2027", FOLK, TODAY).unfit is WordsUnclear
    assert answered(asked, "20-18 Januari", FOLK, TODAY).unfit is DaysReversed
    assert answered(asked, "minggu depan", FOLK, TODAY).unfit is DaysUnfit
    assert answered(MINE, "besok", FOLK, TODAY) == replace(MINE, last=FIRST)


def test_somebody_whom_nobody_knows_is_not_guessed():
    with pytest.raises(PersonUnknown) as unknown:
        read("Bapak Tono: 18-01-2027 Dimas", FOLK, AGUS, TODAY)
    assert (unknown.value.name, unknown.value.several) == ("Bapak Tono", False)


@pytest.mark.parametrize(
    ("name", "who"),
    [("Bagus Prasetyo", BAGUS), ("bapak bagus", BAGUS), ("Sri Lestari, S.H.", SRI), ("Dewi", RATNA)],
)
def test_a_name_is_known_by_its_words(name, who):
    assert [official.id for official in matching(FOLK, name)] == [who]


@pytest.mark.parametrize("name", ["", "Ibu", "Tono", "Bagus Tono"])
def test_no_name_and_a_strange_one_mean_nobody(name):
    assert matching(FOLK, name) == ()


@pytest.mark.parametrize(
    "said",
    [
        Said(person=SRI),
        MINE,
        Said(person=BAGUS, first=FIRST, last=LAST, nobody=True, basis="BA 3;\u00a0x", scan=PHOTO),
        Said(person=BAGUS, back=True, standing=Standing.WAKIL),
    ],
)
def test_a_question_keeps_what_was_said_until_its_answer(said):
    assert said_before(said.kept()) == said


def test_the_answer_may_be_a_name_alone():
    asked = Said(person=SRI, first=FIRST, last=LAST, standing=Standing.PLT)

    assert with_stand_in(asked, "Sdr. Dimas", FOLK).stand_in == DIMAS
    assert with_stand_in(asked, "Sdr. Dimas", FOLK).standing is Standing.PLT


def test_members_stand_in_for_a_komisioner_and_others_for_everybody_else():
    # In this office nobody is a member: Komisioner are members by their invitation, not by the stage.
    assert candidates(FOLK, Said(person=BAGUS), ()) == ()
    offered = {official.id for official in candidates(FOLK, Said(person=SRI), (WAHYU,))}
    assert DIMAS in offered
    assert not {SRI, WAHYU} & offered


def test_who_is_away_still_has_the_role_to_speak_of():
    away = people(relieved(SRI, Role.ATASAN_PPID, DIMAS))

    assert roles_of(away, SRI) == (Role.ATASAN_PPID,)
    assert away.roster.roles_of(SRI) == ()
