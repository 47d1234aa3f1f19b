"""A successor is opened in one transaction with the look whether it may be; both are found from each other."""

import asyncio

import pytest

from sop.commands import Open
from sop.errors import HasSuccessor, NotPublished
from sop.events import Predecessor
from sop.roles import Role
from sop.steps import Action
from storage import looks, soundness
from storage import tables as t
from storage.errors import Findings, MaklumatNotFound
from storage.outbox import Kind
from tests.storage.office import FIRST_DRAFT, LINK, document, everything


@pytest.fixture
def replaces(house):
    """Wahyu opens one in the place of another."""

    async def opens(old, title="Maklumat 2028", number=None):
        before = Predecessor(maklumat=old.id, control_number=number or old.control_number)
        command = Open(title=title, role=Role.PPID, replaces=before)
        cause = house.cause(house.chat(house.wahyu))
        return (await house.desk.submit(command, house.wahyu.id, cause, house.now)).maklumat

    return opens


async def view(house, m):
    return await house.reading.view(m.id, house.sri.id, house.now)


async def goes_through(house, m):
    m = await house.does(m, house.wahyu, Action.SUBMIT_DRAFT, data=b"%PDF-1.7 the successor")
    for who, action in (
        (house.wahyu, Action.PARAF),
        (house.sri, Action.PARAF_AND_FORWARD),
        (house.bagus, Action.APPROVE),
        (house.sri, Action.ORDER),
    ):
        m = await house.does(m, who, action)
    return await house.does(m, house.dimas, Action.PUBLISH, value=LINK)


async def test_each_names_the_other_from_its_opening_to_its_publication(house, replaces):
    old = await house.at_step(6)
    assert (await view(house, old)).successor is None

    new = await replaces(old)

    assert new.replaces == Predecessor(maklumat=old.id, control_number="MKL-2027-001")
    assert (await view(house, old)).successor == new
    new = await goes_through(house, new)
    assert (await view(house, old)).successor == new
    assert (await view(house, new)).successor is None
    archive = await house.reading.archive(house.sri.id, house.now)
    assert [(v.maklumat.id, v.successor and v.successor.id) for v in archive] == [(new.id, None), (old.id, new.id)]
    third = await replaces(new)
    assert (await view(house, new)).successor == third


async def test_a_second_one_is_refused_by_name_and_changes_nothing(house, replaces):
    old = await house.at_step(6)
    new = await replaces(old)
    before = len(everything(house.database)["maklumat"])

    with pytest.raises(HasSuccessor) as refused:
        await replaces(old)

    assert (refused.value.successor, refused.value.is_published) == (new.control_number, False)
    assert len(everything(house.database)["maklumat"]) == before
    await house.does(new, house.wahyu, Action.CANCEL, "Belum perlu")
    assert (await view(house, old)).successor is None
    assert (await replaces(old)).control_number == "MKL-2027-003"


async def test_of_two_drafters_who_press_at_once_one_opens_it(house, replaces):
    old = await house.at_step(6)

    found = await asyncio.gather(replaces(old), replaces(old), return_exceptions=True)

    assert sorted(type(one).__name__ for one in found) == ["HasSuccessor", "Maklumat"]


async def test_what_is_under_way_is_not_replaced(house, replaces):
    under_way = await house.at_step(5)

    with pytest.raises(NotPublished):
        await replaces(under_way)
    with pytest.raises(MaklumatNotFound):
        await replaces(await house.at_step(6), number="MKL-2027-099")


async def test_the_drafters_get_the_last_published_file_with_their_cards(house, replaces):
    old = await house.at_step(5)
    final = document(b"%PDF-1.7 signed")
    old = await house.does(old, house.wahyu, Action.GIVE_FINAL, data=b"%PDF-1.7 signed")
    old = await house.does(old, house.dimas, Action.PUBLISH, value=LINK)
    house.forget_sent()

    await replaces(old)

    for drafter in (house.wahyu, house.sri):
        sent, card = house.fresh(drafter)
        assert (sent.kind, card.kind) == (Kind.DOCUMENT, Kind.CARD)
        assert sent.bundle == card.bundle
        assert final.sha256 in sent.body
        assert document(FIRST_DRAFT).sha256 not in sent.body
    assert house.rows(t.outbox.c.id > house.mark, t.outbox.c.chat_id == house.chat(house.bagus)) == []


async def test_a_title_that_only_looks_like_it_replaces_nothing(house):
    old = await house.at_step(6)
    await house.opens(title='"replaces":{"maklumat":1,"control_number":"MKL-2027-001"}')

    assert (await view(house, old)).successor is None


async def test_what_is_kept_is_what_was_recorded(house, replaces):
    await goes_through(house, await replaces(await house.at_step(6)))

    assert house.database.read_now(soundness.look) == Findings()


async def test_the_page_of_what_was_replaced_is_looked_at_no_more(house, replaces):
    old = await house.at_step(6)
    new = await goes_through(house, await replaces(old))

    def due():
        return [found.maklumat.id for found in house.database.read_now(lambda db: looks.due(db, house.now))]

    assert due() == [new.id]
    await house.does(old, house.dimas, Action.FILE_ON_PAPER, value="Rak 1")
    assert due() == [new.id]
