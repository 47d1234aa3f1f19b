"""Buttons: exact labels, order, data."""

import pytest

from handlers.callbacks import LIMIT, Verb, decode
from handlers.screens.keyboards import LABELS, confirm_rows, rows
from sop.decide import options
from sop.events import MaklumatId
from sop.roles import Role
from sop.steps import Action
from storage.outbox import Rows
from tests.handlers.screens.stage import brought, every_message, view_of
from tests.sop.office import (
    AGUS,
    BAGUS,
    DIMAS,
    ENDAH,
    EVERYBODY,
    JOKO,
    RATNA,
    SCENES,
    SRI,
    WAHYU,
    office,
)

QUIET = {
    Action.SUBMIT_DRAFT,
    Action.SET_BASIS,
    Action.NOTE_CORRECTION,
    Action.JOIN_RETURN,
    Action.ANSWER,
    Action.GIVE_PROOF,
    Action.FILE_SCAN,
    Action.SET_ARCHIVE,
    Action.KEEP_REMARK,
}
"""Acts that are said, not pressed; the register's is pressed in the archive alone."""


def labels(found: Rows) -> list[list[str]]:
    return [[button.label for button in row] for row in found]


def test_every_act_that_is_pressed_has_its_exact_label():
    assert set(LABELS) == set(Action) - QUIET
    assert list(LABELS.values()) == [
        "Paraf dan sampaikan",
        "Paraf",
        "Sampaikan",
        "Setujui",
        "Perintahkan publikasi",
        "Lanjutkan",
        "Tandai terpublikasi",
        "Sudah tayang",
        "Belum tayang",
        "Sudah dicetak dan diarsipkan",
        "Isi naskah final sama",
        "Sesuai",
        "Tidak sesuai",
        "Cabut keberatan",
        "Keberatan",
        "Kirim koreksi",
        "Kembalikan untuk diperbaiki",
        "Tanya",
        "Tambah arahan",
        "Isi nomor",
        "Unggah naskah final",
        "Ganti naskah",
        "Tahan",
        "Tarik kembali",
        "Batalkan keputusan",
        "Catat disposisi tertulis",
        "Sedang saya periksa",
        "Laporkan kendala",
        "Isi Berita Acara",
        "Batalkan",
    ]


@pytest.mark.parametrize(
    ("scene", "reader", "expected"),
    [
        (
            "fresh",
            WAHYU,
            [
                ["Sedang saya periksa", "Laporkan kendala"],
                ["Batalkan"],
                ["Unduh naskah awal", "Daftar periksa"],
                ["Riwayat"],
            ],
        ),
        (
            "draft given",
            SRI,
            [
                ["Paraf"],
                ["Kembalikan untuk diperbaiki"],
                ["Sedang saya periksa", "Laporkan kendala"],
                ["Batalkan"],
                ["Lihat draf", "Daftar periksa"],
                ["Riwayat"],
            ],
        ),
        (
            "PPID parafed",
            SRI,
            [
                ["Paraf dan sampaikan"],
                ["Paraf"],
                ["Kembalikan untuk diperbaiki"],
                ["Sedang saya periksa", "Laporkan kendala"],
                ["Batalkan"],
                ["Lihat draf", "Daftar periksa"],
                ["Riwayat"],
            ],
        ),
        (
            "step 2",
            WAHYU,
            [
                ["Sampaikan"],
                ["Kembalikan untuk diperbaiki"],
                ["Isi nomor", "Sedang saya periksa"],
                ["Laporkan kendala", "Batalkan"],
                ["Lihat draf", "Nota Dinas (DOCX)"],
                ["Riwayat"],
            ],
        ),
        (
            "step 3",
            BAGUS,
            [
                ["Setujui"],
                ["Kembalikan untuk diperbaiki"],
                ["Tanya", "Tambah arahan"],
                ["Sedang saya periksa", "Laporkan kendala"],
                ["Lihat draf", "Riwayat"],
            ],
        ),
        (
            "step 3, correction open",
            BAGUS,
            [
                ["Setujui"],
                ["Kirim koreksi"],
                ["Kembalikan untuk diperbaiki"],
                ["Tanya", "Tambah arahan"],
                ["Sedang saya periksa", "Laporkan kendala"],
                ["Lihat draf", "Riwayat"],
            ],
        ),
        ("step 3", SRI, [["Isi nomor", "Tarik kembali"], ["Lihat draf", "Nota Dinas (DOCX)"], ["Riwayat"]]),
        (
            "step 4",
            SRI,
            [
                ["Perintahkan publikasi"],
                ["Tambah arahan", "Isi nomor"],
                ["Unggah naskah final", "Ganti naskah"],
                ["Tahan", "Sedang saya periksa"],
                ["Laporkan kendala", "Isi Berita Acara"],
                ["Batalkan"],
                ["Lihat draf", "Riwayat"],
            ],
        ),
        (
            "step 4, held",
            SRI,
            [
                ["Lanjutkan"],
                ["Isi nomor", "Unggah naskah final"],
                ["Ganti naskah", "Laporkan kendala"],
                ["Isi Berita Acara", "Batalkan"],
                ["Lihat draf", "Riwayat"],
            ],
        ),
        ("step 4", BAGUS, [["Batalkan keputusan", "Isi Berita Acara"], ["Lihat draf", "Riwayat"]]),
        ("step 4", RATNA, [["Isi Berita Acara"], ["Lihat draf", "Riwayat"]]),
        (
            "step 5",
            DIMAS,
            [
                ["Tandai terpublikasi"],
                ["Unggah naskah final", "Sedang saya periksa"],
                ["Laporkan kendala"],
                ["Lihat draf", "Riwayat"],
            ],
        ),
        ("step 3", DIMAS, [["Catat disposisi tertulis"], ["Lihat draf", "Riwayat"]]),
        (
            "step 3, written recorded",
            ENDAH,
            [["Sesuai"], ["Tidak sesuai"], ["Lihat draf", "Riwayat"]],
        ),
        ("step 3, written recorded", DIMAS, [["Tidak sesuai"], ["Lihat draf", "Riwayat"]]),
        (
            "step 4, on paper",
            BAGUS,
            [["Keberatan", "Batalkan keputusan"], ["Isi Berita Acara"], ["Lihat draf", "Riwayat"]],
        ),
        (
            "step 5, objected",
            BAGUS,
            [["Cabut keberatan", "Batalkan keputusan"], ["Isi Berita Acara"], ["Lihat draf", "Riwayat"]],
        ),
        ("step 5, objected", DIMAS, [["Unggah naskah final", "Laporkan kendala"], ["Lihat draf", "Riwayat"]]),
        ("step 6", ENDAH, [["Sudah tayang", "Belum tayang"], ["Lihat draf", "Riwayat"]]),
        ("step 6, confirmed", ENDAH, [["Lihat draf", "Riwayat"]]),
        ("cancelled", WAHYU, [["Lihat draf", "Riwayat"]]),
        ("step 3", AGUS, [["Lihat draf", "Riwayat"]]),
        ("fresh", JOKO, [["Riwayat"]]),
    ],
)
def test_a_card_shows_what_this_person_may_press(scene, reader, expected):
    assert labels(rows(view_of(brought(scene), reader))) == expected


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("reader", EVERYBODY)
def test_every_button_is_an_option_and_every_option_with_a_label_a_button(scene, reader):
    course = brought(scene)
    taps = [decode(button.data) for row in rows(view_of(course, reader)) for button in row]
    open_to = {(o.action, o.role) for o in options(course.m, reader, course.office) if o.action in LABELS}

    pressed = {(tap.action, tap.role) for tap in taps if tap.action is not None}

    if course.m.number and course.m.step > 2:
        # What was filled in is put right from the archive.
        open_to = {one for one in open_to if one[0] is not Action.SET_NUMBER}
    assert pressed <= open_to
    assert {action for action, _ in pressed} == {action for action, _ in open_to}
    assert all((tap.visit, tap.version) == (course.m.visit.number, course.m.version) for tap in taps)


