"""The ground on which state and input are tried: one office enrolled once, and as many copies of it as are wanted."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from sop.rules import Rules
from storage.desk import Desk
from storage.engine import Database
from storage.migrations import bring_up_to_date
from storage.people import Official
from storage.reading import Reading
from tests.reliability.figures import Place
from tests.storage.office import RULES, House, enrolled


@dataclass
class Ground:
    """The usual office, with everybody enrolled and nothing open."""

    place: Place
    url: str = ""
    staff: dict[str, Official] = field(default_factory=dict)
    updates: int = 0

    @classmethod
    def at(cls, place: Place) -> "Ground":
        """Enrol everybody, in the way that people are enrolled."""
        made = cls(place, place.fresh())
        database = Database(made.url)
        bring_up_to_date(database)
        house = asyncio.run(enrolled(database))
        made.staff, made.updates = house.staff, house.updates
        database.close()
        return made

    def house(self, url: str, rules: Rules = RULES) -> House:
        """The office in this copy; its database is the caller's to close."""
        database = Database(url)
        staff = {name: replace(official) for name, official in self.staff.items()}
        return House(database, Desk(database, rules), Reading(database, rules), staff=staff, updates=self.updates)

    @contextmanager
    def copy(self, rules: Rules = RULES) -> Iterator[House]:
        """A house of one's own; its database is gone afterwards."""
        url = self.place.fresh(self.url)
        house = self.house(url, rules)
        try:
            yield house
        finally:
            house.database.close()
            self.place.gone(url)
