"""What the admin reads of how the service fares: what is amiss comes first, each with what to do."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.screens import pages
from storage.health import Ailment, Health, Queue
from tests.handlers.screens.stage import FORBIDDEN, parsed

ZONE = ZoneInfo("Asia/Jakarta")
AT = datetime(2027, 1, 18, 3, 0, tzinfo=UTC)
AGES_AGO = AT - timedelta(days=3)
WELL = Health(
    at=AT,
    heard_at=AT - timedelta(seconds=12),
    ticked_at=AT - timedelta(seconds=75),
    ticks_every=timedelta(seconds=30),
    failing_since=None,
    inbox=Queue(0, None),
    outbox=Queue(2, AT),
    undelivered=0,
    incidents=0,
    backup_at=AT - timedelta(hours=8),
    database="sqlite",
    size=1_234_567,
    entries=57,
    head="0123456789abcdef" * 4,
)
ILL = {
    Ailment.MOVED: {"is_in_place": False},
    Ailment.DEAF: {"heard_at": AGES_AGO},
    Ailment.LATE: {"ticked_at": None},
    Ailment.INBOX_STANDS: {"inbox": Queue(1, AGES_AGO)},
    Ailment.OUTBOX_STANDS: {"outbox": Queue(1, AGES_AGO)},
    Ailment.DELIVERIES_FAIL: {"failing_since": AGES_AGO},
    Ailment.UNDELIVERED: {"undelivered": 2},
    Ailment.INCIDENTS: {"incidents": 11},
    Ailment.NO_BACKUP: {"backup_at": None},
}


def test_every_ailment_has_its_case_here():
    assert set(ILL) == set(Ailment)
    assert all(replace(WELL, **amiss).ailments == (ailment,) for ailment, amiss in ILL.items())


def test_all_is_well():
    text = pages.health_page(WELL, ZONE).text

    assert text.startswith("<b>Kesehatan layanan</b>\nLayanan berjalan dengan baik.\n\n")
    for line in (
        "Penerimaan pesan: 12 detik yang lalu",
        "Pemeriksaan batas waktu: 1 menit yang lalu",
        "Menunggu diproses: 0",
        "Menunggu dikirim: 2",
        "Cadangan terakhir: 18-01-2027 02.00",
        "Basis data: SQLite, 1,2 MB",
        "Riwayat: 57 catatan",
        f"Sidik riwayat: <code>{WELL.head}</code>",
    ):
        assert line in text.splitlines()


def test_an_office_in_its_first_day_reads_when_its_first_backup_comes():
    young = replace(WELL, backup_at=None, first_backup_at=AT + timedelta(hours=15, minutes=30))
    text = pages.health_page(young, ZONE).text

    assert "Layanan berjalan dengan baik." in text
    assert "Cadangan terakhir: belum ada; cadangan pertama dibuat Selasa, 19 Januari 2027 pukul 01.30 WIB" in text


def test_where_the_office_has_switched_backups_off_no_night_is_promised():
    never = replace(WELL, backup_at=None, first_backup_at=AT + timedelta(hours=15), backs_up=False)
    old = replace(never, backup_at=AGES_AGO)
    for found in (never, old):
        page, lines = pages.health_page(found, ZONE).text, "\n".join(pages.health_lines(found, ZONE, answers=True))
        for text in (page, lines):
            assert "cadangan malam oleh bot dimatikan (BACKUP_AT=tidak). Mohon memastikan ada cara lain" in text
            assert "Cadangan dibuat setiap malam" not in text
            assert "cadangan pertama" not in text
    assert "Cadangan terakhir: belum ada; cadangan malam oleh bot dimatikan" in pages.health_page(never, ZONE).text


def test_a_first_night_that_passed_without_a_backup_is_said():
    text = pages.health_page(replace(WELL, backup_at=None, first_backup_at=AGES_AGO), ZONE).text

    assert "• Belum ada cadangan. Cadangan dibuat setiap malam" in text
    assert "cadangan pertama" not in text


@pytest.mark.parametrize("ailment", Ailment)
def test_each_ailment_says_what_to_do_and_stays_calm(ailment):
    text = pages.health_page(replace(WELL, **ILL[ailment]), ZONE).text

    assert "Ada 1 (satu) hal yang perlu diperhatikan.\n\n• " in text
    (advice,) = re.findall(r"^• (.*)$", text, re.MULTILINE)
    assert re.search(r"\b(mohon|terkirim secara otomatis)\b", advice, re.IGNORECASE)
    assert not FORBIDDEN.search(parsed(text))


def test_a_file_that_was_taken_away_silences_every_advice_to_start_anew():
    everything = {name: value for amiss in ILL.values() for name, value in amiss.items()}
    text = pages.health_page(replace(WELL, **everything), ZONE).text

    assert "tidak menjalankan ulang layanan" in text
    assert "Ada 1 (satu) hal" in text


def test_all_at_once_still_fits_one_message():
    everything = {name: value for amiss in ILL.values() for name, value in amiss.items()} | {"is_in_place": True}
    text = pages.health_page(replace(WELL, **everything), ZONE).text

    assert "Ada 8 (delapan) hal" in text
    assert text.count("• ") == 8
    assert len(text) < 4096


def test_the_command_line_says_the_same_line_by_line():
    ill = replace(WELL, **ILL[Ailment.DEAF])

    assert pages.health_lines(WELL, ZONE, answers=True)[0] == "keadaan: baik"
    assert all(re.match(r"[a-z0-9 ()]+: .+", line) for line in pages.health_lines(ill, ZONE, answers=True))
    assert pages.health_lines(ill, ZONE, answers=True)[0] == "keadaan: tidak baik"
    assert pages.health_lines(ill, ZONE, answers=True)[-1].startswith("perhatian: Pesan dari Telegram")


def test_a_process_that_does_not_answer_is_not_well_though_others_are():
    lines = pages.health_lines(WELL, ZONE, answers=False)

    assert lines[:2] == ["keadaan: tidak baik", "webhook: tidak ada yang menjawab pada LISTEN"]


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        (timedelta(seconds=-5), "0 detik yang lalu"),
        (timedelta(seconds=59), "59 detik yang lalu"),
        (timedelta(minutes=59, seconds=59), "59 menit yang lalu"),
        (timedelta(hours=23), "23 jam yang lalu"),
        (timedelta(days=9), "9 hari yang lalu"),
    ],
)
def test_how_long_ago(gone, told):
    assert f"Penerimaan pesan: {told}" in pages.health_page(replace(WELL, heard_at=AT - gone), ZONE).text
