"""What Telegram would take without a word though it was not meant so: unknown names, wrong kinds.

Nothing is refused here. The sentences go into the ledger beside the call, so that a test can ask for there being none.
What a method passes over for reasons of its own, it remarks itself.
"""

import json
import re
from typing import Any

from bot.demo.botapi.arguments import Arguments
from bot.demo.botapi.parameters import METHODS, OBJECTS, Parameter
from bot.demo.world.records import Json

WHOLE_NUMBER = re.compile(r"-?\d+", re.ASCII)
CHAT = re.compile(r"-?\d+|@\w+", re.ASCII)
PLAIN_KINDS = frozenset({"Integer", "String", "Boolean", "Float", "Integer or String"})
ALBUM_KINDS = {"photo": "InputMediaPhoto", "document": "InputMediaDocument"}
NOT_ACTED_ON = frozenset(
    {
        "allow_paid_broadcast",
        "business_connection_id",
        "direct_messages_topic_id",
        "message_effect_id",
        "message_thread_id",
        "suggested_post_parameters",
    }
)
"""Parameters that would change what happens at Telegram and change nothing here."""
FROM_BEFORE = frozenset({"allow_sending_without_reply", "disable_web_page_preview", "reply_to_message_id"})
"""Parameters that are documented no longer and still read."""


def remarks_on(method: str, arguments: Arguments) -> list[str]:
    """One sentence for each thing about a call that Telegram would pass over or take otherwise than it is written.

    Args:
        method: In the spelling of the table; one that is not in it has no remarks.
        arguments: As they came.
    """
    table = METHODS.get(method)
    if table is None:
        return []
    said = [f'"{name}" is given more than once; Telegram takes the first' for name in arguments.repeated]
    said.extend(
        f'{method} needs "{parameter.name}"'
        for parameter in table.values()
        if parameter.is_required and not arguments.has(parameter.name)
    )
    for name, value in arguments.values.items():
        parameter = table.get(name)
        if parameter is None:
            fate = "still reads it" if name in FROM_BEFORE else "ignores it"
            said.append(f'{method} has no parameter "{name}"; Telegram {fate}')
            continue
        if name in NOT_ACTED_ON:
            said.append(f'this local Telegram does not act on "{name}"')
        said.extend(_of_argument(parameter, value))
    return said + _of_uploads(method, table, arguments)


def _of_uploads(method: str, table: dict[str, Parameter], arguments: Arguments) -> list[str]:
    written = " ".join(value if isinstance(value, str) else json.dumps(value) for value in arguments.values.values())
    named = set(re.findall(r"attach://([^\"\s]+)", written))
    taken = {name for name, parameter in table.items() if "InputFile" in parameter.type} | named
    return [f'{method} has no use for the file "{name}"' for name in arguments.uploads if name not in taken]


def _of_argument(parameter: Parameter, value: Any) -> list[str]:
    name = parameter.name
    match parameter.type:
        case "Integer" if not _is_number(value):
            return [f'"{name}" must be a number, not {_quoted(value)}; Telegram reads the digits it begins with, or 0']
        case "Integer or String" if not _is_number(value) and not CHAT.fullmatch(str(value)):
            return [f'"{name}" must be a number or an @name, not {_quoted(value)}']
        case "Boolean" if not isinstance(value, bool) and str(value).lower() not in {"true", "false"}:
            return [f'"{name}" must be true or false, not {_quoted(value)}; what Telegram does not know is a no to it']
        case "String" | "InputFile or String" if not isinstance(value, str):
            return [f'"{name}" must be a string, not {_quoted(value)}; Telegram takes it as it is written']
        case kind if kind in PLAIN_KINDS or kind.startswith("InputFile"):
            return []
    if isinstance(value, str):
        if not value:
            return []
        try:
            value = json.loads(value)
        except ValueError:
            return [f'"{name}" is no JSON']
    return _of_json(name, parameter.type, value)


def _of_json(path: str, kind: str, value: Any) -> list[str]:
    """A value inside a JSON parameter, against its documented type; one of several is the one it looks most like."""
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f'"{path}" must be a list, not {_quoted(value)}']
        inner = kind.removeprefix("Array of ").replace(" or Array of ", " or ")
        return [said for number, item in enumerate(value) for said in _of_json(f"{path}[{number}]", inner, item)]
    if kind in PLAIN_KINDS:
        return _of_plain(path, kind, value)
    if not isinstance(value, dict):
        return [f'"{path}" must be an object, not {_quoted(value)}']
    fields = _fittest(kind, value)
    if fields is None:
        return []
    said = [f'"{path}" has no field "{name}"; Telegram ignores it' for name in value if name not in fields]
    for name, inner_value in value.items():
        if name in fields:
            said.extend(_of_json(f"{path}.{name}", fields[name].type, inner_value))
    return said


def _of_plain(path: str, kind: str, value: Any) -> list[str]:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    fits = {
        "Integer": is_number,
        "Integer or String": is_number or isinstance(value, str),
        "Boolean": isinstance(value, bool),
        "Float": is_number or isinstance(value, float),
        "String": isinstance(value, str),
    }
    return [] if fits[kind] else [f'"{path}" must be of type {kind}, not {_quoted(value)}']


def _fittest(kind: str, value: Json) -> dict[str, Parameter] | None:
    """The fields of the one documented object that this one looks most like; None for objects not in the table."""
    if kind.startswith("InputMedia"):
        return OBJECTS.get(ALBUM_KINDS.get(str(value.get("type")), ""))
    known = [OBJECTS[name] for name in kind.split(" or ") if name in OBJECTS]
    return max(known, key=lambda fields: len(fields.keys() & value.keys()), default=None)


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return bool(WHOLE_NUMBER.fullmatch(value)) or not value
    return isinstance(value, int) and not isinstance(value, bool)


def _quoted(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= 60 else f"{written[:57]}…"
