"""Who is away, who says so, and what becomes of the cards: at once, by the turn of the day, at the end, before it."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sop import errors as sop_errors
from sop.officials import Change
from sop.roles import PersonId, Role, Standing
from sop.steps import Action, Step
from storage import errors
from storage import people as folk
from storage import tables as t
from storage.absences import Changed, Leaving, Recorded, Returning
from storage.errors import Unsuited
from storage.invites import Invitation
from storage.people import Official, People
from tests.storage.office import House, document, everything
from tests.storage.test_officials import changed, wish

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2027, 1, 18 + n) for n in range(5))
LETTER = "SP Nomor 12/2027"
SCAN = b"%PDF-1.7 Berita Acara"


@pytest.fixture
async def office(house):
    """The usual office, with a third member of the commission who holds no role, and a maklumat's page turned today."""
    await member(house, "Dewi")
    await house.desk.tick(house.now)
    return house


async def member(house: House, name: str) -> Official:
    """One more member of the commission enrols."""
    code = await house.desk.invite(Invitation(name=name, is_member=True), house.now)
    chat = 9000 + len(house.staff)
    house.staff[name.lower()] = await house.desk.enrol(code, chat, house.cause(chat), house.now)
    return house.staff[name.lower()]


async def changes(house: House, asked: Leaving | Returning, by: Official) -> Changed:
    """Somebody says that somebody is away, or back; what that has changed, and whom it concerns."""
    found: list[Changed] = []

    def say(_people: People, changed: Changed) -> list:
        found.append(changed)
        return []

    contents = {asked.scan.sha256: SCAN} if asked.scan else {}
    cause = house.cause(house.chat(by))
    await house.desk.change_absence(asked, by.id, cause, house.now, say=say, contents=contents)
    house.now += timedelta(minutes=1)
    return found[0]


async def leaves(
    house: House, who: Official, stand_in: Official | None = None, *, by=None, first=MONDAY, last=WEDNESDAY, **other
) -> Changed:
    asked = Leaving(person=who.id, from_on=first, until_on=last, stand_in=stand_in.id if stand_in else None, **other)
    return await changes(house, asked, by or who)


def holders(house: House, role: Role, day: date) -> set[PersonId]:
    return set(house.database.read_now(lambda db: folk.everyone(db, day)).roster.holders(role))


async def day_comes(house: House, day: date) -> None:
    """The clock ticks on the morning of a day."""
    house.now = house.now.replace(month=day.month, day=day.day, hour=1, minute=0)
    await house.desk.tick(house.now)


class TestTheCards:
    async def test_come_back_with_him_when_his_access_was_closed_and_opened_while_he_was_away(self, office):
        m = await office.at_step(3)
        await leaves(office, office.wahyu, office.dimas)
        for change in (Change.FROZEN, Change.UNFROZEN):
            await changed(office, wish(office.wahyu, change), by=office.agus)
        assert not [row for row in office.live(m) if row.person_id == office.wahyu.id]

        await day_comes(office, THURSDAY)

        assert len([row for row in office.live(m) if row.person_id == office.wahyu.id]) == 1

    async def test_move_at_once_when_it_begins_today(self, office):
        m = await office.at_step(4)
        office.forget_sent()

        await leaves(office, office.sri, office.dimas)

        assert "card" in office.kinds_to(office.dimas)
        assert {row.person_id for row in office.live(m)} >= {office.dimas.id}
        last = (await office.reading.journal_of(m.id))[-1]
        assert (last.kind, set(last.event.holders)) == ("HoldersChanged", {office.wahyu.id, office.dimas.id})

    async def test_move_by_the_turn_of_the_day_when_it_begins_later(self, office):
        await office.at_step(3)
        office.forget_sent()
        await leaves(office, office.bagus, office.dewi, first=TUESDAY)
        assert office.kinds_to(office.dewi) == []

        await day_comes(office, TUESDAY)

        assert "card" in office.kinds_to(office.dewi)
        assert holders(office, Role.KOMISIONER, TUESDAY) == {office.ratna.id, office.dewi.id}

    async def test_move_back_the_day_after_the_last(self, office):
        await office.at_step(3)
        await leaves(office, office.bagus, office.dewi, last=TUESDAY)
        await day_comes(office, TUESDAY)
        office.forget_sent()

        await day_comes(office, WEDNESDAY)

        assert "card" in office.kinds_to(office.bagus)
        assert holders(office, Role.KOMISIONER, WEDNESDAY) == {office.bagus.id, office.ratna.id}

    async def test_move_back_at_once_when_it_ends_early(self, office):
        m = await office.at_step(3)
        await leaves(office, office.bagus, office.dewi)
        office.forget_sent()

        changed = await changes(office, Returning(person=office.bagus.id), office.bagus)

        assert "card" in office.kinds_to(office.bagus)
        assert office.dewi.id in changed.concerned
        with pytest.raises(sop_errors.RoleNotHeld):
            await office.does(m, office.dewi, Action.APPROVE, role=Role.KOMISIONER)
        await office.does(m, office.bagus, Action.APPROVE)

    async def test_nothing_moves_twice(self, office):
        m = await office.at_step(3)
        await leaves(office, office.bagus, office.dewi)
        before = len(await office.reading.journal_of(m.id))

        await day_comes(office, TUESDAY)

        kinds = [entry.kind for entry in await office.reading.journal_of(m.id)][before:]
        assert "HoldersChanged" not in kinds


