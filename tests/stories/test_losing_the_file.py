"""Somebody removes the database file under the running bot: nothing that was recorded is lost by stopping it well."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.backup import looking_at
from tests.stories.house import House


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_what_was_recorded_on_a_removed_file_is_restored_from_the_last_copy(house: House):
    path = Path(sa.make_url(house.process.database_url).database)
    if not path.is_absolute():
        path = house.process.folder / path
    for name in ("", "-wal", "-shm"):
        path.with_name(path.name + name).unlink(missing_ok=True)
    await house.ppid.say("/baru Maklumat yang dicatat sesudahnya")
    await house.ppid.expect("Maklumat yang dicatat sesudahnya")

    code, out, _ = await house.process.command("health")
    assert (code, "keadaan: tidak baik" in out) == (75, True)
    assert await house.process.stop() == 0
    (rescued,) = path.parent.glob("cadangan/maklumat-*Z.db")
    with looking_at(rescued) as db:
        assert db.execute(sa.text("SELECT title FROM maklumat")).scalars().all() == ["Maklumat yang dicatat sesudahnya"]

    assert (await house.process.command("restore", str(rescued)))[0] == 0
    await house.process.start()
    mark = await house.ppid.mark()
    await house.ppid.say("/tugas")
    await house.ppid.expect("Maklumat yang dicatat sesudahnya", after=mark)
    await house.verify()
