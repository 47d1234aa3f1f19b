"""A machine-readable description of the Bot API as a judge: of what a bot asks, and of what a server answers.

The description lies beside the repository and is not part of it. Where its prose says a limit in one of a few regular
ways, the limit is held too; what it says otherwise is left to the server.
"""

import functools
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]

PLACE = Path(__file__).parents[2].parent / "shared" / "botapi" / "api-10.0.json"
ABSENT = "no description of the Bot API lies beside this repository (../shared/botapi)"
REQUESTS_MADE = "requests made"
REQUESTS_JUDGED = "requests judged"
"""Properties of a story's report."""

LENGTH = re.compile(r"\b(\d+)-(\d+) (characters|bytes)\b(?![^.;]*after entities)")
BETWEEN = re.compile(r"[Vv]alues between (\d+)-(\d+) are accepted")
ITEMS = re.compile(r"\b(\d+)-(\d+) (?:items|identifiers)\b")
AT_MOST = re.compile(r"[Aa]t most (\d+) \w+ can be specified")
ONE_OF = re.compile(r"[Mm]ust be (?:one of )?(?P<quoted>\"(?:[^.]|\.(?=\S))*)")
CONSTANT = re.compile(r"(?:, must be |, always \"?)(\w+)\"?$")
UNLESS = re.compile(r"Required if (\w+)(?: and (\w+))? (?:is|are) not specified")
EXACTLY_ONE = re.compile(r"Exactly one of the fields other than ([\w, ]+?) must be used")
SIMPLE: dict[str, tuple[type, ...]] = {"Integer": (int,), "Float": (int, float), "String": (str,), "Boolean": (bool,)}


class Description:
    """Methods and types as the description names them.

    Args:
        api: `methods` and `types`, each with `fields` of name, types, required, description.
    """

    def __init__(self, api: Json) -> None:
        self._methods: Json = api["methods"]
        self._types: Json = api["types"]

    def objections(self, method: str, parameters: Json) -> list[str]:
        """What is wrong with a request whose values came as strings (a form) or as themselves (JSON).

        A file that came with it is an object with `upload` and `size`, as the ledger keeps it.
        """
        if method not in self._methods:
            return [f"{method}: no such method"]
        fields = self._fields(self._methods[method])
        found: list[str] = []
        given: Json = {}
        files = {name for name, value in parameters.items() if _is_file(value)}
        attached = {name for name in files if f"attach://{name}" in _all_strings(parameters)}
        for name, value in parameters.items():
            if name in fields:
                given[name] = _as_itself(fields[name]["types"], value)
            elif name not in attached:
                found.append(f"{method}.{name}: no such parameter")
        called = {text for text in _all_strings(parameters) if text.startswith("attach://")}
        found += [
            f"{method}: {text} came with no file" for text in called if text.removeprefix("attach://") not in files
        ]
        return found + self._object(method, self._methods[method], given)

    def misfits(self, kind: str, value: Any) -> list[str]:
        """What is wrong with a value that is said to be of this type, to its end."""
        return self._value(kind, [kind], "", value)

    def returned(self, method: str, result: Any) -> list[str]:
        """What is wrong with a method's result."""
        return self._value(method, self._methods[method]["returns"], "", result)

    @staticmethod
    def _fields(described: Json) -> dict[str, Json]:
        return {field["name"]: field for field in described.get("fields", [])}

    def _object(self, where: str, described: Json, given: Json) -> list[str]:
        fields = self._fields(described)
        found = [f"{where}.{name}: no such field" for name in given if name not in fields]
        for name, field in fields.items():
            if name in given:
                found += self._value(f"{where}.{name}", field["types"], field["description"], given[name])
            elif field["required"]:
                found.append(f"{where}.{name}: missing")
            elif unless := UNLESS.search(field["description"]):
                others = [other for other in unless.groups() if other]
                if not all(other in given for other in others):
                    found.append(f"{where}.{name}: missing, as is {' and '.join(others)}")
        prose = " ".join(described.get("description", []))
        if rule := EXACTLY_ONE.search(prose):
            free = set(re.findall(r"\w+", rule[1])) - {"and"}
            used = sorted(given.keys() - free)
            if len(used) != 1:
                found.append(f"{where}: exactly one of its fields must be used, not {used}")
        return found

    def _value(self, where: str, kinds: Sequence[str], prose: str, value: Any) -> list[str]:
        """The objections of that kind which is nearest."""
        kinds = self._without_subtypes(kinds)
        if isinstance(value, list) and (inner := [k.removeprefix("Array of ") for k in kinds if k.startswith("Array")]):
            found = [each for i, item in enumerate(value) for each in self._value(f"{where}[{i}]", inner, "", item)]
            return found or _limits(where, prose, value)
        nearest = min(kinds, key=lambda kind: self._distance(kind, value))
        best = self._single(where, nearest, value)
        if best and not any(isinstance(value, dict) and kind in self._types for kind in kinds):
            return [f"{where}: {value!r} is no {' or '.join(kinds)}"]
        return best or _limits(where, prose, value)

    def _distance(self, kind: str, value: Any) -> int:
        """How many fields of its own level keep a value from being of this kind."""
        if not isinstance(value, dict) or kind not in self._types or kind == "InputFile":
            return 0 if not self._single("", kind, value) else len(str(value))
        fields = self._fields(self._types[kind])
        wrong = [
            n
            for n, f in fields.items()
            if (f["required"] and n not in value) or _limits(n, f["description"], value.get(n))
        ]
        return len(value.keys() - fields.keys()) + len(wrong)

    def _single(self, where: str, kind: str, value: Any) -> list[str]:
        if kind in SIMPLE:
            fits = isinstance(value, SIMPLE[kind]) and isinstance(value, bool) == (kind == "Boolean")
            return [] if fits else [f"{where}: {value!r} is no {kind}"]
        if kind == "InputFile":
            return [] if _is_file(value) else [f"{where}: {value!r} is no file"]
        if not isinstance(value, dict) or kind not in self._types:
            return [f"{where}: {value!r} is no {kind}"]
        return self._object(where, self._types[kind], value)

    def _without_subtypes(self, kinds: Iterable[str]) -> list[str]:
        """Every type that is only a name for several others, by those others."""
        plain: list[str] = []
        for kind in kinds:
            depth, name = kind.count("Array of "), kind.rpartition("Array of ")[2]
            subtypes = self._types.get(name, {}).get("subtypes", [])
            plain += self._without_subtypes("Array of " * depth + sub for sub in subtypes) if subtypes else [kind]
        return plain


