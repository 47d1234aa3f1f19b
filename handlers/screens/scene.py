"""To whom a refusal is explained, and what an explanation is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from handlers.screens.addressing import BOTH, named, pronoun
from handlers.screens.dates import moment
from storage.people import Official, People
from storage.reading import View

SHOWN = 60
"""Of a name, number or address that somebody typed, in a refusal."""


@dataclass(frozen=True)
class Scene:
    """To whom, and about what, something is explained; each may be unknown."""

    view: View | None
    people: People | None
    zone: tzinfo
    reader: Official | None = None
    """Who reads it, where there is no view."""

    @property
    def you(self) -> str:
        """The reader, as addressed."""
        return pronoun(self.addressed) if self.addressed else BOTH

    def who(self, person: int | None) -> str:
        """Somebody by name."""
        return named(self.everyone, person)

    @property
    def everyone(self) -> People:
        """The officials, as far as they are known here."""
        return self.people or (self.view.people if self.view else People())

    @property
    def addressed(self) -> Official | None:
        """Who reads it."""
        return self.view.reader if self.view else self.reader

    def at(self, moment_: datetime | None) -> str:
        """' pada Selasa, …', or nothing where the moment is unknown."""
        return f" pada {moment(moment_, self.zone)}" if moment_ is not None else ""


Explanation = Callable[[Any, Scene], str]


def always(sentence: str) -> Explanation:
    """The same sentence whatever the error carries."""
    return lambda _error, _scene: sentence