class TestTheStandIn:
    async def test_acts_with_the_title_which_the_journal_keeps(self, office):
        m = await office.at_step(4)
        await leaves(office, office.sri, office.dimas)

        m = await office.does(m, office.dimas, Action.ORDER, role=Role.ATASAN_PPID)

        assert m.order is not None
        assert (m.order.by, m.order.standing) == (office.dimas.id, Standing.PLH)

    async def test_of_a_komisioner_decides_as_wakil_and_is_read_by_who_is_away(self, office):
        m = await office.at_step(3)
        await leaves(office, office.bagus, office.dewi)
        office.forget_sent()

        m = await office.does(m, office.dewi, Action.APPROVE, role=Role.KOMISIONER)

        assert m.approval is not None
        assert m.approval.standing is Standing.WAKIL
        assert "news" in office.kinds_to(office.bagus)

    async def test_may_be_named_plt(self, office):
        await leaves(office, office.sri, office.dimas, standing=Standing.PLT)

        roster = office.database.read_now(lambda db: folk.everyone(db, MONDAY)).roster
        assert roster.standing(office.dimas.id, Role.ATASAN_PPID) is Standing.PLT

    async def test_never_decides_on_a_version_that_he_drafted(self, office):
        m = await office.at_step(3)
        office.database.write_now(
            lambda db: db.execute(sa.update(t.people).where(t.people.c.id == office.wahyu.id).values(is_member=True))
        )
        await leaves(office, office.bagus, office.wahyu)

        with pytest.raises(sop_errors.OwnDraft):
            await office.does(m, office.wahyu, Action.APPROVE, role=Role.KOMISIONER)
        assert office.present(m.id).step is Step.DECISION

    async def test_who_is_away_is_told_so_inside_the_transaction(self, office):
        m = await office.at_step(3)
        tap = office.act(m, office.bagus, Action.APPROVE)
        cause = office.cause(office.chat(office.bagus))
        await leaves(office, office.bagus, office.dewi)

        with pytest.raises(sop_errors.AwayFromRole) as refused:
            await office.desk.submit(tap, office.bagus.id, cause, office.now)

        assert (refused.value.until_on, refused.value.stand_in) == (WEDNESDAY, office.dewi.id)

    async def test_takes_every_role_of_who_is_away(self, office):
        await office.enrols("Sri", Role.E_PPID, telegram_id=office.chat(office.sri))

        changed = await leaves(office, office.sri, office.dimas)

        assert {part.role for part in changed.absence.parts} == {Role.ATASAN_PPID, Role.E_PPID}
        assert holders(office, Role.ATASAN_PPID, TUESDAY) == {office.dimas.id}

    async def test_who_leaves_himself_is_stood_in_for(self, office):
        await leaves(office, office.sri, office.dimas)
        await leaves(office, office.dimas, office.wahyu, first=TUESDAY, last=TUESDAY)

        assert holders(office, Role.ATASAN_PPID, TUESDAY) == {office.wahyu.id}
        assert holders(office, Role.ATASAN_PPID, WEDNESDAY) == {office.dimas.id}


