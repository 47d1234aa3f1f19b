"""Who holds what on a day: mandates by date, and absences with their stand-ins."""

from datetime import date

import pytest

from sop import errors
from sop.guards import hold
from sop.roles import Absence, Mandate, Role, Roster, Standing
from tests.sop.office import BAGUS, DIMAS, JOKO, RATNA, SRI, WAHYU

P, A, K = Role.PPID, Role.ATASAN_PPID, Role.KOMISIONER
MANDATES = tuple(
    Mandate(person=person, role=role, from_on=date(2026, 1, 1))
    for person, role in ((WAHYU, P), (SRI, A), (BAGUS, K), (RATNA, K))
)
WEDNESDAY = date(2027, 1, 20)


def away(person, role, stand_in=None, *, first=18, last=22, standing=Standing.PLH):
    return Absence(
        person=person,
        role=role,
        from_on=date(2027, 1, first),
        until_on=date(2027, 1, last),
        stand_in=stand_in,
        standing=standing,
        basis="SP 12",
    )


def on(day, *absences, mandates=MANDATES):
    return Roster.on(day, mandates, absences=absences)


@pytest.mark.parametrize(("day", "holder"), [(17, SRI), (18, DIMAS), (22, DIMAS), (23, SRI)])
def test_the_stand_in_holds_the_role_from_the_first_day_to_the_last(day, holder):
    assert on(date(2027, 1, day), away(SRI, A, DIMAS)).holders(A) == (holder,)


def test_the_stand_in_acts_with_the_title_and_on_the_basis():
    roster = on(WEDNESDAY, away(SRI, A, DIMAS))

    assert roster.standing(DIMAS, A) is Standing.PLH
    assert [m.basis for m in roster.mandates if m.person == DIMAS] == ["SP 12"]
    assert [absence.person for absence in roster.away] == [SRI]


def test_who_is_away_keeps_other_roles():
    mandates = (*MANDATES, Mandate(person=SRI, role=P, from_on=date(2026, 1, 1)))

    assert on(WEDNESDAY, away(SRI, A, DIMAS), mandates=mandates).roles_of(SRI) == (P,)


def test_without_a_stand_in_another_holder_is_enough():
    roster = on(WEDNESDAY, away(BAGUS, K))

    assert roster.holders(K) == (RATNA,)
    assert roster.absence(BAGUS, K) is not None


def test_no_role_is_left_without_a_holder():
    roster = on(WEDNESDAY, away(SRI, A))

    assert roster.holders(A) == (SRI,)
    assert roster.away == ()


def test_when_all_komisioner_are_away_and_nobody_stands_in_all_stay():
    assert set(on(WEDNESDAY, away(BAGUS, K), away(RATNA, K)).holders(K)) == {BAGUS, RATNA}


@pytest.mark.parametrize("turned", [False, True])
def test_a_stand_in_who_is_away_is_stood_in_for_in_whatever_order_it_was_recorded(turned):
    absences = [away(SRI, A, DIMAS), away(DIMAS, A, WAHYU, first=20)]

    assert on(WEDNESDAY, *(reversed(absences) if turned else absences)).holders(A) == (WAHYU,)
    assert on(date(2027, 1, 19), *absences).holders(A) == (DIMAS,)


def test_who_is_away_is_acted_for_by_who_stands_in_for_the_stand_in():
    roster = on(WEDNESDAY, away(SRI, A, WAHYU), away(WAHYU, P, DIMAS), away(WAHYU, A, DIMAS, standing=Standing.PLT))

    assert roster.holders(A) == roster.holders(P) == (DIMAS,)
    assert {(a.person, a.role, a.stand_in) for a in roster.away} == {
        (SRI, A, DIMAS),
        (WAHYU, A, DIMAS),
        (WAHYU, P, DIMAS),
    }
    with pytest.raises(errors.AwayFromRole) as refused:
        hold(roster, SRI, A)
    assert refused.value.stand_in == DIMAS


def test_two_who_stand_in_for_each_other_leave_the_work_with_both():
    roster = on(WEDNESDAY, away(BAGUS, K, RATNA), away(RATNA, K, BAGUS))

    assert set(roster.holders(K)) == {BAGUS, RATNA}


def test_nobody_stands_in_for_a_mandate_that_has_ended():
    ended = (Mandate(person=SRI, role=A, from_on=date(2026, 1, 1), until_on=date(2027, 1, 19)),)

    assert on(WEDNESDAY, away(SRI, A, DIMAS), mandates=ended).holders(A) == ()


def test_a_stand_in_who_drafts_is_not_enough_where_komisioner_decide():
    mandates = (MANDATES[0], MANDATES[1], MANDATES[2])
    roster = on(WEDNESDAY, away(BAGUS, K, WAHYU, standing=Standing.WAKIL), mandates=mandates)

    assert set(roster.holders(K)) == {BAGUS, WAHYU}


def test_who_is_away_is_told_until_when_and_who_stands_in():
    roster = on(WEDNESDAY, away(SRI, A, DIMAS))

    with pytest.raises(errors.AwayFromRole) as found:
        hold(roster, SRI, A)
    assert (found.value.role, found.value.until_on, found.value.stand_in) == (A, date(2027, 1, 22), DIMAS)
    with pytest.raises(errors.RoleNotHeld):
        hold(roster, JOKO, A)
    hold(roster, DIMAS, A)


def test_a_role_whose_holder_has_no_access_is_idle_and_not_without_a_holder():
    roster = Roster.on(WEDNESDAY, MANDATES, closed=(BAGUS,))

    assert roster.holders(K) == (RATNA,)
    assert [(m.person, m.role) for m in roster.idle] == [(BAGUS, K)]


def test_what_begins_later_is_known_the_earliest_first_and_what_is_over_is_not():
    mandates = (
        *MANDATES,
        Mandate(person=DIMAS, role=P, from_on=date(2027, 3, 1)),
        Mandate(person=JOKO, role=P, from_on=date(2027, 2, 1)),
        Mandate(person=JOKO, role=A, from_on=date(2026, 1, 1), until_on=date(2026, 12, 31)),
    )

    assert [m.person for m in on(WEDNESDAY, mandates=mandates).later] == [JOKO, DIMAS]


@pytest.mark.parametrize(("held_until", "begins"), [(None, [(DIMAS, A)]), (date(2027, 1, 17), [])])
def test_who_will_stand_in_begins_later_if_there_is_something_to_stand_in_for(held_until, begins):
    mandates = (Mandate(person=SRI, role=A, from_on=date(2026, 1, 1), until_on=held_until),)

    later = on(date(2027, 1, 15), away(SRI, A, DIMAS), mandates=mandates).later

    assert [(m.person, m.role) for m in later] == begins
