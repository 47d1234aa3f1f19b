"""The only write door: one cause, one effect; a refusal changes nothing; each person has one live card."""

import asyncio
import hashlib
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sop import errors
from sop import events as e
from sop.commands import Open
from sop.decide import options
from sop.folding import fold
from sop.items import Item, KeptFile
from sop.maklumat import Phase
from sop.notices import Enclosure
from sop.roles import Role
from sop.rules import DEFAULT_PERFORMERS
from sop.steps import Action, Step
from storage import days, files, inbox, papers, prompts, shelf
from storage import tables as t
from storage.causes import Cause, IfLate
from storage.desk import Desk
from storage.engine import Database
from storage.errors import AlreadyDone, MaklumatNotFound, NumberTaken, StaleRevision
from storage.invites import Invitation
from storage.outbox import Button, Kind, Screen
from storage.prompts import Prompt
from storage.replies import PROMPT_SLOT, Give, Redraw, Say, Send, ShowCard, Strip
from tests.storage.office import FIRST_DRAFT, LINK, RULES, SECOND_DRAFT, document, everything, lost_sight

MORE = st.integers(0, 10_000)


def ended_yesterday(house, who, role):
    """The role's mandate until yesterday."""
    yesterday = house.now.date() - timedelta(days=1)
    of_his = (t.mandates.c.person_id == who.id, t.mandates.c.role == role)
    house.database.write_now(
        lambda db: db.execute(sa.update(t.mandates).where(*of_his).values(from_on=date(2026, 1, 1), until_on=yesterday))
    )


class TestACauseTakesEffectOnce:
    async def test_the_same_update_twice_is_already_done_and_changes_nothing(self, house):
        m = await house.opens()
        cause = house.cause(house.chat(house.wahyu))
        await house.does(m, house.wahyu, Action.PARAF, cause=cause)
        before = everything(house.database)

        with pytest.raises(AlreadyDone):
            await house.does(m, house.wahyu, Action.PARAF, cause=cause)

        assert everything(house.database) == before

    async def test_it_is_already_done_for_another_command_as_well(self, house):
        m = await house.opens()
        cause = house.cause(house.chat(house.wahyu))
        await house.does(m, house.wahyu, Action.PARAF, cause=cause)
        before = everything(house.database)

        with pytest.raises(AlreadyDone):
            await house.does(m, house.sri, Action.PARAF, cause=cause)

        assert everything(house.database) == before

    async def test_the_same_key_twice_is_refused_by_the_database_even_where_the_inbox_forgot(self, house):
        m = await house.opens()
        cause = house.cause(house.chat(house.wahyu))
        await house.does(m, house.wahyu, Action.PARAF, cause=cause)
        before = everything(house.database)

        with pytest.raises(AlreadyDone):
            await house.does(m, house.sri, Action.PARAF, cause=replace(cause, seqs=()))

        assert everything(house.database) == before

    async def test_the_update_is_done_by_the_commit_of_its_effect(self, house):
        m = await house.opens()
        cause = house.cause(house.chat(house.wahyu))
        await house.does(m, house.wahyu, Action.PARAF, cause=cause)

        assert house.database.read_now(lambda db: inbox.waiting(db, house.now)) == ()

    async def test_what_is_finished_is_not_said_a_second_time(self, house):
        cause = house.cause(house.chat(house.sri))
        said = [Say(screen=Screen("Daftar"), chat_id=house.chat(house.sri))]
        await house.desk.finish(cause, house.now, said)
        before = everything(house.database)

        with pytest.raises(AlreadyDone):
            await house.desk.finish(cause, house.now, said)

        assert everything(house.database) == before

    async def test_every_cause_stands_in_the_journal_beside_its_effect(self, house):
        m = await house.opens()
        cause = house.cause(house.chat(house.wahyu))
        await house.does(m, house.wahyu, Action.PARAF, cause=cause)

        last = (await house.reading.journal_of(m.id))[-1]
        assert (last.kind, last.cause) == ("ParafGiven", cause.key)


class TestARefusalChangesNothingAtAll:
    @pytest.mark.parametrize(
        ("who", "action", "role", "error"),
        [
            ("dimas", Action.PARAF, Role.PELAKSANA, errors.NotYourTurn),
            ("dimas", Action.PARAF, Role.PPID, errors.RoleNotHeld),
            ("agus", Action.APPROVE, Role.KOMISIONER, errors.RoleNotHeld),
            ("bagus", Action.APPROVE, Role.KOMISIONER, errors.OtherStep),
            ("wahyu", Action.RETURN, Role.PPID, errors.OwnDraft),
            ("sri", Action.RETURN, Role.ATASAN_PPID, errors.WordsRequired),
            ("sri", Action.SUBMIT_DRAFT, Role.ATASAN_PPID, errors.FileRequired),
        ],
    )
    async def test_of_an_act_in_step_one(self, house, who, action, role, error):
        m = await house.opens()
        cause = house.cause(house.chat(house.staff[who]))
        before = everything(house.database)

        with pytest.raises(error):
            await house.does(m, house.staff[who], action, role=role, cause=cause)

        assert everything(house.database) == before

    async def test_of_an_old_button(self, house):
        m = await house.at_step(3)
        tap = house.act(m, house.bagus, Action.APPROVE)
        await house.does(m, house.ratna, Action.RETURN, "Tambahkan kanal pengaduan")
        cause = house.cause(house.chat(house.bagus))
        before = everything(house.database)

        with pytest.raises(errors.VisitPassed):
            await house.desk.submit(tap, house.bagus.id, cause, house.now)

        assert everything(house.database) == before

    @pytest.mark.parametrize("title", ["", " ", "x" * 201, "\u202e\u200b"])
    async def test_of_an_opening_whose_number_is_not_used_up(self, house, title):
        before = everything(house.database)

        with pytest.raises(errors.Incomplete):
            await house.opens(title=title)

        after = everything(house.database)
        assert [name for name in before if before[name] != after[name]] == ["inbox"]
        assert (await house.opens()).control_number == "MKL-2027-001"

    async def test_and_neither_files_nor_questions_nor_replies_of_it_stay(self, house):
        m = await house.opens()
        number = house.database.write_now(lambda db: prompts.add(db, Prompt(purpose=Action.PARAF), house.now))
        command = house.act(m, house.dimas, Action.PARAF)
        cause = house.cause(house.chat(house.dimas))
        before = everything(house.database)

        with pytest.raises(errors.NotYourTurn):
            await house.desk.submit(
                command,
                house.dimas.id,
                cause,
                house.now,
                contents={document(SECOND_DRAFT).sha256: SECOND_DRAFT},
                answers=number,
                replies=[Say(screen=Screen("Tercatat"), chat_id=house.chat(house.dimas))],
            )

        assert everything(house.database) == before

    async def test_of_a_maklumat_that_is_not_there(self, house):
        m = await house.opens()
        command = replace(house.act(m, house.wahyu, Action.PARAF), maklumat=e.MaklumatId(99))
        cause = house.cause(house.chat(house.wahyu))
        before = everything(house.database)

        with pytest.raises(MaklumatNotFound):
            await house.desk.submit(command, house.wahyu.id, cause, house.now)

        assert everything(house.database) == before

    async def test_of_a_moment_without_a_zone(self, house):
        m = await house.opens()
        command = house.act(m, house.wahyu, Action.PARAF)
        cause = house.cause(house.chat(house.wahyu))
        before = everything(house.database)

        with pytest.raises(sa.exc.StatementError, match="zone"):
            await house.desk.submit(command, house.wahyu.id, cause, house.now.replace(tzinfo=None))

        assert everything(house.database) == before


