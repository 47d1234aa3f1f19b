"""What a look at the published page found, and when the bot looks again. A look publishes nothing: it is evidence.

The published page is the e-PPID site's. It is asked for by the bot itself, which compares what the page gives with the
file that was to be published. All moments aware UTC.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sop.calendar import WorkCalendar
from sop.items import KeptFile

AGAIN_AFTER = (timedelta(minutes=1), timedelta(minutes=4), timedelta(minutes=15), timedelta(minutes=40))
"""After a look that met nobody: so long until the next one. When the last of them meets nobody either, an hour has
passed and that is what was found."""
EVERY = timedelta(days=7)
SPREAD_MINUTES = 7
"""Between two maklumat that are looked at on the same day, so that the site is not asked for all of them at once."""


class Finding(StrEnum):
    """What the page showed."""

    SAME_FILE = "same-file"
    """The very bytes (SHA-256) of the file that was to be published."""
    SAME_TEXT = "same-text"
    """Another file, or the page itself, with the same words."""
    NOT_RECOGNISED = "not-recognised"
    """The page answers, and neither file nor words were found on it."""
    UNREACHABLE = "unreachable"
    """No page: no answer, an answer that says so, or an address that is not looked at."""

    @property
    def is_good(self) -> bool:
        """Whether the maklumat was found."""
        return self in (Finding.SAME_FILE, Finding.SAME_TEXT)

    @property
    def worth(self) -> int:
        """How much of the publication is there: nothing 0, a page 1, the maklumat 2."""
        return 2 if self.is_good else int(self is Finding.NOT_RECOGNISED)


class Hindrance(StrEnum):
    """Why a page was not reached, or not recognised though it answers."""

    NONE = ""
    NO_ANSWER = "no-answer"
    """No such name, no way there, a broken connection, or a certificate that is not the host's."""
    SLOW = "slow"
    REFUSED = "refused"
    """It answered with a status that is no page, as 404."""
    LEADS_AWAY = "leads-away"
    """It leads to an address that is not on the office's hosts, or not on the public internet."""
    TOO_BIG = "too-big"
    """More than is fetched for a comparison."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One look at a page, with its evidence."""

    finding: Finding
    link: str
    """As the operator gave it."""
    expected: str
    """SHA-256 (hex) of the file that was to be published."""
    address: str = ""
    """Where the thing was found in the end: after redirects, or behind a link on the page."""
    status: int | None = None
    """HTTP; None where nothing answered."""
    sha256: str = ""
    """Of what was fetched there; empty where nothing was."""
    hindrance: Hindrance = Hindrance.NONE
    copy: KeptFile | None = None
    """What was fetched, where it was not the very file, which is kept already."""

    @property
    def may_pass(self) -> bool:
        """Whether it may be otherwise in a minute: a page that leads away will lead away then, too."""
        return self.finding is Finding.UNREACHABLE and self.hindrance is not Hindrance.LEADS_AWAY


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The last look that found anything new, and what was found before."""

    look: Look
    at: datetime
    usual: Finding
    """The best that was ever found of this publication."""
    worst: Finding
    """The worst that was found since it was last as usual: whatever is no worse was told already."""

    def is_worse(self, finding: Finding) -> bool:
        """Whether a finding must be told: worse than anything since it was last as usual."""
        return finding.worth < self.worst.worth


def seen(before: Checked | None, look: Look, at: datetime) -> Checked:
    """What is known of the page after a look."""
    found = look.finding
    if before is None or found.worth >= before.usual.worth:
        return Checked(look=look, at=at, usual=found, worst=found)
    worst = found if before.is_worse(found) else before.worst
    return Checked(look=look, at=at, usual=before.usual, worst=worst)


def next_weekly(now: datetime, number: int, calendar: WorkCalendar) -> datetime:
    """When a page is looked at again: in a week, within office hours, each maklumat at a time of its own.

    Args:
        now: aware UTC.
        number: the maklumat's own, which spreads them over the day.
        calendar: the office's.
    """
    day = calendar.local(now + EVERY).date()
    if not calendar.is_working_day(day):
        day = calendar.next_working_day(day)
    hours = calendar.hours_on(day)
    opens, closes = calendar.at(day, hours.opens), calendar.at(day, hours.closes)
    slots = max(int((closes - opens) / timedelta(minutes=SPREAD_MINUTES)), 1)
    return opens + timedelta(minutes=SPREAD_MINUTES) * (number % slots)
