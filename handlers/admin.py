"""What the admin does: invite people, see who is enrolled. The admin right never decides on a maklumat."""

from collections.abc import Sequence

from telegram import Update
from telegram.helpers import create_deep_linked_url

from handlers.context import BotContext
from handlers.screens import pages
from sop.roles import Role
from sop.wording import clean_words
from storage.people import Invitation
from storage.replies import Say

MEMBER = "anggota"
"""A member of the commission without a role, who may stand in for a Komisioner."""
SAPAAN = ("Bapak", "Ibu", "Sdr.", "Sdri.")


async def on_invite(_update: Update, context: BotContext) -> None:
    """/undang PERAN NAMA makes a one-time code for one person."""
    if not context.me.is_admin:
        await context.finish(context.say(pages.not_admin()))
        return
    invitation = _invitation(context.args or ())
    if invitation is None:
        await context.finish(context.say(pages.invite_usage()))
        return
    turn = context.turn

    def announce(code: str) -> Say:
        link = create_deep_linked_url(turn.bot_username, code) if turn.bot_username else None
        return context.say(pages.invited(invitation, link, code))

    await turn.desk.invite(invitation, turn.now, turn.cause, announce=announce)
    turn.settled = True


async def on_people(_update: Update, context: BotContext) -> None:
    """/pejabat: who is enrolled, in which roles, and whose code is still unused."""
    if not context.me.is_admin:
        await context.finish(context.say(pages.not_admin()))
        return
    people = await context.reading.people(context.now)
    waiting = await context.reading.open_invites(context.now)
    await context.finish(*(context.say(screen) for screen in pages.people_page(people, waiting)))


async def on_health(_update: Update, context: BotContext) -> None:
    """/kesehatan: how the service fares, and what to do where something is amiss."""
    if not context.me.is_admin:
        await context.finish(context.say(pages.not_admin()))
        return
    health = await context.reading.health(context.now)
    await context.finish(context.say(pages.health_page(health, context.turn.rules.calendar.zone)))


def _invitation(words: Sequence[str]) -> Invitation | None:
    """`ppid Bapak Wahyu; Kasubbag Hukum dan SDM`: roles, anggota, admin, joined by commas; sapaan, name, jabatan."""
    if len(words) < 2:
        return None
    wanted = words[0].lower().split(",")
    try:
        roles = tuple(dict.fromkeys(Role(word) for word in wanted if word not in ("admin", MEMBER)))
    except ValueError:
        return None
    sapaan = next((form for form in SAPAAN if form.lower().rstrip(".") == words[1].lower().rstrip(".")), "")
    name, _, jabatan = " ".join(words[2:] if sapaan else words[1:]).partition(";")
    name, jabatan = clean_words(name), clean_words(jabatan)
    if not name:
        return None
    return Invitation(
        name=name,
        roles=roles,
        sapaan=sapaan,
        jabatan=jabatan,
        is_admin="admin" in wanted,
        is_member=MEMBER in wanted,
    )
