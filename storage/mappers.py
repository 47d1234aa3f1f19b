"""Between rows and the procedure's dataclasses, in both directions, nowhere else.

JSON is written with ASCII escapes, so that either database keeps any text that Telegram may hand over.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import TypeAdapter

from sop.events import Event
from sop.items import Item, KeptFile
from sop.maklumat import Maklumat
from sop.officials import OfficialChanged

_MAKLUMAT: TypeAdapter[Maklumat] = TypeAdapter(Maklumat)
_ITEM: TypeAdapter[Item] = TypeAdapter(Item)
_FILE: TypeAdapter[KeptFile] = TypeAdapter(KeptFile)
_KINDS = {*Event.__subclasses__(), OfficialChanged}
_EVENTS: dict[str, TypeAdapter[Any]] = {kind.__name__: TypeAdapter(kind) for kind in _KINDS}

UNREADABLE = (ValueError, TypeError, LookupError, AttributeError)
"""What reading a row raises that is damaged, or was written by a newer version of ours (decision 0003)."""


def maklumat_to_json(maklumat: Maklumat) -> str:
    """The maklumat as kept beside its indexed columns."""
    return _ascii(_MAKLUMAT.dump_python(maklumat, mode="json"))


def maklumat_from_json(body: str) -> Maklumat:
    """The maklumat as it was kept."""
    return _MAKLUMAT.validate_json(body)


def readable(bodies: Iterable[str]) -> Iterator[Maklumat]:
    """The maklumat of these bodies; one that cannot be read is passed by, for the others must not wait for it.

    Whoever may write passes it by with `shelf.each`, which tells the admins.
    """
    for body in bodies:
        try:
            maklumat = maklumat_from_json(body)
        except UNREADABLE:
            continue
        yield maklumat


def event_to_json(event: Event) -> str:
    """An event's fields; its kind stands in a column of its own."""
    return _ascii(_EVENTS[type(event).__name__].dump_python(event, mode="json"))


def event_from_json(kind: str, body: str) -> Event:
    """An event from its kind and fields."""
    event: Event = _EVENTS[kind].validate_json(body)
    return event


def item_to_json(item: Item) -> str:
    """Words and files that wait for a choice."""
    return _ascii(_ITEM.dump_python(item, mode="json"))


def item_from_json(body: str) -> Item:
    """Words and files that waited for a choice."""
    return _ITEM.validate_json(body) if body else Item()


def file_to_json(file: KeptFile) -> str:
    """A kept file's name, type and size with its hash."""
    return _ascii(_FILE.dump_python(file, mode="json"))


def file_from_json(body: str) -> KeptFile:
    """A kept file's description."""
    return _FILE.validate_json(body)


def _ascii(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    if "\\ud" not in text:
        return text
    # Half a surrogate could be written but never read back; whole pairs, which emoji are, stay.
    whole = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return json.dumps(json.loads(whole), ensure_ascii=True, separators=(",", ":"))