class TestTheStoredMaklumat:
    async def test_is_the_fold_of_its_journal_after_a_whole_life_with_a_return(self, house):
        m = await house.at_step(3)
        m = await house.does(m, house.bagus, Action.ASK, "Jam layanan hari Jumat?")
        m = await house.does(m, house.wahyu, Action.ANSWER, "Sampai 11.30", question=1)
        m = await house.does(m, house.bagus, Action.NOTE_CORRECTION, "Kanal pengaduan")
        m = await house.does(m, house.bagus, Action.SEND_CORRECTION)
        m = await house.does(m, house.wahyu, Action.SUBMIT_DRAFT, data=SECOND_DRAFT)
        m = await house.does(m, house.sri, Action.PARAF)
        m = await house.does(m, house.wahyu, Action.PARAF_AND_FORWARD)
        m = await house.does(m, house.sri, Action.SET_NUMBER, value="12/PP.07-ND/3313/2027")
        m = await house.does(m, house.ratna, Action.APPROVE)
        m = await house.does(m, house.sri, Action.HOLD, "Menunggu tanda tangan")
        m = await house.does(m, house.sri, Action.RESUME)
        m = await house.does(m, house.sri, Action.ORDER)
        m = await house.does(m, house.dimas, Action.PUBLISH, value=LINK)
        m = await house.does(m, house.endah, Action.REPORT_NOT_LIVE, "Halaman kosong")
        await house.desk.tick(house.now + timedelta(days=9))
        m = await house.does(m, house.dimas, Action.PUBLISH, value=LINK)
        for snapshot in house.database.read_now(papers.unmade):
            made = f"%PDF- paper {snapshot.id}".encode()
            await house.desk.paper_made(snapshot, document(made), made, house.now)
        await house.does(m, house.endah, Action.CONFIRM_LIVE)

        stored = house.present(m.id)
        history = tuple(entry.event for entry in await house.reading.journal_of(m.id))
        assert stored == fold(history)
        assert stored.revision == len(history)
        assert {"PaperMade", "RungReached", "Returned", "ConfirmedLive"} <= {type(event).__name__ for event in history}
        assert await house.reading.verify() is None

    async def test_has_the_same_facts_in_its_columns(self, house):
        m = await house.at_step(3)

        columns = house.database.read_now(lambda db: db.execute(sa.select(t.maklumat)).one())
        assert (columns.phase, columns.step, columns.revision) == (Phase.OPEN, Step.DECISION, m.revision)
        assert columns.due_at == m.visit.due_at
        assert (columns.next_rung, columns.next_rung_at) == ("due-day", m.visit.due_at - timedelta(hours=7))

    async def test_keeps_the_bytes_that_it_names(self, house):
        m = await house.opens()

        assert m.draft is not None
        assert await house.reading.file(m.draft.file.sha256) == FIRST_DRAFT

    async def test_does_not_wait_for_time_any_more_once_it_is_cancelled(self, house):
        m = await house.opens()
        await house.does(m, house.wahyu, Action.CANCEL, "Digabung")
        assert await house.desk.tick(house.now + timedelta(days=30)) == 0
        before = everything(house.database)

        assert await house.desk.tick(house.now + timedelta(days=30)) == 0
        assert everything(house.database) == before


@pytest.fixture
def overtaken(monkeypatch):
    """Between the Desk's look at a maklumat and its write, another replica commits; ends when called."""
    real = shelf.load

    def load(db, number):
        seen = real(db, number)
        db.execute(sa.update(t.maklumat).where(t.maklumat.c.id == number).values(revision=seen.revision + 1))
        return seen

    monkeypatch.setattr(shelf, "load", load)
    return monkeypatch.undo