def _is_file(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"upload", "size"}


def _all_strings(value: Any) -> set[str]:
    """Every string in a value, in JSON within strings too."""
    if isinstance(value, dict):
        return {text for item in value.values() for text in _all_strings(item)}
    if isinstance(value, list):
        return {text for item in value for text in _all_strings(item)}
    if not isinstance(value, str):
        return set()
    inner = _from_json(value) if value.startswith(("[", "{")) else None
    return {value} | (_all_strings(inner) if inner is not None else set())


def _from_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _as_itself(kinds: Sequence[str], value: Any) -> Any:
    """A form's string as the value it stands for; one that stands for none stays a string, and is objected to."""
    if not isinstance(value, str):
        return value
    if "Boolean" in kinds and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if "Integer" in kinds and re.fullmatch(r"-?\d+", value):
        return int(value)
    if "Float" in kinds and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value)
    if "String" in kinds:
        return value
    read = _from_json(value)
    return read if isinstance(read, dict | list) else value


def _limits(where: str, prose: str, value: Any) -> list[str]:
    """Lengths, ranges and enumerations that the prose states in a regular way."""
    found: list[str] = []
    if isinstance(value, str):
        for low, high, unit in LENGTH.findall(prose):
            size = len(value.encode()) if unit == "bytes" else len(value)
            if not int(low) <= size <= int(high):
                found.append(f"{where}: {size} {unit} are not {low}-{high}")
        if (constant := CONSTANT.search(prose)) and value != constant[1]:
            found.append(f"{where}: {value!r} is not {constant[1]!r}")
        elif words := ONE_OF.search(prose):
            allowed = re.findall(r"\"(\w+)\"", words["quoted"])
            if allowed and value not in allowed:
                found.append(f"{where}: {value!r} is none of {allowed}")
    counted, pattern = (len(value), ITEMS) if isinstance(value, list) else (value, BETWEEN)
    if type(counted) is int:
        ranges = pattern.findall(prose)
        found += [
            f"{where}: {counted} is not {low}-{high}" for low, high in ranges if not int(low) <= counted <= int(high)
        ]
    if isinstance(value, list):
        found += [
            f"{where}: {len(value)} are more than {most}" for most in AT_MOST.findall(prose) if len(value) > int(most)
        ]
    return found


@functools.cache
def description() -> Description | None:
    """The description that lies beside the repository; None where there is none."""
    return Description(json.loads(PLACE.read_text(encoding="utf-8"))) if PLACE.exists() else None


def judge(ledger: Iterable[Any], by: Description) -> tuple[Counter[str], list[str]]:
    """How many requests of which method a server has kept, and everything that is objected to in them."""
    counted: Counter[str] = Counter()
    found: list[str] = []
    for entry in ledger:
        counted[entry.method] += 1
        found += [f"call {entry.number}: {objection}" for objection in by.objections(entry.method, entry.parameters)]
    return counted, found
