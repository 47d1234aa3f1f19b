"""/rekap: what each step took in a month or a year, for everybody enrolled; nobody is named in it."""

from telegram import Update

from handlers.context import BotContext
from handlers.screens import recaps
from handlers.when import read_period
from storage.replies import Send


async def on_recap(_update: Update, context: BotContext) -> None:
    """/rekap [BULAN] [TAHUN]: in words, as a picture, and as tables to reckon with."""
    rules = context.turn.rules
    today = rules.calendar.local(context.now).date()
    period = read_period(" ".join(context.args or ()), today)
    if period is None:
        await context.finish(context.say(recaps.usage(today)))
        return
    found = await context.reading.recap(period)
    told = recaps.recap_page(found, today)
    if found.is_empty:
        await context.finish(context.say(told))
        return
    made = await context.turn.bind(recaps.sheet(found, rules.office_name, today))
    files = Send(chat_id=context.chat_id, person=context.me.id, files=tuple(file for file, _ in made))
    await context.finish(context.say(told), files, contents={file.sha256: data for file, data in made})
