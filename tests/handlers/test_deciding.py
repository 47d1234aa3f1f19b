"""Which words agree: they bring the screen that asks once more, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.meaning import AGREEING, agrees


@pytest.mark.parametrize(
    "words",
    [
        "setuju",
        "Setuju",
        "SETUJU",
        "Setuju.",
        "setuju!!!",
        "  setuju  ",
        "setuju 👍",
        "Saya setuju.",
        "ya, setuju",
        "Ya, saya setuju!",
        "Disetujui.",
        "setujui",
        "ACC",
        "ok, setuju",
        "Oke setuju",
        "ya\nsetuju",
    ],
)
def test_a_plain_yes_agrees(words):
    assert agrees(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "👍",
        "ya",
        "ok",
        "tidak setuju",
        "belum setuju",
        "kurang setuju",
        "saya tidak setuju",
        "setuju, tetapi judulnya mohon diperbaiki",
        "setuju tapi",
        "setuju dengan catatan",
        "Setuju, mohon tambahkan kanal pengaduan.",
        "setuju kalau nomornya benar",
        "apakah Bapak setuju",
        "disetujui dengan perbaikan",
        "setuju setuju",
        "se tuju",
        "persetujuan",
        "acc nanti",
        "setuju1",
        "setuju\nTetapi tanggalnya keliru.",
    ],
)
def test_a_yes_with_anything_beside_it_does_not(words):
    assert not agrees(words)


@given(st.text(min_size=1).filter(lambda words: any(char.isalnum() for char in words)))
def test_words_beside_a_yes_are_never_taken_for_a_yes_alone(words):
    beside = " ".join("".join(c if c.isalnum() else " " for c in f"setuju {words}".lower()).split())

    assert agrees(f"setuju {words}") == (beside in AGREEING)
    assert not agrees(f"tidak {words}")
