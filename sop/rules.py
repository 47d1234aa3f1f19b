"""What an office may set, and the office as it stands at one moment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from sop.archive import UNMARKED, Marks
from sop.calendar import WorkCalendar
from sop.roles import DEFAULT_STAND_IN_LABELS, DRAFTERS, Above, Chair, PersonId, Role, Roster, Standing
from sop.steps import Step

_DOTS = re.compile(r"[.…]{2,}|…")
"""The blank of a number that the register gives."""

DEFAULT_PERFORMERS: Mapping[Step, tuple[Role, ...]] = {
    Step.DRAFTING: DRAFTERS,
    Step.FORWARDING: (Role.ATASAN_PPID, Role.PPID),
    Step.DECISION: (Role.KOMISIONER,),
    Step.ORDERING: (Role.ATASAN_PPID, Role.PPID),
    Step.PUBLISHING: (Role.PELAKSANA,),
    Step.PUBLISHED: (Role.E_PPID,),
}
"""The flow chart's marks are lost, so who performs steps 2, 4 and 5 is the office's to set; these are the defaults."""

SETTABLE: Mapping[Step, frozenset[Role]] = {
    Step.FORWARDING: frozenset({Role.ATASAN_PPID, Role.PPID, Role.PELAKSANA}),
    Step.ORDERING: frozenset({Role.ATASAN_PPID, Role.PPID, Role.KOMISIONER}),
    Step.PUBLISHING: frozenset({Role.PELAKSANA, Role.PPID, Role.ATASAN_PPID, Role.E_PPID}),
}
"""Which roles an office may set for a step. Steps 1 and 3 are fixed by the SOP's own words, step 6 is a state."""

DEFAULT_ESCALATION: Mapping[Role, tuple[Above, ...]] = {
    Role.PELAKSANA: (Role.PPID, Role.ATASAN_PPID, Chair.KETUA),
    Role.E_PPID: (Role.PPID, Role.ATASAN_PPID, Chair.KETUA),
    Role.PPID: (Role.ATASAN_PPID, Chair.KETUA),
    Role.ATASAN_PPID: (Chair.KETUA,),
    Role.KOMISIONER: (Role.ATASAN_PPID, Chair.KETUA),
}
"""Who is told of what stays undone, the next above first; the Ketua only where the office has named one."""

REGULATIONS_IN_FORCE = (
    "UU Nomor 14 Tahun 2008 tentang Keterbukaan Informasi Publik",
    "UU Nomor 25 Tahun 2009 tentang Pelayanan Publik",
    "PP Nomor 61 Tahun 2010",
    "Peraturan Komisi Informasi Nomor 1 Tahun 2021",
    "PKPU Nomor 22 Tahun 2023 jo. PKPU Nomor 11 Tahun 2024 jo. PKPU Nomor 4 Tahun 2025",
)
"""'Regulasi PPID', what step 1 requires, as in force; the SOP cites PKPU 1/2015, revoked by PKPU 22/2023."""


@dataclass(frozen=True)
class QuietHours:
    """Between these local times nothing rings; reminders wait for a working day outside them."""

    begins: time = time(18, 0)
    ends: time = time(7, 0)

    def quiet_at(self, local: datetime) -> bool:
        """Whether a local moment falls into the quiet hours (which usually pass midnight)."""
        moment = local.time()
        if self.begins <= self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends


@dataclass(frozen=True)
class Rules:
    """What this office has set."""

    calendar: WorkCalendar
    office_name: str = "KPU Kabupaten Karanganyar"
    performers: Mapping[Step, tuple[Role, ...]] = field(default_factory=lambda: DEFAULT_PERFORMERS)
    link_hosts: tuple[str, ...] = ("*.kpu.go.id",)
    quiet: QuietHours = field(default_factory=QuietHours)
    escalation: Mapping[Role, tuple[Above, ...]] = field(default_factory=lambda: DEFAULT_ESCALATION)
    chair: str = ""
    """The name under which the Ketua is enrolled; empty where nobody above the Atasan PPID is told."""
    stand_in_labels: Mapping[Standing, str] = field(default_factory=lambda: DEFAULT_STAND_IN_LABELS)
    """What screens and papers call a Plh., a Plt. and a wakil."""
    regulations: tuple[str, ...] = REGULATIONS_IN_FORCE
    checks_pages: bool = False
    """Whether the bot looks at a published page by itself; else people alone do, and are told so."""
    number_pattern: str = ""
    """How the office's numbers look, `{tahun}` where the year stands and dots where the register's own stands."""

    archive: Marks = UNMARKED
    """What the register of archives says where a maklumat has nothing of its own."""

    def number_example(self, year: int) -> str:
        """A number as this office writes them; nothing where it has not said how."""
        return _DOTS.sub("12", self.number_pattern).replace("{tahun}", str(year))


@dataclass(frozen=True)
class Office:
    """The rules and the people in force at one moment: all that a decision may look at beside the maklumat."""

    rules: Rules
    roster: Roster

    def performers(self, step: Step) -> tuple[Role, ...]:
        """The roles that perform a step here; the PPID confirms step 6 where nobody holds the E PPID lane."""
        roles = self.rules.performers[step]
        if step is Step.PUBLISHED and not self.roster.holders(*roles):
            return (Role.PPID,)
        return roles

    def holders(self, step: Step) -> tuple[PersonId, ...]:
        """The people whom a step waits for."""
        return self.roster.holders(*self.performers(step))