NOBODYS, KOMISIONERS = errors.NotYourAbsence, errors.KomisionerOnly
AUTHORITY = [
    # Who is away, who says so, with which letter and scan, and what comes of it.
    ("sri", "sri", "", None, None),
    ("sri", "agus", LETTER, None, None),
    ("sri", "agus", "", None, errors.BasisMissing),
    ("sri", "wahyu", LETTER, SCAN, NOBODYS),
    ("wahyu", "sri", LETTER, SCAN, NOBODYS),
    ("wahyu", "bagus", LETTER, SCAN, NOBODYS),
    ("bagus", "bagus", "", None, None),
    ("bagus", "ratna", "", None, None),
    ("bagus", "agus", LETTER, SCAN, None),
    ("bagus", "agus", LETTER, None, errors.ScanMissing),
    ("bagus", "agus", "", SCAN, errors.BasisMissing),
    ("bagus", "sri", LETTER, SCAN, KOMISIONERS),
    ("bagus", "wahyu", LETTER, SCAN, KOMISIONERS),
    ("bagus", "dewi", LETTER, SCAN, KOMISIONERS),
]


class TestWhoMaySaySo:
    @pytest.mark.parametrize(("away", "by", "basis", "scan", "refusal"), AUTHORITY)
    async def test_that_somebody_is_away(self, office, away, by, basis, scan, refusal):
        who, actor = office.staff[away], office.staff[by]
        stand_in = office.dewi if who is office.bagus else office.dimas
        paper = {"basis": basis, "scan": document(scan) if scan else None}

        if refusal is None:
            assert (await leaves(office, who, stand_in, by=actor, **paper)).absence.first.basis == basis
            return
        with pytest.raises(refusal):
            await leaves(office, who, stand_in, by=actor, **paper)
        assert not everything(office.database)["absences"]

    @pytest.mark.parametrize(("away", "by", "basis", "scan", "refusal"), AUTHORITY)
    async def test_that_somebody_is_back(self, office, away, by, basis, scan, refusal):
        who, actor = office.staff[away], office.staff[by]
        await leaves(office, who, office.dewi if who is office.bagus else office.dimas)
        asked = Returning(person=who.id, basis=basis, scan=document(scan) if scan else None)

        if refusal is None:
            await changes(office, asked, actor)
        else:
            with pytest.raises(refusal):
                await changes(office, asked, actor)
        assert bool(await office.reading.absences(office.now)) is (refusal is not None)

    async def test_an_atasan_ppid_who_stands_in_for_a_komisioner_is_none_who_may_for_another(self, office):
        with pytest.raises(errors.StandInUnfit):
            await leaves(office, office.bagus, office.sri)
        with pytest.raises(errors.KomisionerOnly):
            await leaves(office, office.ratna, office.dewi, by=office.sri)

    async def test_every_komisioner_is_told_also_one_who_is_away(self, office):
        await leaves(office, office.ratna, office.dewi)
        paper = {"basis": LETTER, "scan": document(SCAN)}
        await member(office, "Tono")

        changed = await leaves(office, office.bagus, office.tono, by=office.agus, **paper)

        assert {office.bagus.id, office.ratna.id, office.dewi.id, office.tono.id} <= set(changed.concerned)

    async def test_the_scan_is_kept_with_what_it_is_the_basis_of(self, office):
        scan = document(SCAN)

        await leaves(office, office.bagus, office.dewi, by=office.agus, basis=LETTER, scan=scan)

        (row,) = everything(office.database)["absences"]
        assert scan.sha256 in str(row)
        assert await office.reading.file(scan.sha256) == SCAN