class TestTwoAtOnce:
    async def test_a_write_on_an_older_revision_is_refused_and_leaves_nothing(self, house, overtaken):
        m = await house.opens()
        command = house.act(m, house.wahyu, Action.PARAF)
        cause = house.cause(house.chat(house.wahyu))
        before = everything(house.database)

        with pytest.raises(StaleRevision):
            await house.desk.submit(command, house.wahyu.id, cause, house.now)

        assert everything(house.database) == before

    async def test_and_may_be_tried_again(self, house, overtaken):
        m = await house.opens()
        cause = house.cause(house.chat(house.wahyu))
        command = house.act(m, house.wahyu, Action.PARAF)
        with pytest.raises(StaleRevision):
            await house.desk.submit(command, house.wahyu.id, cause, house.now)

        overtaken()
        outcome = await house.desk.submit(command, house.wahyu.id, cause, house.now)

        assert [paraf.by for paraf in outcome.maklumat.parafs] == [house.wahyu.id]

    async def test_two_komisioner_make_one_approval(self, house, url):
        m = await house.at_step(3)
        start, outcomes = threading.Barrier(2, timeout=20), {}

        def approves(who, cause):
            command = house.act(m, who, Action.APPROVE)
            beside = Database(url)
            start.wait()
            try:
                work = Desk(beside, RULES).submit(command, who.id, cause, house.now)
                outcomes[who.name] = type(asyncio.run(work)).__name__
            except errors.SopError as refusal:
                outcomes[who.name] = type(refusal).__name__
            finally:
                beside.close()

        both = [
            threading.Thread(target=approves, args=(who, house.cause(house.chat(who))))
            for who in (house.bagus, house.ratna)
        ]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()

        assert sorted(outcomes.values()) == ["Outcome", "VisitPassed"]
        assert [entry.kind for entry in await house.reading.journal_of(m.id)].count("Approved") == 1
        winner = next(name for name, outcome in outcomes.items() if outcome == "Outcome")
        assert house.present(m.id).approval.by == house.staff[winner.lower()].id

    async def test_two_taps_of_one_person_make_one_paraf(self, house):
        m = await house.opens()
        taps = [house.act(m, house.wahyu, Action.PARAF)] * 2
        causes = [house.cause(house.chat(house.wahyu)) for _ in taps]

        results = await asyncio.gather(
            *(
                house.desk.submit(tap, house.wahyu.id, cause, house.now)
                for tap, cause in zip(taps, causes, strict=True)
            ),
            return_exceptions=True,
        )

        assert [type(result).__name__ for result in results] == ["Outcome", "AlreadyParafed"]


class TestAuthorityIsTheOneInForceNow:
    async def test_a_role_that_ended_between_button_and_tap_is_refused_inside_the_transaction(self, house):
        m = await house.at_step(3)
        tap = house.act(m, house.bagus, Action.APPROVE)
        cause = house.cause(house.chat(house.bagus))
        ended_yesterday(house, house.bagus, Role.KOMISIONER)
        before = everything(house.database)

        with pytest.raises(errors.RoleNotHeld):
            await house.desk.submit(tap, house.bagus.id, cause, house.now)

        assert everything(house.database) == before

    async def test_a_mandate_holds_through_its_last_day_by_the_offices_own_clock(self, house):
        m = await house.at_step(3)
        of_bagus = t.mandates.c.person_id == house.bagus.id
        house.database.write_now(
            lambda db: db.execute(sa.update(t.mandates).where(of_bagus).values(until_on=date(2027, 1, 18)))
        )
        tap = house.act(m, house.bagus, Action.APPROVE)
        last_minute = datetime(2027, 1, 18, 16, 59, tzinfo=UTC)
        cause = house.cause(house.chat(house.bagus))

        with pytest.raises(errors.RoleNotHeld):
            await house.desk.submit(tap, house.bagus.id, cause, last_minute + timedelta(minutes=1))
        outcome = await house.desk.submit(tap, house.bagus.id, cause, last_minute)

        assert outcome.maklumat.step is Step.ORDERING

    async def test_the_admin_right_never_approves(self, house):
        m = await house.at_step(3)
        for role in Role:
            with pytest.raises(errors.RoleNotHeld):
                await house.does(m, house.agus, Action.APPROVE, role=role)


class TestControlNumbers:
    async def test_run_on_within_a_year_and_begin_anew_with_the_next(self, house):
        first, second = await house.opens(), await house.opens()
        house.now = datetime(2027, 12, 31, 16, 59, tzinfo=UTC)
        third = await house.opens()
        new_year = await house.opens()

        numbers = [m.control_number for m in (first, second, third, new_year)]
        assert numbers == ["MKL-2027-001", "MKL-2027-002", "MKL-2027-003", "MKL-2028-001"]

    async def test_a_cancelled_one_keeps_its_number(self, house):
        await house.does(await house.opens(), house.wahyu, Action.CANCEL, "Salah buka")

        assert (await house.opens()).control_number == "MKL-2027-002"

    async def test_only_drafters_open(self, house):
        command = Open(title="Maklumat", role=Role.PELAKSANA)
        before = house.database.read_now(lambda db: db.execute(sa.select(t.maklumat)).all())

        with pytest.raises(errors.NotYourTurn):
            await house.desk.submit(command, house.dimas.id, house.cause(house.chat(house.dimas)), house.now)

        assert house.database.read_now(lambda db: db.execute(sa.select(t.maklumat)).all()) == before == []