def test_whoever_holds_both_drafters_roles_puts_each_paraf_by_its_own_tap():
    both = office({Role.ATASAN_PPID: (WAHYU,)})
    view = view_of(brought("draft given", both), WAHYU)

    found = [button for row in rows(view) for button in row if decode(button.data).action is Action.PARAF]

    assert [button.label for button in found] == ["Paraf", "Paraf sebagai Atasan PPID"]
    assert [decode(button.data).role for button in found] == [Role.PPID, Role.ATASAN_PPID]


def test_the_approving_button_stands_where_setujui_did_not():
    view = view_of(brought("step 3"), BAGUS)
    card, asked = rows(view), confirm_rows(view, Role.KOMISIONER)

    assert card[0][0].label == "Setujui"
    assert decode(card[0][0].data).verb is Verb.CONFIRM
    assert labels(asked) == [["Tambah arahan", "Batal"], ["Ya, setujui"]]
    assert [decode(b.data).verb for row in asked for b in row] == [Verb.ASK, Verb.CARD, Verb.DO]


@pytest.mark.parametrize(
    ("scene", "reader", "styled"),
    [
        ("draft given", WAHYU, {"Paraf": "primary", "Batalkan": "danger"}),
        ("PPID parafed", SRI, {"Paraf dan sampaikan": "primary", "Batalkan": "danger"}),
        ("step 3, correction open", BAGUS, {"Setujui": "success", "Kirim koreksi": "primary"}),
        ("step 4", BAGUS, {"Batalkan keputusan": "danger"}),
        ("step 6", ENDAH, {"Sudah tayang": "success"}),
    ],
)
def test_colours_mark_the_main_act_the_consent_and_the_undoing(scene, reader, styled):
    found = {button.label: button.style for row in rows(view_of(brought(scene), reader)) for button in row}

    assert {label: style for label, style in found.items() if style} == styled


def test_data_fits_and_decodes_and_rows_can_be_read_on_a_phone():
    for name, pages in every_message():
        for page in pages:
            for row in page.rows:
                assert len(row) <= 2, name
                assert len(row) == 1 or max(len(button.label) for button in row) <= 22, name
                for button in row:
                    assert len(button.data.encode()) <= LIMIT
                    assert decode(button.data).maklumat == MaklumatId(1)
                    assert button.style in ("", "primary", "success", "danger")
