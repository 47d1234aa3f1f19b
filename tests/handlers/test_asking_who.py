"""Who is asked who somebody is, and which of the messages about him are such questions."""

from dataclasses import replace

from handlers.asking_who import asked_anew, asking, told
from handlers.screens.confirming import question_rows
from sop.roles import Roster
from storage.outbox import Screen
from storage.people import People
from storage.replies import AskWho, Say
from tests.handlers.screens.stage import people
from tests.sop.office import BAGUS, DIMAS, JOKO, RATNA, office

FOLK = people(office())


def waiting(folk: People = FOLK) -> People:
    """Dimas waits for a word, and so does Joko."""
    unsaid = {who: replace(folk[who], is_confirmed=False, asked=who) for who in (DIMAS, JOKO)}
    return replace(folk, by_id={**folk.by_id, **unsaid})


def test_each_who_waits_is_asked_of_in_a_message_of_his_own():
    folk = waiting()

    found = asking(folk.waiting_for(BAGUS), folk[BAGUS], reply_to=7)

    assert [(asked.about, asked.number, asked.person, asked.reply_to) for asked in found] == [
        (DIMAS, DIMAS, BAGUS, 7),
        (JOKO, JOKO, BAGUS, 7),
    ]
    assert asking(folk.waiting_for(BAGUS), replace(folk[BAGUS], telegram_id=None)) == ()


def test_who_comes_to_be_a_komisioner_in_office_is_asked_and_nobody_again():
    folk = waiting()
    without = (mandate for mandate in folk.roster.mandates if mandate.person != RATNA)
    before = replace(folk, roster=Roster(tuple(without)))

    found = asked_anew(before, folk, but=JOKO)

    assert [(asked.person, asked.about) for asked in found] == [(RATNA, DIMAS)]
    assert asked_anew(folk, folk) == ()


def test_what_asks_is_kept_as_a_question_and_other_news_is_not():
    folk = waiting()
    asks = Screen("…", question_rows(folk[DIMAS]))

    assert isinstance(told(asks, folk[DIMAS], folk[BAGUS], 9), AskWho)
    assert told(Screen("…"), folk[DIMAS], folk[BAGUS], 9) == Say(screen=Screen("…"), chat_id=9, person=BAGUS)
