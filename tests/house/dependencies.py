"""What the bot stands on: each part by name, version and licence. `python -m tests.house.dependencies` lists it.

Read from what is installed; whether somebody knows of a hole in it, only an index can tell (`make audit`).
"""

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNTIME = ("requirements.lock", "requirements-postgres.lock")
LOCKS = (*RUNTIME, "requirements-dev.lock")
BOOTSTRAP = {"pip", "setuptools", "wheel"}
"""What a virtual environment brings with it."""
GRANTED = re.compile(
    r"\b(?:MIT|BSD|Apache|PSF|Python Software Foundation|Mozilla|MPL|ISC|LGPL|Lesser General Public|Public Domain)",
    re.IGNORECASE,
)
"""Under these an office may use and pass on what stands on a part; with LGPL and MPL the part itself stays free."""
FORBIDS = re.compile(
    r"\bA?GPL|(?<!Lesser )General Public License|Affero|proprietary|non-?commercial",
    re.IGNORECASE,
)
"""What would bind the whole bot, or the use that an office makes of it."""


@dataclass(frozen=True)
class Part:
    """One installed distribution."""

    name: str
    version: str
    licence: str

    @property
    def objection(self) -> str:
        """Why it may not be used; empty where it may."""
        if not self.licence:
            return "says nothing of a licence"
        choices = re.split(r"\bOR\b", self.licence)
        if all(FORBIDS.search(choice) for choice in choices):
            return "forbids"
        return "" if GRANTED.search(self.licence) else "is not known here"


def plain(name: str) -> str:
    """A distribution's name as locks write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(*locks: str) -> Mapping[str, str]:
    """Name and version of all that these lock files pin."""
    text = "\n".join((ROOT / lock).read_text(encoding="utf-8") for lock in locks)
    return {
        plain(name): version
        for name, version in re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==([^\s;\\]+)", text, re.MULTILINE)
    }


def installed() -> Iterable[Part]:
    """All that can be imported here, but what a virtual environment brings with it."""
    for found in metadata.distributions():
        name = plain(found.name)
        if name not in BOOTSTRAP:
            yield Part(name, found.version, _licence(found))


def _licence(found: metadata.Distribution) -> str:
    about = found.metadata
    classes = (value for value in about.get_all("Classifier") or () if "License ::" in value)
    classified = [value.rpartition("::")[2].strip() for value in classes]
    written = (about.get("License") or "").strip().partition("\n")[0]
    return about.get("License-Expression") or " OR ".join(classified) or written


def main() -> int:
    """List the parts that the bot runs on; 1 when one of them may not be used."""
    runtime = locked(*RUNTIME)
    parts = sorted((part for part in installed() if part.name in runtime), key=lambda part: part.name)
    for part in parts:
        print(f"{part.name:24}{part.version:14}{part.licence}{f'  ({part.objection})' if part.objection else ''}")
    return int(any(part.objection for part in parts))


if __name__ == "__main__":
    sys.exit(main())
