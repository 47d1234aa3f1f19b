"""Rows and dataclasses, there and back, with nothing lost on the way."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from sop import events as e
from sop.events import Event
from sop.items import Item, KeptFile
from sop.maklumat import Maklumat, Paraf
from sop.roles import PersonId, Role
from sop.steps import Action, Step
from storage import mappers
from storage import tables as t
from tests.storage.office import NOW

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (bounds)
EVENTS = sorted(Event.__subclasses__(), key=lambda kind: kind.__name__)

st.register_type_strategy(datetime, MOMENTS)
st.register_type_strategy(str, WORDS)


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_every_event_comes_back_as_it_was(kind):
    @settings(max_examples=15, deadline=None)
    @given(st.builds(kind))
    def comes_back(event):
        body = mappers.event_to_json(event)

        assert body.isascii()
        assert mappers.event_from_json(kind.__name__, body) == event

    comes_back()


def test_a_maklumat_that_was_kept_before_papers_came_back_signed_still_reads():
    m = Maklumat(id=1, control_number="MKL-2027-001", title="Maklumat", opened_by=1, opened_at=NOW)
    body = json.loads(mappers.maklumat_to_json(m))
    del body["scans"]

    assert mappers.maklumat_from_json(json.dumps(body)) == m


def test_a_paraf_from_before_it_could_fall_still_counts():
    given = Paraf(version=1, role=Role.PPID, by=1, at=NOW)
    m = Maklumat(id=1, control_number="MKL-2027-001", title="Maklumat", opened_by=1, opened_at=NOW, parafs=(given,))
    body = json.loads(mappers.maklumat_to_json(m))
    assert body["parafs"][0].pop("fallen") is False

    assert mappers.maklumat_from_json(json.dumps(body)) == m


def test_no_event_hides_beneath_another():
    assert not [deeper for kind in EVENTS for deeper in kind.__subclasses__()]
    assert len(EVENTS) == len({kind.__name__ for kind in EVENTS}) > 30


@settings(max_examples=60, deadline=None)
@given(st.builds(Maklumat))
def test_every_maklumat_comes_back_as_it_was(m):
    body = mappers.maklumat_to_json(m)

    assert body.isascii()
    assert mappers.maklumat_from_json(body) == m


@pytest.mark.parametrize(
    ("event", "later"),
    [
        (e.Opened(at=NOW, maklumat=1, control_number="MKL-2026-001", title="Maklumat"), {"replaces": None}),
        (
            e.FinalGiven(at=NOW, file=KeptFile("0" * 64, "a.pdf", "application/pdf", 1), affirmed=True),
            {"comparison": None},
        ),
        (e.PublicationOrdered(at=NOW, version=1), {"affirms": True}),
        (e.Approved(at=NOW, version=1), {"on_paper": None, "unsent": []}),
        (e.Returned(at=NOW, step=Step.DECISION, version=1, items=()), {"on_paper": None, "unsent": []}),
        (e.Withdrawn(at=NOW, version=1), {"unsent": []}),
        (e.Resumed(at=NOW, due_at=NOW), {"item": {"text": "", "files": []}}),
        (
            e.SteppedBack(
                at=NOW, by=PersonId(7), step=Step.PUBLISHING, to=Step.ORDERING, version=1, held_by=(), reason="Keliru."
            ),
            {"was_held": False, "unsent": []},
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_entry_from_before_a_field_came_is_read_as_it_was_meant(event, later):
    body = json.loads(mappers.event_to_json(event))
    assert {name: body.pop(name) for name in later} == later

    assert mappers.event_from_json(type(event).__name__, json.dumps(body)) == event


async def test_a_real_one_too(house):
    m = await house.at_step(6)
    m = await house.does(m, house.endah, Action.REPORT_NOT_LIVE, "Kosong 👎")

    assert mappers.maklumat_from_json(mappers.maklumat_to_json(m)) == m


@settings(max_examples=60, deadline=None)
@given(st.builds(Item, text=WORDS, files=st.tuples(st.builds(KeptFile))))
def test_what_was_said_comes_back_as_it_was(item):
    assert mappers.item_from_json(mappers.item_to_json(item)) == item


def test_nothing_said_is_nothing():
    assert mappers.item_from_json("") == Item()


@pytest.mark.parametrize("name", ["\ud800", "draf\udfff.pdf"])
def test_a_file_named_by_half_a_surrogate_comes_back(name):
    file = KeptFile("00", name, "application/pdf", 1)

    assert mappers.file_from_json(mappers.file_to_json(file)).sha256 == "00"


@settings(max_examples=50, deadline=None)
@given(moment=MOMENTS)
def test_a_moment_in_a_body_stays_aware_utc(moment):
    event = e.Resumed(at=moment, due_at=moment)

    back = mappers.event_from_json("Resumed", mappers.event_to_json(event))
    assert back.at == moment
    assert back.at.utcoffset() == timedelta(0)


class TestMoments:
    @staticmethod
    def kept(database, moment):
        def work(db):
            db.execute(sa.insert(t.incidents).values(at=moment, kind="test", about=""))
            return db.execute(sa.select(t.incidents.c.at)).scalar_one()

        return database.write_now(work)

    def test_aware_utc_comes_back_aware_utc(self, database):
        back = self.kept(database, NOW)

        assert back == NOW
        assert back.tzinfo is UTC

    def test_another_zone_comes_back_as_the_same_moment_in_utc(self, database):
        wit = NOW.astimezone(timezone(timedelta(hours=9)))

        back = self.kept(database, wit)
        assert (back, back.tzinfo) == (NOW, UTC)

    def test_microseconds_are_kept(self, database):
        exact = NOW + timedelta(microseconds=123_457)

        assert self.kept(database, exact) == exact

    def test_a_moment_without_a_zone_is_refused(self, database):
        with pytest.raises(sa.exc.StatementError, match="zone"):
            self.kept(database, NOW.replace(tzinfo=None))

    def test_a_comparison_with_a_moment_without_a_zone_is_refused_too(self, database):
        with pytest.raises(sa.exc.StatementError, match="zone"):
            database.read_now(
                lambda db: db.execute(sa.select(t.incidents).where(t.incidents.c.at < NOW.replace(tzinfo=None)))
            )

    def test_no_moment_is_no_moment(self, database):
        database.write_now(lambda db: db.execute(sa.insert(t.people).values(name="x", enrolled_at=NOW)))

        assert database.read_now(lambda db: db.execute(sa.select(t.people.c.acknowledged_at)).scalar_one()) is None

    def test_moments_sort_and_compare_as_moments_whatever_zone_they_came_in(self, database):
        later_by_the_clock = (NOW - timedelta(hours=1)).astimezone(timezone(timedelta(hours=9)))

        def work(db):
            for at in (NOW, later_by_the_clock):
                db.execute(sa.insert(t.incidents).values(at=at, kind="test", about=""))
            return list(db.execute(sa.select(t.incidents.c.at).order_by(t.incidents.c.at)).scalars())

        assert database.write_now(work) == [NOW - timedelta(hours=1), NOW]
