from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.papers import Kop, Paraf, Tick, render
from bot.papers.letters import NO_EMOJI, NO_SCRIPT, PRINTABLE, printable

MARKUP = (
    '#set text(red) $x^2$ *tebal* _miring_ `kode` @ref <label> \\ \\u{41} [x] // bukan komentar /* x */ "kutip" ~ --'
)


def test_markup_is_printed_and_not_obeyed(disposisi, pages):
    (page,) = pages(render(replace(disposisi, directions=(MARKUP, "= judul\n- butir\n+ angka"))))

    assert MARKUP in page
    assert "= judul - butir + angka" in page


def test_typst_code_in_an_arahan_reads_no_file(disposisi, pages):
    (page,) = pages(render(replace(disposisi, directions=('#read("kop.typ") #sys.inputs #panic("x")',))))

    assert '#read("kop.typ") #sys.inputs #panic("x")' in page


def test_every_text_field_of_a_nota_dinas_stands_any_text(nota_dinas, pages):
    for field in fields(nota_dinas):
        if isinstance(getattr(nota_dinas, field.name), str):
            (page,) = pages(render(replace(nota_dinas, **{field.name: "#x $ * _ @y < \\"})))
            assert "#x $ * _ @y < \\" in page
    form = replace(
        nota_dinas,
        kop=Kop(region="#x", address="$a"),
        copies=("*x",),
        parafs=(Paraf(role="_x", name="@x"),),
    )
    (page,) = pages(render(form))
    for printed in ("#X", "$a", "*x", "_x", "@x"):
        assert printed in page


def test_an_emoji_is_shown_as_a_stand_in_and_the_paper_says_so(disposisi, pages):
    (page,) = pages(render(replace(disposisi, directions=("Baik 👍🏽🙏 👨‍👩‍👧, segera. 漢字",))))

    assert "Baik ⟨emoji⟩ ⟨emoji⟩, segera. ⟨aksara lain⟩" in page
    assert "menggantikan yang tidak dapat dicetak; aslinya tersimpan dalam Riwayat" in page


def test_a_paper_without_stand_ins_does_not_mention_them(disposisi, pages):
    (page,) = pages(render(disposisi))

    assert "aslinya" not in page


def test_marks_that_turn_the_reading_direction_are_not_printed():
    assert printable("setuju \u202eajutes\u202c \u2066x\u2069 \u200f\ufeff\u200bakhir") == "setuju ajutes x akhir"


def test_arabic_and_accents_are_printed(disposisi, pages):
    (page,) = pages(render(replace(disposisi, directions=("Assalamu'alaikum السلام عليكم, café e\u0301",))))

    assert "café é" in page
    assert NO_SCRIPT not in page
    assert "⟨aksara lain⟩" not in page


def test_line_breaks_are_kept_and_controls_fall_away():
    assert printable("a\r\nb\rc\u2028d\x00\x1b\te\udc80") == "a\nb\nc\nd e"


def test_a_heap_of_accents_does_not_cover_the_line_above():
    assert printable("a" + "\u0336\u0335\u0334" * 50) == "a\u0336\u0335"


def test_runs_of_what_cannot_be_printed_become_one_stand_in():
    assert printable("😀😃❤️ ꦲꦏ\ue000x") == f"{NO_EMOJI} {NO_SCRIPT}{NO_EMOJI}x"


def test_a_word_without_end_stays_on_the_paper_and_can_be_copied(disposisi, pages):
    link = "https://karanganyarkabppid.kpu.go.id/" + "maklumat" * 40

    (page,) = pages(render(replace(disposisi, directions=(link,), subject="W" * 200)))

    assert link in page.replace(" ", "")
    assert "W" * 200 in page.replace(" ", "")


def test_every_letter_called_printable_has_a_shape(disposisi):
    """PDF/A refuses a letter without one, so making the paper is the check."""
    letters = "".join(chr(code) for first, last in PRINTABLE for code in range(first, last + 1))

    assert render(replace(disposisi, directions=tuple(letters[at : at + 60] for at in range(0, len(letters), 60))))


@pytest.mark.parametrize("letter", ["\u0300", "\u064b", " ", "\n", "\u05d0", "ا", "x"])
def test_any_letter_may_stand_alone(disposisi, letter):
    assert render(replace(disposisi, directions=(letter, "", " "), forwarded_to=(Tick(label=letter),)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400))
def test_whatever_a_person_can_type_makes_a_paper(disposisi, text):
    assert render(replace(disposisi, directions=(text,), subject=text, decided_by_name=text)).startswith(b"%PDF")