class TestNewHolders:
    async def test_a_newcomer_gets_the_cards_that_wait_for_the_role_with_their_documents(self, house):
        m = await house.at_step(3)
        house.forget_sent()

        joko = await house.enrols("Joko", Role.KOMISIONER)

        assert house.kinds_to(joko) == [Kind.DOCUMENT, Kind.DOCUMENT, Kind.DOCUMENT, Kind.CARD]
        card = house.to(joko)[-1]
        assert (card.live, card.maklumat_id, card.visit, card.version) == (True, m.id, m.visit.number, m.version)

    async def test_the_live_cards_of_the_others_are_redrawn(self, house):
        await house.at_step(3)
        house.forget_sent()

        await house.enrols("Joko", Role.KOMISIONER)

        for who in (house.wahyu, house.sri, house.bagus, house.ratna):
            assert house.kinds_to(who) == [Kind.REFRESH]

    async def test_the_change_stands_in_the_journal_and_leaves_step_and_clock(self, house):
        m = await house.at_step(3)

        joko = await house.enrols("Joko", Role.KOMISIONER)

        last = (await house.reading.journal_of(m.id))[-1].event
        assert last == e.HoldersChanged(at=house.now, holders=(house.bagus.id, house.ratna.id, joko.id))
        after = house.present(m.id)
        assert after.visits == m.visits
        assert after == fold(tuple(entry.event for entry in await house.reading.journal_of(m.id)))

    async def test_a_newcomer_for_whom_nothing_waits_gets_nothing_and_nobody_is_disturbed(self, house):
        await house.at_step(3)
        house.forget_sent()

        joko = await house.enrols("Joko", Role.PELAKSANA)

        assert house.to(joko) == []
        assert house.rows(t.outbox.c.id > house.mark) == []

    async def test_what_is_cancelled_is_handed_to_nobody(self, house):
        m = await house.opens()
        await house.does(m, house.wahyu, Action.CANCEL, "Digabung")

        sari = await house.enrols("Sari", Role.PPID)

        assert house.to(sari) == []

    async def test_an_unconfirmed_publication_moves_to_whoever_comes_to_hold_the_sites_lane(self, house):
        await house.at_step(6)

        tuti = await house.enrols("Tuti", Role.E_PPID)

        assert house.kinds_to(tuti) == [Kind.CARD]

    async def test_a_changed_setting_moves_the_card(self, house):
        m = await house.at_step(5)
        house.forget_sent()
        now_the_ppid = {**DEFAULT_PERFORMERS, Step.PUBLISHING: (Role.PPID,)}
        desk = Desk(house.database, replace(RULES, performers=now_the_ppid))

        await desk.change_rules(RULES, house.now)

        assert house.kinds_to(house.wahyu) == [Kind.DOCUMENT, Kind.DOCUMENT, Kind.CARD, Kind.STRIP]
        assert house.kinds_to(house.dimas) == [Kind.REFRESH]
        assert (await house.reading.journal_of(m.id))[-1].kind == "HoldersChanged"

    async def test_a_mandate_that_begins_tomorrow_hands_the_cards_over_tomorrow(self, house):
        await house.at_step(5)
        joko = await house.enrols("Joko")
        tomorrow = house.now + timedelta(days=1)
        stands_in = {"person_id": joko.id, "role": Role.PELAKSANA, "standing": "Plh.", "from_on": tomorrow.date()}
        house.database.write_now(lambda db: db.execute(sa.insert(t.mandates).values(stands_in)))

        await house.desk.tick(house.now)
        await house.desk.tick(tomorrow)

        assert Kind.CARD in house.kinds_to(joko)

    async def test_unchanged_settings_change_nothing(self, house):
        await house.at_step(5)
        before = everything(house.database)

        await house.desk.change_rules(RULES, house.now)

        assert everything(house.database) == before


class TestQuestions:
    async def test_the_buttons_name_the_number_that_the_commit_gave(self, house):
        rows = ((Button("Batal", f"x:{PROMPT_SLOT}"), Button("Riwayat", "r")),)
        question = Prompt(purpose=Action.RETURN, person=house.sri.id, visit=2, version=1, role=Role.ATASAN_PPID)
        ask = Say(
            screen=Screen("Apa yang perlu diperbaiki?", rows),
            chat_id=house.chat(house.sri),
            person=house.sri.id,
            prompt=question,
        )
        await house.desk.finish(house.cause(house.chat(house.sri)), house.now, [ask, ask])

        first, second = house.to(house.sri)
        assert first.prompt_id != second.prompt_id
        parcels = list(house.delivers())
        assert [parcel.screen.rows[0][0].data for parcel in parcels] == [
            f"x:{first.prompt_id}",
            f"x:{second.prompt_id}",
        ]
        assert [parcel.screen.rows[0][1].data for parcel in parcels] == ["r", "r"]
        assert PROMPT_SLOT not in first.body + second.body
        assert (await house.reading.prompt(first.prompt_id)) == replace(question, id=first.prompt_id)

    async def test_an_answer_closes_its_question_in_the_same_commit(self, house):
        m = await house.at_step(3)
        asked = Prompt(purpose=Action.RETURN, person=house.bagus.id, maklumat=m.id)
        number = house.database.write_now(lambda db: prompts.add(db, asked, house.now))
        command = house.act(m, house.bagus, Action.RETURN, "Tambahkan kanal")

        await house.desk.submit(
            command, house.bagus.id, house.cause(house.chat(house.bagus)), house.now, answers=number
        )

        assert (await house.reading.prompt(number)).closed_at == house.now

    async def test_a_komisioners_question_travels_on_the_drafters_cards(self, house):
        m = await house.at_step(3)
        house.forget_sent()

        m = await house.does(m, house.bagus, Action.ASK, "Jam layanan hari Jumat?")

        cards = [row for who in (house.wahyu, house.sri) for row in house.fresh(who) if row.kind == Kind.CARD]
        assert len(cards) == 2
        numbers = {card.prompt_id for card in cards}
        assert len(numbers) == 1
        kept = await house.reading.prompt(numbers.pop())
        assert kept is not None
        assert (kept.purpose, kept.person, kept.maklumat, kept.visit, kept.version, kept.question) == (
            Action.ANSWER,
            None,
            m.id,
            m.visit.number,
            m.version,
            1,
        )


