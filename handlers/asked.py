"""Whose question was it: what is the asking module's own business goes back to it, with the answer."""

from collections.abc import Awaitable, Callable, Mapping

from handlers import absence, admin, officials, reassigning, rescuing, succeeding, working_days
from handlers.attachments import Brought
from handlers.context import BotContext
from storage.prompts import Prompt

TAKEN_BY: Mapping[str, Callable[[BotContext, Brought, Prompt], Awaitable[None]]] = {
    succeeding.SUCCEED: succeeding.open_titled,
    reassigning.REASON: reassigning.take,
    rescuing.REASON: rescuing.take,
    **dict.fromkeys(working_days.PURPOSES, working_days.take),
    **dict.fromkeys(absence.PURPOSES, absence.take),
    **dict.fromkeys(officials.PURPOSES, officials.take),
    **dict.fromkeys(admin.PURPOSES, admin.take),
}
"""By the purpose of a question; those about an act of the table are `answering.py`'s own."""
