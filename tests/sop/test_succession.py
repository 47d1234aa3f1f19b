"""Menggantikan: a new maklumat in the place of a published one, and no other way back into that."""

from dataclasses import replace

import pytest

from sop import errors
from sop.commands import Open
from sop.decide import open_maklumat
from sop.events import MaklumatId, Opened, Predecessor
from sop.folding import fold
from sop.maklumat import Phase
from sop.notices import Enclosure, Told
from sop.roles import Role
from sop.steps import Action, Step
from sop.succession import may_be_replaced, standing, title_after
from tests.sop.office import EVERYBODY, LINK, MONDAY, PHOTO, SRI, WAHYU, course_to, document, office

OLD = Predecessor(maklumat=MaklumatId(1), control_number="MKL-2026-001")


def successor(**changes):
    command = Open(title="Maklumat 2027", role=Role.PPID, replaces=OLD)
    decision = open_maklumat(command, MaklumatId(2), "MKL-2027-001", WAHYU, MONDAY, office())
    return decision, replace(decision.maklumat, **changes)


def test_it_names_the_one_that_it_replaces_for_ever():
    decision, m = successor()

    assert isinstance(decision.events[0], Opened)
    assert decision.events[0].replaces == m.replaces == OLD
    assert fold(decision.events).replaces == OLD
    assert (m.step, m.draft, m.version) == (Step.DRAFTING, None, 0), "the old text is no draft by itself"


def test_both_drafters_get_what_was_published_last_with_their_cards():
    decision, _ = successor()

    told = {notice.to: notice for notice in decision.notices if notice.told is Told.CARD}
    assert {person: notice.enclosures for person, notice in told.items()} == {
        WAHYU: (Enclosure.PREDECESSOR,),
        SRI: (Enclosure.PREDECESSOR,),
    }


def test_one_that_replaces_none_has_no_such_file():
    decision = open_maklumat(Open(title="M", role=Role.PPID), MaklumatId(2), "MKL-2027-001", WAHYU, MONDAY, office())

    assert all(notice.enclosures == () for notice in decision.notices)


@pytest.mark.parametrize("scene", ["step 6", "step 6, confirmed"])
def test_a_published_one_may_be_replaced(scene):
    may_be_replaced(course_to(scene).m, None)


@pytest.mark.parametrize("scene", ["fresh", "step 3", "step 5", "cancelled"])
def test_nothing_else_may(scene):
    with pytest.raises(errors.NotPublished) as refused:
        may_be_replaced(course_to(scene).m, None)

    assert refused.value.control_number == "MKL-2027-001"


@pytest.mark.parametrize(("phase", "is_published"), [(Phase.OPEN, False), (Phase.PUBLISHED, True)])
def test_there_is_one_successor_at_a_time_and_it_is_named(phase, is_published):
    _, other = successor(phase=phase)

    with pytest.raises(errors.HasSuccessor) as refused:
        may_be_replaced(course_to("step 6").m, standing([other]))

    assert (refused.value.successor, refused.value.is_published) == ("MKL-2027-001", is_published)


def test_a_cancelled_successor_leaves_the_place_free():
    _, cancelled = successor(phase=Phase.CANCELLED)
    _, stands = successor(control_number="MKL-2027-002")

    may_be_replaced(course_to("step 6").m, standing([cancelled]))
    assert standing([cancelled, stands]) is stands


def test_a_published_and_confirmed_one_is_reopened_by_no_act_of_anybody():
    words = {"words": "Kata", "files": (PHOTO,)}
    stands, tried, done = course_to("step 6, confirmed"), 0, set()
    for action in Action:
        for person in EVERYBODY:
            for role in Role:
                course, before = replace(stands, journal=list(stands.journal)), stands.m
                tried += 1
                try:
                    course.does(person, action, role, **words, value=LINK, file=document(9))
                except errors.SopError:
                    continue
                done.add(action)
                after = course.m
                assert (after.step, after.phase, after.drafts) == (Step.PUBLISHED, Phase.PUBLISHED, before.drafts)
                assert (after.publication, after.final) == (before.publication, before.final)
                assert (after.to_publish, after.approval.by) == (before.to_publish, before.approval.by)
    assert tried == len(Action) * len(EVERYBODY) * len(Role)
    filing = {Action.FILE_ON_PAPER, Action.SET_ARCHIVE, Action.FILE_SCAN}
    assert done <= {Action.GIVE_PROOF, Action.KEEP_REMARK, Action.SET_NUMBER, Action.SET_MINUTES} | filing
    assert Action.KEEP_REMARK in done


@pytest.mark.parametrize(
    ("title", "proposed"),
    [
        ("Maklumat Pelayanan Informasi Publik Tahun 2026", "Maklumat Pelayanan Informasi Publik Tahun 2027"),
        ("Maklumat 2027", "Maklumat 2028"),
        ("Maklumat 2023", "Maklumat 2027"),
        ("Maklumat Pelayanan", "Maklumat Pelayanan"),
        ("Maklumat (PKPU 22 Tahun 2023) Tahun 2026", "Maklumat (PKPU 22 Tahun 2023) Tahun 2027"),
        ("Maklumat 12026", "Maklumat 12026"),
    ],
)
def test_the_title_that_is_proposed_is_the_old_one_for_the_next_year(title, proposed):
    assert title_after(title, 2027) == proposed