class TestWhoMayStandIn:
    @pytest.mark.parametrize(
        ("away", "stand_in", "why"),
        [("sri", "sri", Unsuited.SELF), ("bagus", "wahyu", Unsuited.NO_MEMBER), ("bagus", "agus", Unsuited.NO_MEMBER)],
    )
    async def test_not_just_anybody(self, office, away, stand_in, why):
        with pytest.raises(errors.StandInUnfit) as refused:
            await leaves(office, office.staff[away], office.staff[stand_in])
        assert refused.value.why is why

    async def test_not_a_komisioner_for_whom_he_decides_on(self, office):
        with pytest.raises(errors.StandInUnfit) as refused:
            await leaves(office, office.sri, office.bagus)
        assert refused.value.why is Unsuited.DECIDES

    async def test_and_the_letter_is_asked_for_only_when_he_may(self, office):
        with pytest.raises(errors.StandInUnfit):
            await leaves(office, office.bagus, office.wahyu, by=office.agus)
        with pytest.raises(errors.BasisMissing):
            await leaves(office, office.bagus, office.dewi, by=office.agus)

    async def test_not_an_admin_who_says_so_himself_where_komisioner_decide(self, office):
        office.database.write_now(
            lambda db: db.execute(sa.update(t.people).where(t.people.c.id == office.agus.id).values(is_member=True))
        )
        paper = {"basis": LETTER, "scan": document(SCAN)}

        with pytest.raises(errors.StandInUnfit) as refused:
            await leaves(office, office.bagus, office.agus, by=office.agus, **paper)
        assert refused.value.why is Unsuited.ACTOR

    async def test_an_admin_who_stands_in_himself_shows_the_letter(self, office):
        with pytest.raises(errors.ScanMissing):
            await leaves(office, office.sri, office.agus, by=office.agus, basis=LETTER)

        await leaves(office, office.sri, office.agus, by=office.agus, basis=LETTER, scan=document(SCAN))

        assert holders(office, Role.ATASAN_PPID, TUESDAY) == {office.agus.id}

    async def test_not_who_is_away_on_one_of_the_days(self, office):
        await leaves(office, office.dimas, office.wahyu, first=WEDNESDAY, last=THURSDAY)

        with pytest.raises(errors.StandInUnfit) as refused:
            await leaves(office, office.sri, office.dimas)
        assert refused.value.why is Unsuited.AWAY

    async def test_nobody_needs_to_where_another_holds_the_role(self, office):
        await leaves(office, office.bagus)

        assert holders(office, Role.KOMISIONER, TUESDAY) == {office.ratna.id}

    async def test_somebody_must_where_nobody_else_does(self, office):
        with pytest.raises(errors.StandInMissing):
            await leaves(office, office.sri)

    async def test_the_last_komisioner_who_is_there_needs_one(self, office):
        await leaves(office, office.bagus)

        with pytest.raises(errors.StandInMissing):
            await leaves(office, office.ratna)


class TestTheDays:
    @pytest.mark.parametrize(
        ("first", "last"),
        [
            (date(2027, 1, 11), date(2027, 1, 15)),
            (date(2026, 12, 1), WEDNESDAY),
            (MONDAY, date(2028, 2, 1)),
        ],
    )
    async def test_are_near_and_not_over(self, office, first, last):
        with pytest.raises(errors.AbsenceTooFar):
            await leaves(office, office.sri, office.dimas, first=first, last=last)

    async def test_may_have_begun(self, office):
        await leaves(office, office.sri, office.dimas, first=date(2027, 1, 15))

        assert holders(office, Role.ATASAN_PPID, MONDAY) == {office.dimas.id}

    async def test_do_not_overlap(self, office):
        await leaves(office, office.sri, office.dimas)

        with pytest.raises(errors.AbsenceOverlaps) as refused:
            await leaves(office, office.sri, office.wahyu, first=WEDNESDAY, last=THURSDAY)
        assert (refused.value.from_on, refused.value.until_on) == (MONDAY, WEDNESDAY)

    async def test_who_holds_nothing_has_nothing_to_leave(self, office):
        with pytest.raises(errors.NothingToLeave):
            await leaves(office, office.agus, office.dimas)


class TestOneWhoStandsInIsAwayHimself:
    """Ibu Sri is away and Wahyu stands in; then Wahyu is away, and Dimas stands in for both."""

    @pytest.fixture
    async def chain(self, office):
        await leaves(office, office.sri, office.wahyu)
        self.passed_on = await leaves(office, office.wahyu, office.dimas)
        return office

    async def test_who_was_away_first_is_told_who_acts_now(self, chain):
        assert chain.sri.id in self.passed_on.concerned
        assert self.passed_on.after.absence(chain.sri.id, Role.ATASAN_PPID).stand_in == chain.dimas.id
        people = await chain.reading.people(chain.now)
        assert [absence.stand_in for absence in people[chain.sri.id].away] == [chain.dimas.id]

    async def test_when_the_first_returns_whoever_loses_the_role_is_told(self, chain):
        changed = await changes(chain, Returning(person=chain.sri.id), chain.sri)

        assert chain.dimas.id in changed.concerned
        assert changed.after.roles_of(chain.dimas.id) == (Role.PPID, Role.PELAKSANA)
        assert changed.after.roles_of(chain.sri.id) == (Role.ATASAN_PPID,)

    async def test_when_the_second_returns_first_he_acts_again_and_all_three_are_told(self, chain):
        changed = await changes(chain, Returning(person=chain.wahyu.id), chain.wahyu)

        assert set(changed.concerned) == {chain.wahyu.id, chain.dimas.id, chain.sri.id}
        assert changed.after.absence(chain.sri.id, Role.ATASAN_PPID).stand_in == chain.wahyu.id

    async def test_when_the_second_returns_last_only_his_own_role_comes_back(self, chain):
        await changes(chain, Returning(person=chain.sri.id), chain.sri)

        changed = await changes(chain, Returning(person=chain.wahyu.id), chain.wahyu)

        assert changed.after.roles_of(chain.wahyu.id) == (Role.PPID,)
        assert set(changed.concerned) == {chain.wahyu.id, chain.dimas.id}