class TestWordsThatComeTooLate:
    """They change nothing, are kept, and their sender is told why."""

    @staticmethod
    def kept_if_late(house, m, *before):
        remark = replace(house.act(m, house.bagus, Action.KEEP_REMARK, "Kanal"), meant_for=Action.RETURN)
        sorry = Say(screen=Screen("Sudah lewat"), chat_id=house.chat(house.bagus))
        return IfLate(commands=(*before, remark), say=lambda _refusal: [sorry])

    async def test_are_kept_as_a_remark_and_the_refusal_is_told(self, house):
        m = await house.at_step(3)
        late = house.act(m, house.bagus, Action.RETURN, "Kanal")
        if_late = self.kept_if_late(house, m)
        await house.does(m, house.ratna, Action.APPROVE)
        house.forget_sent()

        outcome = await house.desk.submit(
            late, house.bagus.id, house.cause(house.chat(house.bagus), by_message=True), house.now, if_late=if_late
        )

        assert [type(event).__name__ for event in outcome.events] == ["RemarkKept"]
        assert isinstance(outcome.refusal, errors.VisitPassed)
        assert outcome.maklumat.step is Step.ORDERING
        assert house.kinds_to(house.bagus) == [Kind.REFRESH, Kind.REPLY]

    async def test_join_what_is_still_possible_before_they_become_a_remark(self, house):
        m = await house.at_step(3)
        late = house.act(m, house.bagus, Action.RETURN, "Kanal")
        joins = house.act(m, house.bagus, Action.JOIN_RETURN, "Kanal")
        if_late = self.kept_if_late(house, m, joins)
        await house.does(m, house.bagus, Action.RETURN, "Jam layanan")

        outcome = await house.desk.submit(
            late, house.bagus.id, house.cause(house.chat(house.bagus)), house.now, if_late=if_late
        )

        assert [type(event).__name__ for event in outcome.events] == ["CorrectionJoined"]
        assert outcome.refusal is None
        assert outcome.maklumat == house.present(m.id)

    async def test_of_the_wrong_person_are_refused_all_the_same(self, house):
        m = await house.at_step(3)
        forged = house.act(m, house.dimas, Action.RETURN, "Kanal", role=Role.KOMISIONER)
        cause = house.cause(house.chat(house.dimas))
        before = everything(house.database)

        with pytest.raises(errors.RoleNotHeld):
            await house.desk.submit(forged, house.dimas.id, cause, house.now, if_late=self.kept_if_late(house, m))

        assert everything(house.database) == before

    async def test_of_somebody_whose_turn_it_never_was_are_refused_and_not_kept(self, house):
        m = await house.at_step(3)
        meddles = house.act(m, house.dimas, Action.RETURN, "Kanal")
        remark = house.act(m, house.dimas, Action.KEEP_REMARK, "Kanal")
        cause = house.cause(house.chat(house.dimas))
        before = everything(house.database)

        with pytest.raises(errors.NotYourTurn):
            await house.desk.submit(
                meddles,
                house.dimas.id,
                cause,
                house.now,
                if_late=IfLate(commands=(remark,), say=lambda _refusal: []),
            )

        assert everything(house.database) == before

    async def test_that_cannot_even_be_kept_change_nothing(self, house):
        m = await house.at_step(3)
        late = house.act(m, house.bagus, Action.RETURN, "Kanal")
        if_late = self.kept_if_late(house, m)
        await house.does(m, house.ratna, Action.APPROVE)
        ended_yesterday(house, house.bagus, Role.KOMISIONER)
        cause = house.cause(house.chat(house.bagus))
        before = everything(house.database)

        with pytest.raises(errors.RoleNotHeld):
            await house.desk.submit(late, house.bagus.id, cause, house.now, if_late=if_late)

        assert everything(house.database) == before


class TestDocumentsAlone:
    @pytest.mark.parametrize(
        ("enclosure", "kinds"),
        [(Enclosure.DRAFT, [Kind.DOCUMENT]), (Enclosure.PERINTAH, [Kind.REPLY]), (Enclosure.FINAL, [Kind.REPLY])],
    )
    async def test_are_given_or_it_is_said_that_there_are_none(self, house, enclosure, kinds):
        m = await house.at_step(3)
        house.forget_sent()
        give = Give(maklumat=m.id, person=house.sri.id, enclosures=(enclosure,), otherwise=Screen("Belum ada"))

        await house.desk.finish(house.cause(house.chat(house.sri)), house.now, [give])

        assert house.kinds_to(house.sri) == kinds


class TestFilesMadeForAChat:
    async def test_come_in_their_order_and_are_kept_with_the_cause(self, house):
        chat, contents = house.chat(house.sri), {}
        for data in (b"picture", b"table"):
            contents[files.describe(data, "", "").sha256] = data
        made = tuple(files.describe(data, f"rekap-{data.decode()}", "text/csv") for data in contents.values())

        send = Send(chat_id=chat, person=house.sri.id, files=made)
        await house.desk.finish(house.cause(chat), house.now, [send], contents=contents)

        sent = [parcel.file for parcel in house.delivers() if parcel.kind is Kind.DOCUMENT]
        assert [file.name for file in sent if file] == ["rekap-picture", "rekap-table"]
        assert [await house.reading.file(file.sha256) for file in made] == [b"picture", b"table"]

    async def test_whose_bytes_nobody_brought_are_not_promised(self, house):
        chat, file = house.chat(house.sri), files.describe(b"picture", "rekap.png", "image/png")

        with pytest.raises(ValueError, match="nobody brought the bytes"):
            await house.desk.finish(
                house.cause(chat), house.now, [Send(chat_id=chat, person=house.sri.id, files=(file,))]
            )

    async def test_of_a_cause_that_took_effect_before_are_not_kept_twice(self, house):
        chat = house.chat(house.sri)
        cause, file = house.cause(chat), files.describe(b"picture", "rekap.png", "image/png")
        send = Send(chat_id=chat, person=house.sri.id, files=(file,))
        await house.desk.finish(cause, house.now, [send], contents={file.sha256: b"picture"})
        before = everything(house.database)

        with pytest.raises(AlreadyDone):
            await house.desk.finish(cause, house.now, [send], contents={file.sha256: b"picture"})

        assert everything(house.database) == before


