"""What happened to the people of the office: roles, the admin right, access, accounts. About no maklumat.

The journal keeps it in the same chain, by numbers and never by names: a name can be replaced without breaking it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sop.events import Event
from sop.items import KeptFile
from sop.roles import PersonId, Role


class Change(StrEnum):
    """What was changed about an official; the values are what the journal keeps, for good."""

    ENROLLED = "enrolled"
    """A code was used: an account is this official's from now on."""
    GRANTED = "granted"
    """A role was given, by a code or by an admin."""
    ENDED = "ended"
    """A role was ended; what was done in it stays."""
    ADMIN_GIVEN = "admin-given"
    ADMIN_ENDED = "admin-ended"
    DETAILS = "details"
    """Name, sapaan or jabatan was put right; the entry says which, not what it was."""
    FROZEN = "frozen"
    """Access is closed until it is opened: nothing is taken from this account and nothing sent to it; roles stay."""
    UNFROZEN = "unfrozen"
    REBIND_ASKED = "rebind-asked"
    """An admin asked for another account; a second one must say so too."""
    UNBOUND = "unbound"
    """The account is this official's no more; a code was made for the next one."""
    CONFIRMED = "confirmed"
    """A Komisioner in office says that this official is who an admin says he is: what waited for that counts."""
    DISOWNED = "disowned"
    """He says the contrary: what waited ends, and access is closed to whoever was never confirmed."""
    LEFT = "left"
    """Out of the office: every role and the admin right ended, access closed. Not deleted."""
    NAME_REPLACED = "name-replaced"
    """The name was replaced by a number, long after."""


@dataclass(frozen=True, kw_only=True)
class OfficialChanged(Event):
    """Something was changed about a person; `by` is an admin, the person with a code, or nobody: the command line.

    `in_role`, the days (in the office's zone), the letter's number and scan are those of a role given or ended.
    """

    person: PersonId
    change: Change
    in_role: Role | None = None
    from_on: date | None = None
    until_on: date | None = None
    reason: str = ""
    scan: KeptFile | None = None
    what: str = ""
    """Of details: which of them."""


LONG_AGO = timedelta(days=366)


def begins_long_ago(first: date, today: date) -> bool:
    """Whether a role would begin more than a year back, as a slip of the pen does (both dates in the office's zone)."""
    return first < today - LONG_AGO
