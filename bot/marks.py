"""Buttons of before a restore mean nothing: what their numbers stood for then may be another text now.

A restored office counts on from where its backup ended, so a maklumat, a visit or a version may bear a number that was
in the chats before. Each restore therefore draws a mark (storage/restore.py), and since then every button carries it:
`ap.1c.3.2.k~m3x`. Telegram hands back what is under a message, so data without the present mark is of before.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from handlers.callbacks import MARKED, NOTHING


@dataclass(frozen=True)
class Mark:
    """What stands behind each button's data; empty in an office that was never restored."""

    value: str = ""

    def upon(self, data: str) -> str:
        """Data as Telegram gets it."""
        return f"{data}{MARKED}{self.value}" if data and self.value else data

    def off(self, update: dict[str, Any]) -> dict[str, Any]:
        """An update (`shapes.readable`) in which buttons say what they said to us; those of before say nothing."""
        if not self.value:
            return update
        bared = copy.deepcopy(update)
        for holder, key in _data_in(bared):
            holder[key] = self._bare(holder[key])
        return bared

    def _bare(self, data: str) -> str:
        bare, sign, mark = data.rpartition(MARKED)
        return bare if sign and mark == self.value else NOTHING


def _data_in(update: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Where buttons' data stands: what was tapped, what is under its message, and under the one replied to."""
    tap = update.get("callback_query") or {}
    if tap.get("data"):
        yield tap, "data"
    for message in (tap.get("message"), (update.get("message") or {}).get("reply_to_message")):
        keyboard = (message or {}).get("reply_markup") or {}
        for row in keyboard.get("inline_keyboard") or []:
            yield from ((button, "callback_data") for button in row if button.get("callback_data"))
