"""What fits nothing: an unknown command, an unknown button."""

from telegram import Update

from handlers.callbacks import BadButton
from handlers.context import BotContext
from handlers.screens import pages


async def on_unknown_command(_update: Update, context: BotContext) -> None:
    """Name the way to the list of commands."""
    await context.finish(context.say(pages.unknown_command()))


async def on_unknown_tap(_update: Update, _context: BotContext) -> None:
    """Data that no button of this house carries."""
    raise BadButton
