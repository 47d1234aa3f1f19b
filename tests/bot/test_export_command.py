"""`export`: bundles and the register are put into a folder beside the running bot; nothing is written over."""

import io
import json
import zipfile
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from bot.commands import export as command
from tests.bot.papers.archived import Archived
from tests.bot.test_record_commands import letter, mode, names, office, told
from tests.storage.office import everything

__all__ = ["office", "told"]
ONE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
MADE = ["there/MKL-2027-001_berkas.pdf", "there/MKL-2027-001_berkas.zip"]


def read(name: str) -> bytes:
    return Path(name).read_bytes()


def ours(name: str) -> None:
    """A file of the office's own is there already."""
    Path(name).parent.mkdir()
    Path(name).write_text("ours")


async def test_a_bundle_is_put_into_a_folder_and_nothing_changes(told, bench):
    await Archived(bench)()
    before = everything(bench.database)

    code, out, err = await told("export", "MKL-2027-001", "there")

    assert (code, out, err) == (0, MADE, [])
    assert everything(bench.database) == before
    assert sorted(names("there")) == [Path(name).name for name in MADE]
    assert len(pdfium.PdfDocument(read(MADE[0]))) > 5
    with zipfile.ZipFile(MADE[1]) as packed:
        assert packed.testzip() is None
        assert "MKL-2027-001/SHA256SUMS.txt" in packed.namelist()


@ONE
@pytest.mark.parametrize("what", ["MKL-2027-001", "--daftar"])
async def test_nothing_is_made_from_a_journal_that_does_not_hold(told, bench, what):
    await Archived(bench)()
    with bench.database.writer.begin() as db:
        for (name,) in db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.exec_driver_sql(f"DROP TRIGGER {name}")
        db.exec_driver_sql("UPDATE journal SET at = at || ' ' WHERE seq = 3")

    code, out, err = await told("export", what, "there")

    assert (code, out) == (1, [])
    assert err == [
        "Jurnal tidak utuh pada catatan 3, sehingga berkas tidak dibuat; mohon menjalankan python -m bot verify."
    ]
    assert "there" not in names(".")


@ONE
async def test_what_is_there_is_not_written_over(told, bench):
    await Archived(bench)()
    ours(MADE[1])

    code, out, err = await told("export", "MKL-2027-001", "there")

    assert (code, out) == (1, [])
    assert err == [f"Sudah ada dan tidak ditimpa: {MADE[1]}. Mohon menyebut folder lain."]
    assert read(MADE[1]) == b"ours"
    assert names("there") == ["MKL-2027-001_berkas.zip"]


@ONE
async def test_what_came_there_meanwhile_stays_too(told, bench, monkeypatch):
    await Archived(bench)()
    monkeypatch.setattr(command, "_taken", lambda *_: False)
    ours(MADE[0])

    code, out, _ = await told("export", "MKL-2027-001", "there")

    assert (code, out) == (1, [])
    assert read(MADE[0]) == b"ours"


@ONE
async def test_the_register_is_put_into_a_folder(told, bench):
    await Archived(bench)()

    code, out, err = await told("export", "--daftar", "there")

    assert (code, err) == (0, [])
    assert [Path(name).suffix for name in out] == [".xlsx", ".csv"]
    rows = read(out[1]).decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "MKL-2027-001;PP.07;Maklumat 2027;18 Januari 2027" in rows[1]
    assert ";Rak 2, Map Maklumat 2027;" in rows[1]
    assert zipfile.is_zipfile(io.BytesIO(read(out[0])))


@ONE
async def test_what_there_is_not_is_said(told, bench):
    assert await told("export", "MKL-2027-009", "there") == (
        1,
        [],
        ["Maklumat MKL-2027-009 tidak ditemukan; mohon memeriksa nomor kendalinya."],
    )
    assert await told("export", "--daftar", "there") == (
        1,
        [],
        ["Belum ada maklumat yang telah selesai; daftar arsip dapat dibuat setelah ada."],
    )
    assert "there" not in names(".")


@ONE
@pytest.mark.parametrize("arguments", [("there",), ("--daftar", "1", "there")])
async def test_either_a_number_or_the_register_is_asked_for(told, bench, arguments):
    code, out, err = await told("export", *arguments)

    assert (code, out, len(err)) == (2, [], 1)
    assert err[0].startswith("Mohon menyebutkan nomor kendali dan folder")


@ONE
async def test_a_place_that_is_no_folder_is_told(told, bench):
    await Archived(bench)()
    letter("there")

    code, out, err = await told("export", "MKL-2027-001", "there")

    assert (code, out) == (78, [])
    assert err == ["there sudah ada dan tidak ditimpa, atau nama itu bukan folder; mohon memeriksa nama dan tempatnya."]


class TestWhatIsKeptAboutAnOfficial:
    async def test_is_handed_out_on_the_machine_though_his_access_is_closed(self, told, bench):
        wahyu, chat = bench.house.wahyu, bench.house.chat(bench.house.wahyu)
        await bench.house.at_step(2)
        code, _, _ = await told("freeze", "--name", "Wahyu", "--reason", "Telepon hilang")
        assert code == 0
        before = everything(bench.database)

        code, out, err = await told("export", "--pejabat", "wahyu", "there")

        name = f"there/data-pejabat-{wahyu.id}.json"
        assert (code, out, err) == (0, [name], [])
        assert mode(name) == 0o600
        kept = json.loads(read(name))
        assert (kept["nama"], kept["nomor_akun_telegram"]) == ("Wahyu", chat)
        assert kept["tindakan"]
        assert any("Telepon hilang" in change["uraian"] for change in kept["perubahan_data"])
        assert everything(bench.database) == before

    @ONE
    async def test_of_nobody_by_that_name_is_nothing(self, told, bench):
        code, out, err = await told("export", "--pejabat", "Wahid", "there")

        assert (code, out, err) == (1, [], ["Tidak ada pejabat bernama Wahid; mohon memeriksa namanya."])
        assert "there" not in names(".")

    @ONE
    async def test_is_asked_for_alone(self, told, bench):
        code, _, err = await told("export", "--pejabat", "Wahyu", "--daftar", "there")

        assert code == 2
        assert "atau --pejabat NAMA dan folder." in err[0]
