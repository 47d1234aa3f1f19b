"""/dataku: everybody may know what is kept about him (UU 27/2022); nobody sees what is kept about another."""

from telegram import Update

from handlers.context import BotContext
from handlers.screens import personal
from storage.files import describe
from storage.replies import Send


async def on_my_data(_update: Update, context: BotContext) -> None:
    """In a few lines, and the whole of it as a file that can be kept."""
    kept = await context.reading.kept_of(context.me.id)
    people = await context.reading.people(context.now)
    zone = context.turn.rules.calendar.zone
    data = personal.export(context.me, kept, people, context.now, zone)
    file = describe(data, personal.FILE_NAME, "application/json")
    told = context.say(personal.my_data(context.me, kept, people, context.turn.rules.office_name, zone))
    files = Send(chat_id=context.chat_id, person=context.me.id, files=(file,))
    await context.finish(told, files, contents={file.sha256: data})
