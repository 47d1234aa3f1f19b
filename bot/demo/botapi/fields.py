"""JSON objects inside a request, read field by field as the Bot API server reads them, with its sentences.

A number passes for a string and a string of digits for a number; a wrong kind is refused, an unknown name passed over.
"""

import contextlib
import re
from collections.abc import Iterator
from typing import Any

from bot.demo.botapi.refusals import BadRequest
from bot.demo.world.records import Json

WHOLE_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)
KINDS = {bool: "Boolean", str: "String", list: "Array", dict: "Object"}


class Unreadable(Exception):
    """An object of the request cannot be read; `reason` is Telegram's sentence without the part before it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@contextlib.contextmanager
def reading(what: str = "") -> Iterator[None]:
    """Inside, an unreadable object is refused as `can't parse <what>: <reason>`.

    Raises:
        BadRequest: In Telegram's words.
    """
    try:
        yield
    except Unreadable as unreadable:
        raise BadRequest(f"can't parse {what}: {unreadable.reason}" if what else unreadable.reason) from None


class Fields:
    """One JSON object; each reading raises Unreadable where Telegram would."""

    def __init__(self, given: Any, refusal: str) -> None:
        if not isinstance(given, dict):
            raise Unreadable(refusal)
        self.given: Json = given

    def has(self, name: str) -> bool:
        """Whether the field is there, whatever it holds."""
        return name in self.given

    def text(self, name: str, *, required: bool = False) -> str:
        """A string; a number is taken as it is written."""
        value = self._value(name, required=required)
        if value is None and name not in self.given:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        raise Unreadable(f'Field "{name}" must be of type String')

    def integer(self, name: str, *, required: bool = False) -> int:
        """A whole number, 0 when absent; a string of digits counts as one."""
        value = self._value(name, required=required)
        if value is None and name not in self.given:
            return 0
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str | float):
            if WHOLE_NUMBER.fullmatch(str(value)):
                return int(value)
            raise Unreadable(f'Can\'t parse as an integer string "{value}"')
        raise Unreadable(f'Field "{name}" must be of type Number')

    def flag(self, name: str) -> bool:
        """A yes or no; nothing but true and false of JSON will do."""
        return bool(self._typed(name, bool, required=False))

    def list(self, name: str, *, required: bool = False) -> list[Any] | None:
        """An array; None when absent."""
        value = self._typed(name, list, required=required)
        return value if isinstance(value, list) else None

    def object(self, name: str) -> "Fields":
        """An object that must be there."""
        return Fields(self._typed(name, dict, required=True), "")

    def _value(self, name: str, *, required: bool) -> Any:
        if name not in self.given and required:
            raise Unreadable(f'Can\'t find field "{name}"')
        return self.given.get(name)

    def _typed(self, name: str, kind: type, *, required: bool) -> Any:
        value = self._value(name, required=required)
        if name in self.given and not isinstance(value, kind):
            raise Unreadable(f'Field "{name}" must be of type {KINDS[kind]}')
        return value