class TestWhatIsSaid:
    async def test_a_tap_needs_no_receipt_for_its_toast_says_it(self, house):
        m = await house.at_step(3)
        house.forget_sent()

        await house.does(m, house.bagus, Action.REPORT_OBSTACLE, "Belum lengkap")

        assert house.kinds_to(house.bagus) == [Kind.REFRESH]
        assert house.kinds_to(house.sri) == [Kind.NEWS, Kind.REFRESH]

    async def test_a_message_is_answered_with_a_receipt_that_replies_to_it(self, house):
        m = await house.at_step(3)
        house.forget_sent()
        cause = house.cause(house.chat(house.bagus), by_message=True, reply_to=77)

        await house.does(m, house.bagus, Action.REPORT_OBSTACLE, "Belum lengkap", cause=cause)

        assert [(row.kind, row.reply_to) for row in house.fresh(house.bagus)] == [(Kind.NEWS, 77), (Kind.REFRESH, None)]

    async def test_only_the_one_who_acted_is_answered_as_a_reply(self, house):
        m = await house.at_step(3)
        house.forget_sent()
        cause = house.cause(house.chat(house.bagus), by_message=True, reply_to=77)

        await house.does(m, house.bagus, Action.RETURN, "Kanal pengaduan", cause=cause)

        replied = {row.chat_id for row in house.rows(t.outbox.c.reply_to.is_not(None))}
        assert replied == {house.chat(house.bagus)}

    async def test_documents_go_before_the_card_that_waits_for_them(self, house):
        await house.at_step(3)

        *documents, card = house.to(house.bagus)
        assert [row.kind for row in documents] == [Kind.DOCUMENT] * 3
        assert {row.bundle for row in documents} == {card.bundle}
        assert card.waits_until == card.created_at + timedelta(seconds=5)

    async def test_the_journals_head_goes_to_the_admins_with_an_approval(self, house):
        await house.at_step(4)

        (news,) = house.to(house.agus)
        _, head = await house.reading.journal_head()
        assert (news.kind, head in news.body) == (Kind.NEWS, True)

    async def test_the_courier_is_nudged_after_each_commit_and_not_after_a_refusal(self, house):
        nudges = []
        desk = Desk(house.database, RULES, on_commit=lambda: nudges.append(1))
        m = await house.opens()

        await desk.submit(
            house.act(m, house.wahyu, Action.PARAF), house.wahyu.id, house.cause(house.chat(house.wahyu)), house.now
        )
        with pytest.raises(errors.SopError):
            await desk.submit(
                house.act(m, house.wahyu, Action.PARAF), house.wahyu.id, house.cause(house.chat(house.wahyu)), house.now
            )

        assert nudges == [1]


class TestLiveCards:
    async def test_a_card_that_was_replaced_is_live_no_longer_and_loses_its_buttons(self, house):
        m = await house.opens()
        (old,) = house.to(house.wahyu)
        house.forget_sent()

        await house.desk.finish(
            house.cause(house.chat(house.wahyu)),
            house.now,
            [ShowCard(maklumat=m.id, person=house.wahyu.id, enclosures=(Enclosure.DRAFT,), reply_to=5)],
        )

        document_row, card, strip = house.to(house.wahyu)[1:]
        assert [row.kind for row in (document_row, card, strip)] == [Kind.DOCUMENT, Kind.CARD, Kind.STRIP]
        assert (card.live, card.reply_to, strip.target_id) == (True, 5, old.id)
        assert house.rows(t.outbox.c.id == old.id)[0].live is False

    async def test_a_card_that_is_shown_beside_an_event_replaces_the_one_of_the_event(self, house):
        m = await house.opens()
        house.forget_sent()
        command = house.act(m, house.wahyu, Action.PARAF)

        await house.desk.submit(
            command,
            house.wahyu.id,
            house.cause(house.chat(house.wahyu)),
            house.now,
            replies=[ShowCard(maklumat=m.id, person=house.wahyu.id), ShowCard(maklumat=m.id, person=house.sri.id)],
        )

        of_sri = [row for row in house.fresh(house.sri) if row.kind == Kind.CARD]
        assert [row.live for row in of_sri] == [False, True]
        assert [row.person_id for row in house.live(m)] == [house.wahyu.id, house.sri.id]

    async def test_an_event_renews_the_cards_of_those_it_asks_and_redraws_the_rest(self, house):
        m = await house.at_step(3)
        house.forget_sent()
        old = {row.person_id: row.id for row in house.live(m)}

        await house.does(m, house.bagus, Action.APPROVE)

        kinds = {who.name: house.kinds_to(who) for who in (house.sri, house.bagus, house.ratna)}
        assert kinds == {
            "Sri": [Kind.DOCUMENT, Kind.CARD, Kind.STRIP],
            "Bagus": [Kind.DOCUMENT, Kind.CARD, Kind.STRIP],
            "Ratna": [Kind.NEWS, Kind.REFRESH],
        }
        stripped = {row.target_id for row in house.rows(t.outbox.c.kind == Kind.STRIP, t.outbox.c.id > house.mark)}
        assert stripped == {old[house.sri.id], old[house.wahyu.id], old[house.bagus.id]}

    async def test_redrawing_twice_is_queued_once(self, house):
        m = await house.opens()
        house.forget_sent()
        redraw = Redraw(maklumat=m.id, person=house.wahyu.id)

        await house.desk.finish(house.cause(house.chat(house.wahyu)), house.now, [redraw, redraw])

        assert [row.kind for row in house.to(house.wahyu)] == [Kind.CARD, Kind.REFRESH]

    async def test_redrawing_a_card_that_is_not_there_says_nothing(self, house):
        m = await house.opens()

        await house.desk.finish(
            house.cause(house.chat(house.dimas)), house.now, [Redraw(maklumat=m.id, person=house.dimas.id)]
        )

        assert house.to(house.dimas) == []

    async def test_any_message_can_be_stripped_by_its_number(self, house):
        chat = house.chat(house.wahyu)

        await house.desk.finish(house.cause(chat), house.now, [Strip(chat_id=chat, message_id=41)])

        (row,) = house.to(house.wahyu)
        assert (row.kind, row.target_message_id) == (Kind.STRIP, 41)

    @example(choices=[(0, 0), (0, 2), (1, 0), (1, 1), (0, 1168), (0, 1)])
    @given(choices=st.lists(st.tuples(MORE, MORE), min_size=3, max_size=14))
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    async def test_nobody_ever_has_two_of_them_for_one_maklumat(self, house, choices):
        m = await house.opens()
        phones = Phones()
        for first, second in choices:
            m = await one_thing_happens(house, phones, m, first, second)

            owners = [row.person_id for row in house.live(m)]
            assert len(owners) == len(set(owners))
            assert m == fold(tuple(entry.event for entry in await house.reading.journal_of(m.id)))

        # The postman was interrupted in the midst of his round, again and again; what he tries anew has its time now.
        house.now += timedelta(hours=1)
        house.database.write_now(lambda db: lost_sight(db, house.now))
        for parcel in house.delivers():
            phones.shows(house.messages, parcel)
        assert phones.most_with_buttons() <= 1


