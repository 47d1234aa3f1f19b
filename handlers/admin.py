"""What the admin does: invite people, see who is enrolled. The admin right never decides on a maklumat."""

import re
from collections.abc import Sequence
from dataclasses import replace

from telegram import Update
from telegram.helpers import create_deep_linked_url

from handlers.attachments import Brought
from handlers.context import BotContext
from handlers.leaving import matching
from handlers.letters import letter_alone, person_name, post_name
from handlers.screens import officials, pages
from handlers.screens.addressing import address_form
from handlers.screens.administering import Lacking
from handlers.screens.dates import moment
from handlers.screens.profiles import Profile, profile_page
from sop.errors import FileRequired
from sop.items import Item
from sop.roles import Role
from sop.wording import clean_words
from storage.errors import AdminOnly, NotToYourself
from storage.invites import INVITE_LASTS, Invitation
from storage.people import named, named_alike
from storage.prompts import Prompt
from storage.replies import Say

MEMBER = "anggota"
"""A member of the commission without a role, who may stand in for a Komisioner."""
BASIS, LETTER = "invite-basis", "invite-letter"
PURPOSES = frozenset({BASIS, LETTER})
"""Purposes of the questions for the letter of one more who decides: its number, and itself."""


async def on_invite(_update: Update, context: BotContext) -> None:
    """/undang PERAN NAMA makes a one-time code for one person.

    Raises:
        DetailUnfit: the name or the post is none.
        NotToYourself: the admin would give himself a role.
    """
    if not context.me.is_admin:
        await context.finish(context.say(pages.not_admin()))
        return
    invitation = _invitation(context.args or ())
    if isinstance(invitation, Lacking):
        await context.finish(context.say(pages.invite_usage(invitation)))
        return
    people = await context.reading.people(context.now)
    if (invitation.roles or invitation.is_member) and named(people, invitation.name) == context.me.id:
        raise NotToYourself
    if Role.KOMISIONER in invitation.roles and await context.reading.has_komisioner(invitation.name, context.now):
        asked = officials.ask_letter_number(invitation.name)
        await context.finish(context.say(asked, prompt=_prompt(context, BASIS, invitation)))
        return
    await _invite(context, invitation)


async def take(context: BotContext, brought: Brought, prompt: Prompt) -> None:
    """The number, or the scan, of the letter by which somebody is to decide.

    Raises:
        AdminOnly: whoever answers is no admin any more.
        DetailUnfit: there is no number in it.
        FileRequired: the letter itself was asked for.
    """
    if not context.me.is_admin:
        raise AdminOnly
    invitation = replace(_kept(prompt.held), scan=brought.item.scan)
    if prompt.purpose == BASIS:
        today = context.turn.rules.calendar.local(context.now).date()
        invitation = replace(invitation, basis=letter_alone(brought.item.text, today))
        if invitation.scan is None:
            asked = officials.ask_letter(invitation.name)
            said = context.say(asked, prompt=_prompt(context, LETTER, invitation))
            await context.finish(said, answers=prompt.id)
            return
    elif invitation.scan is None:
        raise FileRequired
    await _invite(context, invitation, answers=prompt.id, contents=brought.contents)


async def _invite(
    context: BotContext,
    invitation: Invitation,
    *,
    answers: int | None = None,
    contents: dict[str, bytes] | None = None,
) -> None:
    turn = context.turn
    people, waiting = await context.reading.people(context.now), await context.reading.open_invites(context.now)
    in_office = people.roster.komisioner_in_office()
    known = named(people, invitation.name)
    gives_more = Role.KOMISIONER in invitation.roles or invitation.is_admin or invitation.is_member
    is_settled = known is not None and people[known].is_confirmed and not gives_more

    def announce(code: str) -> Say:
        handed = pages.Handed(
            code=code,
            link=create_deep_linked_url(turn.bot_username, code) if turn.bot_username else None,
            until=moment(turn.now + INVITE_LASTS, turn.rules.calendar.zone),
            is_asked=bool(in_office) and context.me.id not in in_office and not is_settled,
            is_alone=not in_office,
            is_newer=any(one.binds is None and named_alike(one.name, invitation.name) for one in waiting),
            is_known=known is not None,
        )
        return context.say(pages.invited(invitation, handed))

    by_me = replace(invitation, by=context.me.id)
    await turn.desk.invite(by_me, turn.now, turn.cause, announce=announce, answers=answers, contents=contents)
    turn.settled = True


