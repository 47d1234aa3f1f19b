"""Whatever people type or are called: it is shown as it is, Telegram accepts it, and no message grows too long."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.screens import pages, questions
from handlers.screens.cards import board, card, confirm_approval, news, reminder
from handlers.screens.markup import LIMIT, clipped, screens, visible
from handlers.screens.markup import Words as Said
from sop import events as e
from sop.items import Item
from sop.roles import Role
from sop.steps import Action, Step
from sop.wording import clean_words
from storage.invites import Invitation
from storage.outbox import Screen
from storage.people import People
from storage.reading import View
from tests.handlers.screens.stage import brought, entries, parsed, titled, view_of
from tests.sop.office import BAGUS, DIMAS, LINK, MONDAY, PHOTO, SRI, WAHYU, WIB

NASTY = (
    "<b>tebal</b> & \"kutip\" 'satu' </blockquote><a href='x'>y</a>",
    "a < b && c > d &amp; &lt; &#x27;",
    "<" * 199 + "1",
    "&" * 199 + "1",
    "😀👨‍👩‍👧" * 30 + " 1",
    "baris satu\n\nbaris dua\n\tbaris tiga",
    "{prompt} %s {0} \\n *tebal* _miring_ [a](b) `c`",
    "مرحبا שלום",
)
LONG = ("kata " * 800).strip(), "x" * 4000, "1" + "😀" * 3999, "1" + "&" * 3999, "<i>" * 1333


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def accepted(found: tuple[Screen, ...] | Screen) -> str:
    """Everything that Telegram makes of these screens; fails where it would refuse one."""
    pages_ = (found,) if isinstance(found, Screen) else found
    texts = [parsed(page.text) for page in pages_]
    assert all(0 < units(text) <= LIMIT for text in texts), [units(text) for text in texts]
    assert all(visible(page.text) == units(text) for page, text in zip(pages_, texts, strict=True))
    assert all(page.rows == () for page in pages_[:-1])
    return "\n".join(texts)


def returned(words: str, *more: Item) -> tuple[View, e.Returned]:
    course = brought("step 3")
    event = e.Returned(
        at=course.now,
        by=BAGUS,
        role=Role.KOMISIONER,
        step=Step.DECISION,
        version=1,
        items=(Item(words), *more),
    )
    return view_of(course, WAHYU), event


@pytest.mark.parametrize("words", NASTY)
def test_hostile_words_are_shown_as_they_are(words):
    view, event = returned(words)

    assert words in accepted(card(view, event, now=MONDAY))
    assert words in accepted(news(view, event, now=MONDAY))


@pytest.mark.parametrize("words", LONG)
def test_words_as_long_as_a_message_arrive_whole_and_the_last_message_has_the_buttons(words):
    view, event = returned(words)
    found = card(view, event, now=MONDAY)

    text = accepted(found)

    assert len(found) > 1
    assert found[-1].rows
    assert text.count(words[0]) >= words.count(words[0])
    if len(found) == 2 or units(words) <= LIMIT - 200:
        assert words in text


def test_words_that_fit_one_message_are_never_torn_apart():
    view, event = returned("x" * 3_500)

    assert "x" * 3_500 in accepted(news(view, event, now=MONDAY))


def test_torn_words_are_numbered_and_whole_when_put_together_again():
    long = " ".join(f"kata{n}" for n in range(1_500))
    found = screens((Said("Koreksi", long),))
    bodies = [page.text.split(":\n", 1)[1].removesuffix("</blockquote>").partition(">")[2] for page in found]

    assert "".join(bodies) == long
    assert found[0].text.startswith(f"Koreksi (bagian 1 dari {len(found)}):\n<blockquote expandable>kata0 ")


def test_many_items_of_a_correction_all_arrive():
    items = tuple(Item(f"Butir nomor {n}: " + "panjang " * 200, (PHOTO,)) for n in range(12))
    view, event = returned("Mohon diperbaiki.", *items)

    text = accepted(card(view, event, now=MONDAY))

    assert all(item.text in text for item in items)


@pytest.mark.parametrize("words", [*NASTY, *LONG])
def test_a_redrawn_card_is_always_one_message(words):
    course = brought("step 3")
    course.does(BAGUS, Action.RETURN, words=clean_words(words))
    course.does(BAGUS, Action.JOIN_RETURN, words=clean_words(words))
    found = card(view_of(titled(course), WAHYU), None, now=course.now)

    assert len(found) == 1
    accepted(found)


def test_a_redrawn_card_counts_what_it_cannot_show():
    course = brought("step 3")
    for _ in range(40):
        course.does(BAGUS, Action.NOTE_CORRECTION, words="x" * 3_000, files=(PHOTO,))
    course.does(BAGUS, Action.SEND_CORRECTION)
    (found,) = card(view_of(titled(course), WAHYU), None, now=course.now)

    assert "40 butir; selengkapnya pada Riwayat." in accepted(found)


@pytest.mark.parametrize("title", [n[:200] for n in NASTY] + ["x" * 200, "&" * 200, "😀" * 200])
def test_a_hostile_title_is_shown_wherever_a_title_is(title):
    course = titled(brought("step 4"), title)
    view = view_of(course, SRI)

    assert title in accepted(card(view, None, now=course.now))
    accepted(news(view, course.journal[-2], head="a" * 64, now=course.now))
    accepted(reminder(view, e.RungReached(at=course.now, visit=4, rung="breach"), now=course.now + timedelta(days=9)))
    accepted(confirm_approval(view, Role.KOMISIONER))
    accepted(questions.question(Action.HOLD, view))
    accepted(questions.choose(Item(title), [Action.DIRECT], view))
    accepted(questions.kept_late(view, "Kalimat.", Action.RETURN))
    accepted(questions.offer_opening(title, title))
    accepted(pages.open_list([view] * 12, course.now))
    accepted(pages.archive_list([view] * 30))
    accepted(pages.archive_item(view))
    accepted(pages.checklist(view))
    accepted(pages.history(view, entries(course.journal), course.now))


@pytest.mark.parametrize("name", [*NASTY, "x" * 4000, "😀" * 2000])
def test_a_hostile_name_is_shown_wherever_a_name_is(name):
    course = brought("step 3, question open")
    view = view_of(course, BAGUS)
    by_id = {
        number: replace(official, name=name, jabatan=name, sapaan=name[:10])
        for number, official in view.people.by_id.items()
    }
    everyone = People(by_id, view.people.roster)
    view = replace(view, people=everyone, reader=by_id[BAGUS])

    accepted(card(view, course.journal[-1], now=course.now))
    accepted(card(view, None, now=course.now))
    accepted(confirm_approval(view, Role.KOMISIONER))
    accepted(pages.people_page(everyone, [Invitation(name=name)] * 40))
    accepted(pages.welcome(by_id[BAGUS], name[:100]))
    accepted(pages.help_page(by_id[BAGUS], [view] * 20, everyone, view.office.rules, now=course.now))
    accepted(
        pages.invited(
            Invitation(name=name, roles=(Role.PPID,)),
            pages.Handed(code="abc", link="https://t.me/bot?start=abc", until="besok"),
        )
    )
    accepted(pages.undelivered(by_id[BAGUS], [(name, "MKL-2027-001")], name))
    accepted(pages.delayed(by_id[BAGUS], [(name, "MKL-2027-001")], name))
    accepted(pages.unreadable(name))
    accepted(pages.incident(name, name))


@pytest.mark.parametrize("words", LONG)
def test_long_words_elsewhere_stay_one_message_or_arrive_whole(words):
    course = brought("step 4")
    course.does(SRI, Action.HOLD, words=words)
    held = view_of(titled(course), WAHYU)
    assert "Ditahan: " in accepted(card(held, None, now=course.now))
    accepted(card(held, course.journal[-1], now=course.now))
    accepted(pages.history(held, entries(course.journal), course.now))
    accepted(questions.choose(Item(words, (PHOTO,)), [Action.DIRECT, Action.ASK], held))
    course.does(WAHYU, Action.CANCEL, words=words)
    cancelled = view_of(titled(course), WAHYU)
    accepted(pages.archive_item(cancelled))
    accepted(card(cancelled, None, now=course.now))


def test_an_endless_address_is_kept_whole_in_the_history_and_does_not_break_the_card():
    course = brought("step 5")
    link = f"{LINK}?{'a' * 3_900}"
    course.does(DIMAS, Action.PUBLISH, value=link)
    view = view_of(titled(course), BAGUS)
    published = next(event for event in course.journal if isinstance(event, e.Published))

    accepted(card(view, None, now=course.now))
    accepted(pages.archive_item(view))
    assert link in accepted(news(view, published, now=course.now))
    assert link in accepted(pages.history(view, entries(course.journal), course.now))


def test_a_very_long_basis_does_not_break_the_checklist():
    course = brought("draft given")
    course.does(WAHYU, Action.SET_BASIS, value="\n".join(f"Peraturan <{n}> & lainnya" for n in range(150)))

    accepted(pages.checklist(view_of(course, WAHYU)))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_is_accepted(text):
    words = clean_words(text)
    view, event = returned(words or "-")

    assert accepted(card(view, event, now=MONDAY))
    assert accepted(Screen(board(replace(view, maklumat=replace(view.maklumat, title=words[:200] or "-")), MONDAY)))


def test_a_paragraph_that_is_too_long_by_mistake_is_split_without_its_markup():
    assert "a & b " * 1_000 in accepted(screens((f"<b>{'a &amp; b ' * 1_000}</b>.",))).replace("\n", "")


def test_clipping_prefers_a_gap():
    assert clipped("satu dua tiga", 10) == "satu dua…"
    assert clipped("satudua", 5) == "satu…"
    assert clipped("pas", 3) == "pas"


def test_the_outage_sentence_is_plain_html():
    told = pages.outage(MONDAY, MONDAY + timedelta(minutes=17), WIB)

    assert told == (
        "Layanan ini tidak tersambung dengan Telegram dari Senin, 18 Januari 2027 pukul 10.00 WIB s.d. 10.17 WIB. "
        "Mohon menekan kembali tombol yang belum ditanggapi."
    )
