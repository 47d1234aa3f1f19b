"""/tugas through the running worker: what waits for one comes as cards, the earliest deadline first."""

from datetime import UTC, datetime

from storage import tables as t
from storage.outbox import Kind


async def test_the_earliest_deadline_comes_first(bench):
    house = bench.house
    opened = []
    for day in (20, 18, 19):
        house.now = datetime(2027, 1, day, 3, 0, tzinfo=UTC)
        opened.append((await house.at_step(5)).id)
    last, first, middle = opened
    house.forget_sent()
    chat = house.chat(house.dimas)
    sender = {"id": chat, "is_bot": False, "first_name": "Dimas"}
    typed = {"text": "/tugas", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}
    house.arrives(
        chat, message_id=900, date=1_800_000_000, **{"chat": {"id": chat, "type": "private"}, "from": sender}, **typed
    )

    async with bench.running(bench.worker):
        await bench.until(lambda: len(bench.rows(t.outbox.c.id > house.mark, t.outbox.c.kind == Kind.CARD)) == 3)

    cards = [row.maklumat_id for row in house.fresh(house.dimas) if row.kind == Kind.CARD]
    assert cards == [first, middle, last]