def _prompt(context: BotContext, purpose: str, invitation: Invitation) -> Prompt:
    one = invitation
    fields = (one.name, " ".join(one.roles), one.sapaan, one.jabatan, "admin" if one.is_admin else "", one.basis)
    return Prompt(purpose=purpose, person=context.me.id, held=Item("\n".join(fields)))


def _kept(held: Item) -> Invitation:
    name, roles, sapaan, jabatan, is_admin, basis = held.text.split("\n", 5)
    return Invitation(
        name=name,
        roles=tuple(Role(role) for role in roles.split()),
        sapaan=sapaan,
        jabatan=jabatan,
        is_admin=bool(is_admin),
        basis=basis,
    )


async def on_people(_update: Update, context: BotContext) -> None:
    """/pejabat [NAMA]: who is enrolled, in which roles, and whose code is still unused; or one of them."""
    if not context.me.is_admin:
        await context.finish(context.say(pages.not_admin()))
        return
    people = await context.reading.people(context.now)
    wanted = " ".join(context.args or ())
    fitting = matching(people, wanted)
    if len(fitting) == 1:
        profile = Profile(fitting[0], people, await context.reading.official_file(fitting[0].id, context.now))
        await context.finish(context.say(profile_page(profile, context.me)))
        return
    if fitting:
        await context.finish(*(context.say(screen) for screen in pages.which_official(people, fitting, wanted)))
        return
    waiting = await context.reading.open_invites(context.now)
    await context.finish(*(context.say(screen) for screen in pages.people_page(people, waiting, unknown=wanted)))


async def on_health(_update: Update, context: BotContext) -> None:
    """/kesehatan: how the service fares, and what to do where something is amiss."""
    if not context.me.is_admin:
        await context.finish(context.say(pages.not_admin()))
        return
    health = await context.reading.health(context.now, context.turn.cause.seqs)
    await context.finish(context.say(pages.health_page(health, context.turn.rules.calendar.zone)))


_WRITTEN = {"atasan ppid": "atasan-ppid", "e ppid": "e-ppid", "eppid": "e-ppid", "operator": "pelaksana"}
"""A role as the office writes it, or the SOP's own word for it, and as a command takes it."""


def _with_role_in_one_word(words: Sequence[str]) -> list[str]:
    """'e ppid Ibu Endah' is 'e-ppid Ibu Endah'; blanks after commas join what belongs together."""
    text = re.sub(
        r"\s*,\s*(?=(?:atasan|ppid|e[ -]?ppid|komisioner|pelaksana|operator|anggota|admin)\b)",
        ",",
        " ".join(words),
        flags=re.IGNORECASE,
    )
    for written, taken in _WRITTEN.items():
        text = re.sub(rf"(^|,){written}(?=[\s,]|$)", rf"\g<1>{taken}", text, flags=re.IGNORECASE)
    return text.split()


def _invitation(words: Sequence[str]) -> Invitation | Lacking:
    """`ppid Bapak Wahyu; Kasubbag Hukum dan SDM`: roles, anggota, admin, joined by commas; sapaan, name, jabatan."""
    words = _with_role_in_one_word(words)
    if not words:
        return Lacking()
    wanted = words[0].lower().split(",")
    for word, written in zip(wanted, words[0].split(","), strict=True):
        if word not in ("admin", MEMBER, *Role):
            return Lacking(no_role=written or words[0])
    roles = tuple(dict.fromkeys(Role(word) for word in wanted if word not in ("admin", MEMBER)))
    if len(words) < 2:
        return Lacking(role=words[0])
    if (glued := re.fullmatch(r"(\w+\.)(\w.*)", words[1])) and address_form(glued[1]):
        words = [words[0], *glued.groups(), *words[2:]]
    sapaan = address_form(words[1])
    name, _, jabatan = " ".join(words[2:] if sapaan else words[1:]).partition(";")
    if not clean_words(name):
        return Lacking(role=words[0])
    return Invitation(
        name=person_name(name),
        roles=roles,
        sapaan=sapaan,
        jabatan=post_name(jabatan) if jabatan.strip() else "",
        is_admin="admin" in wanted,
        is_member=MEMBER in wanted,
    )
