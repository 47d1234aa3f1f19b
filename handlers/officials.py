"""/pejabat: an admin looks at one official and changes what is to be changed; each change says why.

Which official, what, and the words for it are asked for in this order; whether it may be so is decided by the Desk.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from telegram import Update
from telegram.helpers import create_deep_linked_url

from handlers import asking_who
from handlers.attachments import Brought
from handlers.callbacks import BadButton, Verb, decode
from handlers.context import BotContext
from handlers.letters import letter_and_term, person_name, post_name
from handlers.screens import officials as pages
from handlers.screens.addressing import address_form
from handlers.screens.profiles import NUMBERS, Profile, profile_page
from handlers.when import DaysUnfit
from sop.errors import FileRequired
from sop.items import NOTHING, Item
from sop.officials import Change
from sop.roles import PersonId, Role
from sop.wording import clean_words
from sop.wording import reason as written_reason
from storage.errors import AdminOnly, DetailUnfit, Unnamed
from storage.officials import Changed, Wish
from storage.people import People
from storage.prompts import Prompt
from storage.replies import AskWho, Reply, Say, Send, SettleWho

PATTERN_OFFICIAL = rf"^{Verb.OFFICIAL}\."
PATTERN_CHANGE = rf"^{Verb.CHANGE_OFFICIAL}\."
PATTERN_CONFIRM = rf"^{Verb.CONFIRM_ACCOUNT}\."
PATTERN_HISTORY = rf"^{Verb.OFFICIAL_HISTORY}\."
WORDS, SCAN = "official", "official-scan"
PURPOSES = frozenset({WORDS, SCAN})
"""Purposes of the questions: for the words of a change, and for the letter of whoever is to decide."""


async def on_official(_update: Update, context: BotContext) -> None:
    """The button of one official: what he holds, and what may be changed."""
    profile = await _profile(context, PersonId(decode(context.query.data).visit))
    await context.finish(context.say(profile_page(profile, context.me), edit=context.tapped))


async def on_change(_update: Update, context: BotContext) -> None:
    """The button of a change: the role is chosen, then its words are asked for.

    Raises:
        BadButton: it asks for nothing that is known.
        Unnamed: on a page of before the name was replaced.
    """
    tap = decode(context.query.data)
    profile = await _profile(context, PersonId(tap.visit))
    if profile.official.is_unnamed:
        raise Unnamed(profile.official.id)
    change, what = NUMBERS.get(tap.version, (None, ""))
    if change is None:
        raise BadButton
    if change in (Change.GRANTED, Change.ENDED) and tap.role is None:
        held = {mandate.role for mandate in profile.file.mandates}
        roles = [role for role in Role if (role in held) is (change is Change.ENDED)]
        await context.finish(context.say(pages.choose_role(profile, tap.version, roles), edit=context.tapped))
        return
    await _ask(context, profile, Wish(person=profile.official.id, change=change, role=tap.role, what=what))


async def on_confirm(_update: Update, context: BotContext) -> None:
    """The second admin says that an official is to get another account."""
    profile = await _profile(context, PersonId(decode(context.query.data).visit))
    if profile.file.asked_by is None:
        # Nobody asks any more: the first admin's wish has had its day, or somebody was faster.
        context.turn.toast = pages.NO_WISH
        await context.finish(context.say(profile_page(profile, context.me), edit=context.tapped))
        return
    await _change(context, Wish(person=profile.official.id, change=Change.REBIND_ASKED))


async def on_history(_update: Update, context: BotContext) -> None:
    """What was changed about one official, by whom and why."""
    profile = await _profile(context, PersonId(decode(context.query.data).visit))
    told = pages.history_page(profile, context.turn.rules.calendar.zone)
    await context.finish(*(context.say(screen) for screen in told))


async def take(context: BotContext, brought: Brought, prompt: Prompt) -> None:
    """The answer to one of the questions."""
    wish = _kept(prompt.held)
    profile = await _profile(context, wish.person)
    text = " ".join(clean_words(brought.item.text).split())
    if prompt.purpose == SCAN:
        if brought.item.scan is None:
            raise FileRequired
        wish = replace(wish, scan=brought.item.scan)
    elif wish.change is Change.DETAILS:
        wish = replace(wish, value=_detail(wish.what, text))
    elif wish.change is Change.GRANTED:
        try:
            number, term = letter_and_term(brought.item.text, _today(context))
        except DaysUnfit as unfit:
            again = pages.ask(profile, wish, before=pages.days_unread(unfit))
            await context.finish(context.say(again, again=prompt))
            return
        wish = replace(wish, reason=number, from_on=term.first, until_on=term.until, scan=brought.item.scan)
    else:
        wish = replace(wish, reason=_reason(text))
    if wish.role is Role.KOMISIONER and wish.change is Change.GRANTED and wish.scan is None:
        asked = context.say(pages.ask_letter(profile.official.name), prompt=_prompt(context, SCAN, wish))
        await context.finish(asked, answers=prompt.id)
        return
    await _change(context, wish, answers=prompt.id, contents=brought.contents)


async def _ask(context: BotContext, profile: Profile, wish: Wish) -> None:
    await context.finish(context.say(pages.ask(profile, wish), prompt=_prompt(context, WORDS, wish)))


async def _change(
    context: BotContext, wish: Wish, *, answers: int | None = None, contents: dict[str, bytes] | None = None
) -> None:
    turn, me = context.turn, context.me

    def say(people: People, changed: Changed) -> Sequence[Reply]:
        said: list[Reply] = []
        if changed.code:
            link = create_deep_linked_url(turn.bot_username, changed.code) if turn.bot_username else None
            said.append(context.say(pages.account_code(changed, people, link)))
        else:
            said.append(context.say(pages.done(changed, people)))
        return (*said, *news(people, changed), *context.beside())

    await turn.desk.change_official(wish, me.id, turn.cause, turn.now, say=say, answers=answers, contents=contents)
    turn.settled = True


def news(people: People, changed: Changed, *, settled_by: tuple[int, int | None] = (0, None)) -> tuple[Reply, ...]:
    """What those read whom a change concerns beside who did it; with the letter where it makes one who decides.

    Copies of a question that it answers, or leaves behind, say so: all but the message `settled_by` (chat and number).
    """
    about = people[changed.event.person]
    said: list[Reply] = [SettleWho(event=changed.event, but=settled_by)]
    for person in changed.concerned:
        official = people[person]
        if official.telegram_id is None:
            # Whose access or account is taken is told where he was reached until now; nothing else goes there.
            if (until_now := changed.before[person].telegram_id) is not None:
                said.append(Say(screen=pages.told(changed, people, changed.before[person]), chat_id=until_now))
            continue
        told = asking_who.told(pages.told(changed, people, official), about, official, official.telegram_id)
        said.append(told)
        if changed.event.scan is not None and not isinstance(told, AskWho):
            said.append(Send(chat_id=official.telegram_id, person=official.id, files=(changed.event.scan,)))
    return (*said, *asking_who.asked_anew(changed.before, people, but=changed.event.person))


async def _profile(context: BotContext, person: PersonId) -> Profile:
    """One official, for an admin alone.

    Raises:
        AdminOnly: whoever asks is none.
        BadButton: nobody has this number.
    """
    people = await context.reading.people(context.now)
    if context.me.id not in people.roster.admins:
        raise AdminOnly
    if person not in people.by_id:
        raise BadButton
    return Profile(people[person], people, await context.reading.official_file(person, context.now))


def _prompt(context: BotContext, purpose: str, wish: Wish) -> Prompt:
    return Prompt(purpose=purpose, person=context.me.id, held=_held(wish))


def _held(wish: Wish) -> Item:
    """In the form in which a question keeps it until its answer comes."""
    days = [day.isoformat() if day is not None else "" for day in (wish.from_on, wish.until_on)]
    fields = (str(wish.person), wish.change, wish.role or "", wish.what, *days, wish.reason)
    return Item("\n".join(fields))


def _kept(held: Item) -> Wish:
    assert held != NOTHING
    person, change, role, what, first, last, reason = held.text.split("\n", 6)
    return Wish(
        person=PersonId(int(person)),
        change=Change(change),
        role=Role(role) if role else None,
        what=what,
        from_on=date.fromisoformat(first) if first else None,
        until_on=date.fromisoformat(last) if last else None,
        reason=reason,
    )


def _detail(what: str, text: str) -> str:
    if what == "name":
        return person_name(text)
    if what == "jabatan":
        return post_name(text)
    if not (form := address_form(text)):
        raise DetailUnfit(what)
    return form


def _reason(text: str) -> str:
    return written_reason(" ".join(text.split()).strip(" ;,"))


def _today(context: BotContext) -> date:
    return context.turn.rules.calendar.local(context.now).date()
