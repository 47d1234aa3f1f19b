"""The bundle as a ZIP: every original, and a third party can check files and journal with what lies in it."""

import hashlib
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.papers.packing import pack
from sop.steps import Action
from storage import heads
from storage import tables as t
from tests import documents
from tests.bot.papers.archived import Archived
from tests.storage.test_journal import TRIGGERS

OFFICE_ZONE = ZoneInfo("Asia/Jakarta")
FOLDER = "MKL-2027-001"
OURS = ["riwayat.jsonl", "BACA-DAHULU.txt", "SHA256SUMS.txt"]


@pytest.fixture
def packed(bench, tmp_path):
    """The ZIP of a maklumat, unpacked by its name."""

    async def of(m, name: str = "one"):
        dossier = await bench.house.reading.dossier(m.id, bench.house.now)
        await pack(dossier, bench.house.reading.file, tmp_path / f"{name}.zip")
        with zipfile.ZipFile(tmp_path / f"{name}.zip") as made:
            made.extractall(tmp_path / name)
        return tmp_path / name / m.control_number

    return of


def recomputed(folder) -> list[str]:
    """What the note's own program says of each entry, pasted as it stands there."""
    note = (folder / "BACA-DAHULU.txt").read_text(encoding="utf-8")
    program = note.partition("Dengan Python, pada folder ini:\n")[2].partition("Semua baris harus True")[0]
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True)
    return [line.split()[1] for line in done.stdout.splitlines()]


async def test_every_original_lies_in_it_and_its_sums_are_right(bench, packed):
    m = await Archived(bench)(final=documents.pdf("final"))

    folder = await packed(m)

    sums = dict(reversed(line.split("  ", 1)) for line in (folder / "SHA256SUMS.txt").read_text().splitlines())
    names = sorted(path.name for path in folder.iterdir())
    assert set(names) - set(OURS) >= {f"{FOLDER}_01_draf_v1.pdf", f"{FOLDER}_03_naskah-final_v2.pdf"}
    assert set(sums) == set(names) - {"SHA256SUMS.txt"}
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest for name, digest in sums.items())
    assert (folder / f"{FOLDER}_03_naskah-final_v2.pdf").read_bytes() == documents.pdf("final")


async def test_the_journal_in_it_is_checked_as_its_note_says_and_against_the_heads_in_peoples_hands(bench, packed):
    await bench.house.opens(title="Maklumat lain")
    m = await Archived(bench)(title="Maklumat «2027» – Layanan Informasi")
    bench.house.forget_sent()

    folder = await packed(m)

    entries = [json.loads(line) for line in (folder / "riwayat.jsonl").read_text(encoding="utf-8").splitlines()]
    assert recomputed(folder) == ["True"] * len(entries)
    told = bench.database.read_now(heads.published)
    assert told
    assert {(one.head.seq, one.head.hash) for one in told} <= {(entry["seq"], entry["hash"]) for entry in entries}
    note = (folder / "BACA-DAHULU.txt").read_text(encoding="utf-8")
    assert "terlewat" not in note, "every copy of a record lies in the ZIP"
    assert f"{entries[-1]['seq']}:{entries[-1]['hash']}" in note
    assert "bukan tanda tangan elektronik tersertifikasi" in note

    changed = (folder / "riwayat.jsonl").read_text(encoding="utf-8").replace("Segera", "Jangan")
    (folder / "riwayat.jsonl").write_text(changed, encoding="utf-8")
    assert recomputed(folder).count("False") == 1


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_the_same_state_gives_the_same_bytes_and_another_act_others(bench, packed, tmp_path):
    m = await Archived(bench)(filed=False)
    at = (await bench.house.reading.journal_of(m.id))[-1].at.astimezone(OFFICE_ZONE)

    await packed(m, "one")
    bench.house.now += timedelta(days=400)
    await packed(m, "two")
    await packed(await bench.house.does(m, bench.house.dimas, Action.FILE_ON_PAPER, value="Rak 2"), "three")

    one, two, three = ((tmp_path / f"{name}.zip").read_bytes() for name in ("one", "two", "three"))
    assert one == two != three
    with zipfile.ZipFile(tmp_path / "one.zip") as made:
        assert {entry.compress_type for entry in made.infolist()} == {zipfile.ZIP_STORED}
        assert {entry.date_time[:5] for entry in made.infolist()} == {at.timetuple()[:5]}


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_file_that_was_altered_since_is_left_out_and_named(bench, packed):
    m = await Archived(bench)()

    def alter(db):
        for statement in TRIGGERS[db.dialect.name]:
            db.exec_driver_sql(statement)
        db.execute(sa.update(t.files).where(t.files.c.sha256 == m.draft.file.sha256).values(bytes=b"other"))

    bench.database.write_now(alter)
    folder = await packed(m)

    assert not (folder / f"{FOLDER}_02_draf_v2.pdf").exists()
    assert f"TIDAK TERMASUK karena isinya berubah sejak disimpan: {FOLDER}_02_draf_v2.pdf" in (
        folder / "BACA-DAHULU.txt"
    ).read_text(encoding="utf-8")
