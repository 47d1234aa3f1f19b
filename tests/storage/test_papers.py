"""Papers: wanted with all they print, made once, given up after three failures."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from sop.calendar import DeadlineMode
from sop.papers import PaperKind
from sop.roles import Role
from sop.steps import Action
from storage import journal, papers
from storage import tables as t
from storage.journal import Head
from storage.papers import Pace
from tests.storage.office import LINK, document


@pytest.fixture
def do(database):
    return lambda function, *args: database.write_now(lambda db: function(db, *args))


async def test_each_output_of_the_sop_is_asked_for_with_its_visit_and_version(house, do):
    await house.at_step(5)

    wanted = [(s.kind, s.visit, s.version) for s in do(papers.unmade)]
    assert wanted == [
        (PaperKind.NOTA_DINAS, 2, 1),
        (PaperKind.NOTA_DINAS, 2, 1),
        (PaperKind.LEMBAR_PARAF, 2, 1),
        (PaperKind.TANDA_TERIMA, 2, 1),
        (PaperKind.DISPOSISI, 3, 1),
        (PaperKind.PERINTAH, 4, 1),
    ]


async def test_a_snapshot_holds_all_that_was_true_at_the_commit(house, do):
    m = await house.at_step(2)
    at = house.present(m.id)

    (snapshot,) = do(papers.unmade)

    assert snapshot.maklumat == at
    assert {person: o.name for person, o in snapshot.people.items()} == {
        official.id: official.name for official in house.staff.values()
    }
    assert snapshot.holders[Role.KOMISIONER] == (house.bagus.id, house.ratna.id)
    assert set(snapshot.holders) == set(Role)


async def test_what_happens_later_does_not_change_it(house, do):
    m = await house.at_step(2)
    before = do(papers.unmade)
    do(lambda db: db.execute(sa.update(t.people).values(name="Lain", jabatan="Lain")))
    await house.does(m, house.sri, Action.FORWARD)

    assert do(papers.unmade)[:1] == before


async def test_it_keeps_neither_telegram_numbers_nor_rights(house, do):
    await house.at_step(2)

    (snapshot,) = do(papers.unmade)
    assert all(o.telegram_id is None and not o.is_admin for o in snapshot.people.values())
    assert str(house.wahyu.telegram_id) not in do(lambda db: db.execute(sa.select(t.papers.c.snapshot)).scalar_one())


async def test_a_record_tells_what_had_happened_by_its_commit_and_nothing_later(house, do):
    m = await house.at_step(5)
    m = await house.does(m, house.dimas, Action.PUBLISH, value=LINK)
    entries = await house.reading.journal_of(m.id)
    seq, digest = await house.reading.journal_head()
    await house.does(m, house.endah, Action.CONFIRM_LIVE)

    found = {s.kind: s for s in reversed(do(papers.unmade))}

    for kind in (PaperKind.BUKTI_TAYANG, PaperKind.REKAP_PROSES):
        assert found[kind].head == Head(digest, seq)
        assert found[kind].events == tuple(entry.event for entry in entries)
    assert found[PaperKind.NOTA_DINAS].head is None
    assert found[PaperKind.NOTA_DINAS].events == ()


async def test_a_rekap_proses_knows_what_each_step_took_and_by_which_mandates(house, do):
    m = await house.at_step(3)
    house.now += timedelta(days=3)
    m = await house.does(m, house.bagus, Action.APPROVE)
    await house.does(m, house.sri, Action.CANCEL, "Keliru")

    snapshot = next(s for s in do(papers.unmade) if s.kind is PaperKind.REKAP_PROSES)

    assert snapshot.pace.full_day == timedelta(hours=8, minutes=30)
    assert snapshot.pace.mode is DeadlineMode.WORKING_DAYS
    assert snapshot.pace.worked[1] < timedelta(minutes=5)
    assert snapshot.pace.worked[3] > 2 * snapshot.pace.full_day
    assert snapshot.pace.late == {3: 2}
    held = {(mandate.person, mandate.role) for mandate in snapshot.mandates}
    assert {(house.sri.id, Role.ATASAN_PPID), (house.bagus.id, Role.KOMISIONER)} <= held
    assert {person for person, _ in held} == set(m.participants)


async def test_a_paper_wanted_by_an_earlier_version_still_reads(house, do):
    await house.at_step(2)

    def as_it_was(db: sa.Connection) -> None:
        body = json.loads(db.execute(sa.select(t.papers.c.snapshot)).scalar_one())
        del body["stood_in_for"], body["stand_in_labels"]
        db.execute(sa.update(t.papers).values(snapshot=json.dumps(body)))

    do(as_it_was)

    (snapshot,) = do(papers.unmade)
    assert (snapshot.stood_in_for, snapshot.head, snapshot.pace) == ({}, None, Pace())


async def test_a_journal_that_cannot_be_read_keeps_no_other_paper_waiting(house, do, monkeypatch):
    await house.does(await house.at_step(5), house.dimas, Action.PUBLISH, value=LINK)
    monkeypatch.setattr(journal, "event_from_json", lambda _kind, _body: json.loads("no JSON"))

    found = {s.kind: s.events for s in do(papers.unmade)}

    assert set(found) == set(PaperKind)
    assert found[PaperKind.REKAP_PROSES] == ()


async def test_a_paper_is_made_once(house, do):
    await house.at_step(2)
    (snapshot,) = do(papers.unmade)

    assert do(papers.file_of, snapshot.id) is None
    assert do(papers.made, snapshot.id, document(b"first"), house.now) is True
    assert do(papers.made, snapshot.id, document(b"second"), house.now) is False
    assert do(papers.file_of, snapshot.id) == document(b"first")
    assert do(papers.unmade) == ()


async def test_after_three_failures_it_is_given_up(house, do):
    await house.at_step(2)
    (snapshot,) = do(papers.unmade)

    assert [do(papers.failed, snapshot.id) for _ in range(2)] == [False, False]
    assert len(do(papers.unmade)) == 1
    assert do(papers.failed, snapshot.id)
    assert not do(papers.failed, snapshot.id), "another process has said so"
    assert do(papers.unmade) == ()


async def test_what_the_last_paper_of_a_kind_prints_is_at_hand_made_or_not(house, do):
    m = await house.at_step(3)
    _, newer = (s for s in do(papers.unmade) if s.kind is PaperKind.NOTA_DINAS)
    do(papers.made, newer.id, document(b"made"), house.now)

    assert await house.reading.paper_wanted_last(m.id, PaperKind.NOTA_DINAS) == newer
    assert await house.reading.paper_wanted_last(m.id, PaperKind.PERINTAH) is None


async def test_the_newest_of_a_kind_is_the_one_that_goes_with_a_card(house, do):
    m = await house.at_step(3)

    older, newer = (s for s in do(papers.unmade) if s.kind is PaperKind.NOTA_DINAS)
    assert do(papers.newest, m.id, PaperKind.NOTA_DINAS) == newer.id > older.id
    assert do(papers.newest, m.id, PaperKind.PERINTAH) is None
