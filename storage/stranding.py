"""What waits for nobody once an official was changed: a maklumat whose step had somebody before and has nobody after.

No deadline stops for it and no card moves, so whoever has made the change is the one to know.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from sop.maklumat import Maklumat
from sop.roles import Role
from sop.rules import Office
from sop.steps import Step
from sop.turns import performing_roles, waiting_roles, waits_for
from storage import shelf


@dataclass(frozen=True)
class Stranded:
    """A maklumat at a step that nobody holds any more, and the roles in which it would be held."""

    control_number: str
    step: Step
    roles: tuple[Role, ...]


def stranded(db: Connection, before: Office, after: Office, now: datetime) -> tuple[Stranded, ...]:
    """Every maklumat that a change of the office leaves without anybody."""
    found = (stranding(maklumat, before, after) for maklumat in shelf.each(db, now, shelf.NOT_CANCELLED))
    return tuple(one for one in found if one is not None)


def stranding(m: Maklumat, before: Office, after: Office) -> Stranded | None:
    """The maklumat, where it waited for somebody in the office of before and waits for nobody in that of after."""
    if not waits_for(m, before) or waits_for(m, after):
        return None
    return Stranded(m.control_number, m.step, waiting_roles(m, performing_roles(m, after)))