class TestOneThatIsExtended:
    @pytest.mark.parametrize("first", [TUESDAY, THURSDAY])
    async def test_is_one_absence_with_a_later_last_day_and_no_card_moves(self, office, first):
        m = await office.at_step(4)
        await leaves(office, office.sri, office.dimas, standing=Standing.PLT, basis=LETTER)
        before = len(await office.reading.journal_of(m.id))
        office.forget_sent()

        changed = await leaves(office, office.sri, office.dimas, first=first, last=FRIDAY)

        (only,) = await office.reading.absences(office.now)
        assert only == changed.absence
        assert (only.first.from_on, only.first.until_on) == (MONDAY, FRIDAY)
        assert (only.first.standing, only.first.basis) == (Standing.PLT, LETTER)
        assert len(await office.reading.journal_of(m.id)) == before
        assert office.kinds_to(office.dimas) == []
        assert holders(office, Role.ATASAN_PPID, FRIDAY) == {office.dimas.id}

    async def test_what_was_recorded_first_is_kept_with_who_made_it_longer(self, office):
        await leaves(office, office.sri, office.dimas)
        await leaves(office, office.sri, office.dimas, first=TUESDAY, last=FRIDAY, by=office.agus, basis=LETTER)

        old, new = office.database.read_now(lambda db: db.execute(sa.select(t.absences).order_by("id")).all())
        assert (old.until_on, old.ended_by_id, old.ended_basis) == (WEDNESDAY, office.agus.id, LETTER)
        assert (new.until_on, new.by_id, new.ended_at) == (FRIDAY, office.agus.id, None)

    async def test_ends_by_the_button_of_the_shorter_one_too(self, office):
        old = await leaves(office, office.sri, office.dimas)
        await leaves(office, office.sri, office.dimas, first=THURSDAY, last=FRIDAY)

        await changes(office, Returning(person=office.sri.id, number=old.absence.number), office.sri)

        assert await office.reading.absences(office.now) == ()

    async def test_is_not_extended_by_another_stand_in_nor_while_he_is_away(self, office):
        await leaves(office, office.sri, office.dimas)
        with pytest.raises(errors.AbsenceOverlaps):
            await leaves(office, office.sri, office.wahyu, first=WEDNESDAY, last=FRIDAY)
        await leaves(office, office.dimas, office.wahyu, first=FRIDAY, last=FRIDAY)

        with pytest.raises(errors.StandInUnfit):
            await leaves(office, office.sri, office.dimas, first=WEDNESDAY, last=FRIDAY)

        first = (await office.reading.absences(office.now))[0].first
        assert (first.person, first.until_on) == (office.sri.id, WEDNESDAY)


class TestTheEnd:
    async def test_is_kept_and_nothing_deleted(self, office):
        await leaves(office, office.sri, office.dimas)

        await changes(office, Returning(person=office.sri.id), office.sri)

        (row,) = office.database.read_now(lambda db: db.execute(sa.select(t.absences)).all())
        assert row.ended_by_id == office.sri.id
        assert row.ended_at is not None

    async def test_a_second_time_there_is_nothing_to_end(self, office):
        changed = await leaves(office, office.sri, office.dimas)
        again = Returning(person=office.sri.id, number=changed.absence.number)
        await changes(office, again, office.sri)

        with pytest.raises(errors.AbsenceOver):
            await changes(office, again, office.sri)

    async def test_an_old_button_does_not_end_another_absence(self, office):
        old = await leaves(office, office.sri, office.dimas)
        await changes(office, Returning(person=office.sri.id), office.sri)
        await leaves(office, office.sri, office.dimas, first=TUESDAY)

        with pytest.raises(errors.AbsenceOver):
            await changes(office, Returning(person=office.sri.id, number=old.absence.number), office.sri)
        (left,) = await office.reading.absences(office.now)
        assert isinstance(left, Recorded)
        assert left.first.from_on == TUESDAY


async def test_who_is_invited_as_komisioner_is_a_member(office):
    people = await office.reading.people(office.now)

    assert {o.name for o in people.by_id.values() if o.is_member} == {"Bagus", "Ratna", "Dewi"}
    assert people[office.dewi.id].roles == ()
