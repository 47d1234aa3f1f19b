"""Buka maklumat pengganti: who is offered it, what is asked, and how the two name each other."""

from dataclasses import replace

import pytest

from handlers.callbacks import Tap, Verb, decode, encode
from handlers.screens import pages
from handlers.screens.cards import board, card, document_caption, news
from handlers.screens.histories import history
from handlers.screens.succession import ask_title, lineage
from handlers.succeeding import SUCCEED
from sop import events as e
from sop.events import MaklumatId, Predecessor
from sop.maklumat import Phase
from sop.steps import Action
from tests.handlers.screens.stage import FORBIDDEN, brought, entries, parsed, shown, view_of
from tests.sop.office import BAGUS, DIMAS, MONDAY, SRI, WAHYU

OLD = Predecessor(maklumat=MaklumatId(1), control_number="MKL-2026-001")
OFFERED = "[Buka maklumat pengganti]"


def successor(phase=Phase.OPEN):
    return replace(brought("fresh").m, id=MaklumatId(2), control_number="MKL-2028-001", phase=phase)


@pytest.mark.parametrize(
    ("scene", "reader", "is_offered"),
    [
        ("step 6", WAHYU, True),
        ("step 6, confirmed", SRI, True),
        ("step 6, confirmed", BAGUS, False),
        ("step 6, confirmed", DIMAS, False),
        ("step 5", WAHYU, False),
        ("cancelled", WAHYU, False),
    ],
)
def test_it_is_offered_to_drafters_in_the_archive_of_what_is_published(scene, reader, is_offered):
    assert (OFFERED in shown(pages.archive_item(view_of(brought(scene), reader)))) is is_offered


@pytest.mark.parametrize(
    ("phase", "line"),
    [(Phase.OPEN, "Sedang digantikan melalui MKL-2028-001"), (Phase.PUBLISHED, "Digantikan oleh MKL-2028-001")],
)
def test_the_old_one_names_its_successor_wherever_it_is_shown_and_offers_no_second(phase, line):
    course = brought("step 6, confirmed")
    view = replace(view_of(course, WAHYU), successor=successor(phase))
    item = shown(pages.archive_item(view))

    assert OFFERED not in item
    for told in (
        item,
        shown(pages.archive_list([view])),
        shown(card(view, None, now=course.now)),
        shown(history(view, entries(course.journal), course.now)),
    ):
        assert line in told


@pytest.mark.parametrize(
    ("scene", "line"), [("step 3", "Akan menggantikan MKL-2026-001"), ("step 6", "Menggantikan MKL-2026-001")]
)
def test_the_new_one_names_what_it_replaces_wherever_it_is_shown(scene, line):
    course = brought(scene)
    course.maklumat = replace(course.m, replaces=OLD)
    course.journal[0] = replace(course.journal[0], replaces=OLD)
    view = view_of(course, BAGUS)

    for told in (
        board(view, course.now),
        shown(pages.archive_item(view)),
        shown(history(view, entries(course.journal), course.now)),
    ):
        assert line in told
    assert ", menggantikan MKL-2026-001." in shown(history(view, entries(course.journal), course.now))


def test_everybody_who_reads_that_it_is_published_reads_what_it_replaces():
    course = brought("step 6")
    course.maklumat = replace(course.m, replaces=OLD)
    published = next(event for event in course.journal if isinstance(event, e.Published))

    assert "Menggantikan MKL-2026-001" in shown(news(view_of(course, BAGUS), published, now=course.now))


def test_one_without_either_says_nothing_of_it():
    assert lineage(view_of(brought("step 6"), WAHYU)) == ()


def test_a_successor_is_opened_with_what_was_published_beside_its_card():
    course = brought("fresh")
    course.maklumat = replace(course.m, replaces=OLD)
    opened = replace(course.journal[0], replaces=OLD)

    for reader in (WAHYU, SRI):
        view = view_of(course, reader)
        text = shown(card(view, opened, now=MONDAY))
        assert (
            "Naskah MKL-2026-001 yang terpublikasi terlampir sebagai bahan penyusunan dan belum menjadi draf." in text
        )
        assert document_caption("predecessor", view) == "Naskah MKL-2026-001 yang terpublikasi · MKL-2027-001"


def test_its_title_is_asked_for_with_a_proposal():
    screen = ask_title(view_of(brought("step 6, confirmed"), WAHYU), "Maklumat Tahun <2028>")

    assert (
        parsed(screen.text)
        == """\
Buka maklumat pengganti
Menggantikan: Maklumat Pelayanan Informasi Publik Tahun 2027 (MKL-2027-001)

Judul yang diusulkan: Maklumat Tahun <2028>

Untuk judul lain, balas pesan ini dengan judulnya, paling banyak 200 karakter. Naskah yang terakhir dipublikasikan \
dikirim sebagai bahan penyusunan. Maklumat lama tetap berlaku sampai penggantinya terpublikasi."""
    )
    assert not FORBIDDEN.search(screen.text)
    (take,), (aside,) = screen.rows
    assert (take.label, aside.label) == ("Buka dengan judul ini", "Batal")
    tap = decode(take.data.replace("{prompt}", "9"))
    assert (tap.verb, tap.action, tap.prompt) == (Verb.CHOOSE, None, "9")
    assert SUCCEED not in set(Action)


def test_the_button_says_which_one_is_to_be_replaced():
    found = pages.archive_item(view_of(brought("step 6"), WAHYU)).rows[-1][0].data

    assert found == encode(Tap(verb=Verb.SUCCEED, maklumat=MaklumatId(1)))
