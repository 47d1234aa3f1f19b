"""Who is let through: enrolled officials, in their private chat, by their numeric id. Everybody else ends here.

Authority over a maklumat is not decided here but by the Desk, inside the transaction that acts.
"""

from collections.abc import Iterable
from contextlib import suppress

from telegram import Chat, MaybeInaccessibleMessage, Message, Update, User
from telegram.ext import ApplicationHandlerStop, CommandHandler, filters

from handlers import start
from handlers.callbacks import BadButton, Tap, decode
from handlers.context import BotContext
from handlers.screens import pages
from storage.people import Official
from storage.provenance import Lost, Place, Said

_START = CommandHandler("start", start.on_start, filters.UpdateType.MESSAGE)


async def on_any(update: Update, context: BotContext) -> None:
    """Let an official's private message or tap pass; answer or ignore the rest, and stop there."""
    turn = context.turn
    if update.my_chat_member is not None:
        await context.finish()
        raise ApplicationHandlerStop
    sender, chat = update.effective_user, update.effective_chat
    if sender is None or sender.is_bot or chat is None or _nobody(update) or _made_up(sender, chat):
        await context.finish()
        raise ApplicationHandlerStop
    if chat.type != Chat.PRIVATE:
        await _refuse_group(update, context, chat)
        raise ApplicationHandlerStop
    if turn.official is not None and turn.official.closed_account is not None:
        await _refuse_closed(update, context, sender)
        raise ApplicationHandlerStop
    if turn.official is None and not _starts(update):
        await _refuse_stranger(update, context, sender)
        raise ApplicationHandlerStop
    if update.callback_query is not None and not update.callback_query.data:
        # The library lets empty data pass any pattern, so the first tap handler would take it.
        raise BadButton
    if update.edited_message is not None:
        await context.finish(context.say(pages.edit_not_taken()))
        raise ApplicationHandlerStop
    if turn.official is not None and not _starts(update):
        await _refuse_lost(update, context, turn.official)


async def _refuse_lost(update: Update, context: BotContext, official: Official) -> None:
    """What points at a message of which nothing is recorded, or was written before a restore could be known of."""
    tap, message = update.callback_query, update.message
    if tap is not None:
        if await context.reading.lost(Said(context.chat_id, _place(tap.message, tap.data), None)) is not None:
            raise BadButton
        return
    quoted = message.reply_to_message if message is not None else None
    is_reply = quoted is not None and quoted.from_user is not None and quoted.from_user.is_bot
    said = Said(context.chat_id, _place(quoted) if is_reply else None, _place(message))
    lost = await context.reading.lost(said)
    if lost is not None:
        if lost is Lost.TARGET:
            page = pages.reply_to_unknown(official, was_restored=await context.reading.restored() is not None)
        else:
            page = pages.written_before_restore(official)
        await context.finish(context.say(page))
        raise ApplicationHandlerStop


def _place(message: MaybeInaccessibleMessage | None, pressed: str | None = None) -> Place | None:
    """Where a message stands, and what its buttons say; of one that is too old Telegram tells only what was pressed."""
    if message is None:
        return None
    if not isinstance(message, Message):
        return Place(message.message_id, None, asked=_asked(_taps([pressed])))
    rows = message.reply_markup.inline_keyboard if message.reply_markup is not None else ()
    data = frozenset(button.callback_data for row in rows for button in row if isinstance(button.callback_data, str))
    taps = _taps(data)
    about = frozenset((tap.maklumat, tap.visit, tap.version) for tap in taps if tap.maklumat)
    return Place(message.message_id, message.date, data, about, _asked([*taps, *_taps([pressed])]))


def _taps(said: Iterable[str | None]) -> list[Tap]:
    found = []
    for data in said:
        with suppress(BadButton):
            found.append(decode(data))
    return found


def _asked(taps: Iterable[Tap]) -> frozenset[int]:
    return frozenset(int(tap.prompt) for tap in taps if tap.prompt)


def _nobody(update: Update) -> bool:
    """Channel posts and anonymous admins have no person behind them who could be held to it."""
    message = update.effective_message
    return update.callback_query is None and (message is None or message.sender_chat is not None)


def _made_up(sender: User, chat: Chat) -> bool:
    """A private chat has the number of the one person in it; Telegram never says otherwise."""
    return chat.type == Chat.PRIVATE and chat.id != sender.id


def _starts(update: Update) -> bool:
    """Whether /start will take it, as the library reads commands: what only looks like one comes from a stranger."""
    found = _START.check_update(update)
    return found is not None and found is not False


async def _refuse_group(update: Update, context: BotContext, chat: Chat) -> None:
    message = update.message
    speaks_to_us = message is not None and bool(message.text) and str(message.text).startswith("/")
    if update.callback_query is not None:
        await context.finish(toast=pages.GROUPS_REFUSED_TOAST, alert=True)
    elif speaks_to_us:
        await context.finish(context.say(pages.groups_refused(), chat_id=chat.id))
    else:
        await context.finish()


async def _refuse_closed(update: Update, context: BotContext, sender: User) -> None:
    """Nothing is taken from an account whose access is closed, and nothing shown to whoever holds it now."""
    official = context.turn.official
    assert official is not None
    people = await context.reading.people(context.now)
    if update.callback_query is not None:
        await context.finish(toast=pages.access_closed_toast(people), alert=True)
    elif update.message is not None:
        screen = pages.access_closed(official, context.turn.rules.office_name, people)
        await context.finish(context.say(screen, chat_id=sender.id))
    else:
        await context.finish()


async def _refuse_stranger(update: Update, context: BotContext, sender: User) -> None:
    if update.callback_query is not None:
        await context.finish(toast=pages.STRANGER_TOAST, alert=True)
    elif update.message is not None:
        screen = pages.stranger(context.turn.rules.office_name)
        await context.finish(context.say(screen, chat_id=sender.id))
    else:
        await context.finish()