class Phones:
    """What people see: which messages still have buttons of which maklumat."""

    def __init__(self):
        self.buttons = {}

    def shows(self, message, parcel):
        """A parcel has arrived."""
        if parcel.kind is Kind.CARD and parcel.live:
            self.buttons[message] = (parcel.chat_id, parcel.maklumat)
        if parcel.kind is Kind.STRIP:
            self.buttons.pop(parcel.target_message, None)

    def most_with_buttons(self):
        """How many messages with buttons of one maklumat somebody has."""
        owners = list(self.buttons.values())
        return max((owners.count(owner) for owner in owners), default=0)


async def one_thing_happens(house, phones, m, first, second):
    """Somebody taps a button that he has, asks for a card, or mail is delivered."""
    if first % 6 == 0:
        for parcel in islice(house.delivers(), second % 5):
            phones.shows(house.messages, parcel)
        return m
    everybody = list(house.staff.values())
    who = everybody[second % len(everybody)]
    if first % 6 == 1:
        show = ShowCard(maklumat=m.id, person=who.id)
        await house.desk.finish(house.cause(house.chat(who)), house.now, [show])
        return m
    view = await house.reading.view(m.id, who.id, house.now)
    may = [
        (one, option)
        for one in everybody
        for option in options(m, one.id, view.office)
        if option.action is not Action.CANCEL
    ]
    if not may:
        return m
    who, option = may[first * second % len(may)]
    value = LINK if option.action is Action.PUBLISH else "12/ND"
    files_of_it = {"data": FIRST_DRAFT} if option.action in (Action.SUBMIT_DRAFT, Action.GIVE_FINAL) else {}
    try:
        return await house.does(
            m, who, option.action, "kata", role=option.role, value=value, question=len(m.questions), **files_of_it
        )
    except (errors.SopError, NumberTaken):
        return m


class TestTime:
    async def test_each_rung_of_a_visit_reminds_once(self, house):
        m = await house.at_step(3)
        house.forget_sent()
        assert m.visit.due_at is not None

        await house.desk.tick(m.visit.due_at - timedelta(seconds=1))
        house.forget_sent()
        early = await house.desk.tick(m.visit.due_at - timedelta(seconds=1))
        first = await house.desk.tick(m.visit.due_at)
        again = await house.desk.tick(m.visit.due_at + timedelta(hours=1))

        assert (early, first, again) == (0, 2, 0)
        reminded = [row.person_id for row in house.rows(t.outbox.c.kind == Kind.REMINDER)]
        # Twice: in the morning of the due day, and when it was over.
        assert reminded == [house.bagus.id, house.ratna.id] * 2
        assert (await house.reading.journal_of(m.id))[-1].cause == f"tick:{m.id}:{m.visit.number}:breach"

    async def test_several_reminders_for_one_person_are_one_digest(self, house):
        for _ in range(5):
            await house.at_step(3)
        house.forget_sent()
        later = house.now + timedelta(days=3)

        made = await house.desk.tick(later)
        again = await house.desk.tick(later + timedelta(minutes=1))

        told = [
            (row.kind, row.person_id)
            for row in house.rows(t.outbox.c.id > house.mark)
            if row.kind in (Kind.REMINDER, Kind.DIGEST)
        ]
        assert (made, again) == (3, 0)
        # Two Komisioner, and the Atasan PPID above them; three working days late.
        assert sorted(told) == [(Kind.DIGEST, who.id) for who in (house.sri, house.bagus, house.ratna)]

    async def test_a_tick_that_comes_to_a_day_off_in_the_meantime_waits_on(self, house):
        m = await house.at_step(3)
        assert m.visit.due_at is not None
        due_on = m.visit.due_at.astimezone(RULES.calendar.zone).date()
        house.database.write_now(
            lambda db: db.execute(sa.insert(t.days).values(day=due_on, name="Cuti bersama", source="SKB"))
        )

        reminded = await house.desk.tick(m.visit.due_at)

        assert reminded == 0
        moved = house.database.read_now(lambda db: db.execute(sa.select(t.maklumat.c.next_rung_at)).scalar_one())
        assert moved > m.visit.due_at
        assert house.present(m.id) == m

    async def test_days_off_that_the_database_knows_move_a_deadline(self, house):
        house.database.write_now(lambda db: days.seed(db, [2027]))
        house.now = datetime(2027, 2, 4, 3, 0, tzinfo=UTC)

        m = await house.opens()

        assert m.visit.due_at == datetime(2027, 2, 8, 9, 0, tzinfo=UTC)
        assert m.visit.skipped == ("Cuti Bersama Tahun Baru Imlek", "Tahun Baru Imlek")


class TestWhatWasSaidWithFiles:
    async def test_photos_of_a_direction_go_with_the_approval_and_stand_in_the_archive(self, house):
        m = await house.at_step(3)
        photo = KeptFile(hashlib.sha256(b"coretan").hexdigest(), "foto.jpg", "image/jpeg", 7)
        direction = replace(house.act(m, house.bagus, Action.DIRECT), item=Item("Lihat coretan", (photo,)))
        cause = house.cause(house.chat(house.bagus))
        contents = {photo.sha256: b"coretan"}
        await house.desk.submit(direction, house.bagus.id, cause, house.now, contents=contents)
        house.forget_sent()

        m = await house.does(m, house.bagus, Action.APPROVE)

        sent = [row for row in house.fresh(house.wahyu) if row.kind == Kind.DOCUMENT and "foto.jpg" in row.body]
        assert len(sent) == 1
        house.forget_sent()
        asked = Give(maklumat=m.id, person=house.sri.id, enclosures=(Enclosure.EVERYTHING,), otherwise=Screen("-"))
        await house.desk.finish(house.cause(house.chat(house.sri)), house.now, [asked])
        archived = [row for row in house.fresh(house.sri) if photo.sha256 in row.body]
        assert len(archived) == 1
        assert "_arahan_v1.jpg" in archived[0].body

    async def test_whoever_gave_a_draft_on_behalf_reads_why_it_came_back(self, house):
        m = await house.opens(data=None)
        m = await house.does(m, house.dimas, Action.SUBMIT_DRAFT, data=b"%PDF- dari operator")
        house.forget_sent()

        await house.does(m, house.sri, Action.RETURN, "Lengkapi alamat")

        assert [row.kind for row in house.fresh(house.dimas) if row.kind == Kind.NEWS] == [Kind.NEWS]


