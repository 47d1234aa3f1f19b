"""/berhalangan: being away and who stands in. It comes later; until then it says so."""

from telegram import Update

from handlers.context import BotContext
from handlers.screens import pages


async def on_absence(_update: Update, context: BotContext) -> None:
    """Say that it comes later, and what to do meanwhile."""
    await context.finish(context.say(pages.later("berhalangan")))