class TestAfterATimeWithoutTelegram:
    async def test_few_cards_come_anew_and_no_reminder_of_them_beside(self, house):
        m = await house.at_step(3)
        house.forget_sent()
        back = m.visit.due_at + timedelta(minutes=5)

        await house.desk.reissue(house.now, back)
        reminded = await house.desk.tick(back)

        rows = house.rows(t.outbox.c.id > house.mark)
        told = [(row.kind, row.person_id) for row in rows if row.kind not in (Kind.STRIP, Kind.REFRESH)]
        assert told == [(Kind.CARD, house.bagus.id), (Kind.CARD, house.ratna.id)]
        assert reminded == 0
        assert house.present(m.id).visit.rungs == ("due-day", "breach")

    async def test_by_a_clock_that_is_ahead_nothing_is_due(self, house):
        m = await house.at_step(3)
        house.forget_sent()
        desk = Desk(house.database, RULES, is_ahead=lambda: True)

        await desk.reissue(house.now, house.now + timedelta(days=30))

        told = [(row.kind, row.person_id) for row in house.rows(t.outbox.c.id > house.mark) if row.kind != Kind.STRIP]
        assert told == [(Kind.CARD, house.bagus.id), (Kind.CARD, house.ratna.id)], "and nobody above them"
        assert house.present(m.id).visit.rungs == ()

    async def test_many_are_one_digest(self, house):
        for _ in range(4):
            await house.at_step(3)
        house.forget_sent()

        await house.desk.reissue(house.now, house.now + timedelta(days=3))
        reminded = await house.desk.tick(house.now + timedelta(days=3))

        rows = house.rows(t.outbox.c.id > house.mark)
        told = [(row.kind, row.person_id) for row in rows if row.kind != Kind.REFRESH]
        assert sorted(told) == [(Kind.DIGEST, who.id) for who in (house.sri, house.bagus, house.ratna)]
        assert reminded == 0


class TestPapers:
    async def test_a_paper_is_kept_and_entered_once(self, house):
        m = await house.at_step(2)
        (snapshot,) = house.database.read_now(papers.unmade)
        data = b"%PDF- nota dinas"

        await house.desk.paper_made(snapshot, document(data), data, house.now)
        after = everything(house.database)
        await house.desk.paper_made(snapshot, document(data), data, house.now)

        assert everything(house.database) == after
        kept = house.present(m.id)
        assert [paper.file for paper in kept.papers] == [document(data)]
        assert house.database.read_now(lambda db: files.read(db, document(data).sha256)) == data
        assert kept.visit == m.visit

    async def test_making_one_says_nothing_to_anybody(self, house):
        await house.at_step(2)
        (snapshot,) = house.database.read_now(papers.unmade)
        before = house.rows()

        await house.desk.paper_made(snapshot, document(b"x"), b"x", house.now)

        assert house.rows() == before


class TestTheBotsOwnBookkeeping:
    async def test_reading_the_privacy_notice_counts_the_first_time(self, house):
        await house.desk.acknowledge(house.sri.id, house.cause(house.chat(house.sri)), house.now)
        await house.desk.acknowledge(house.sri.id, house.cause(house.chat(house.sri)), house.now + timedelta(days=1))

        official = await house.reading.official(house.chat(house.sri), house.now)
        assert official is not None
        assert official.acknowledged_at == house.now

    async def test_an_invite_by_a_tap_is_made_once(self, house):
        cause = house.cause(house.chat(house.agus))
        await house.desk.invite(Invitation(name="Joko"), house.now, cause)

        with pytest.raises(AlreadyDone):
            await house.desk.invite(Invitation(name="Joko"), house.now, cause)

        assert await house.reading.open_invites(house.now) == (Invitation(name="Joko"),)

    async def test_a_cause_without_an_update_needs_none(self, house):
        await house.desk.finish(
            Cause(key="digest:1"), house.now, [Say(screen=Screen("Pagi"), chat_id=house.chat(house.sri))]
        )

        assert house.kinds_to(house.sri) == [Kind.REPLY]


class TestNumbers:
    async def test_a_number_of_the_register_belongs_to_one_nota_dinas(self, house):
        first = await house.at_step(2)
        second = await house.at_step(2)
        await house.does(first, house.sri, Action.SET_NUMBER, value="12/PP.07-ND/3313/2027")

        before = everything(house.database)
        with pytest.raises(NumberTaken) as refused:
            await house.does(second, house.sri, Action.SET_NUMBER, value="12 / pp.07-nd / 3313 / 2027")

        assert refused.value.control_number == first.control_number
        assert {name: rows for name, rows in everything(house.database).items() if name != "inbox"} == {
            name: rows for name, rows in before.items() if name != "inbox"
        }

    async def test_noughts_before_it_do_not_make_it_another(self, house):
        first, second = await house.at_step(2), await house.at_step(2)
        await house.does(first, house.sri, Action.SET_NUMBER, value="12/PP.07-ND/3313/2027")

        with pytest.raises(NumberTaken):
            await house.does(second, house.sri, Action.SET_NUMBER, value="012/PP.07-ND/3313/2027")

    async def test_it_may_be_written_again_where_it_stands_already(self, house):
        m = await house.at_step(2)
        await house.does(m, house.sri, Action.SET_NUMBER, value="12/PP.07-ND/3313/2027")

        await house.does(house.present(m.id), house.sri, Action.SET_NUMBER, value="13/PP.07-ND/3313/2027")

        assert house.present(m.id).number == "13/PP.07-ND/3313/2027"
