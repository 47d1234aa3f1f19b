"""The office that the tests of the procedure play in: named people, a calendar, and a driver through the steps.

What the procedure allows stands in design.py; here is only what is needed to get somewhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sop.calendar import DayOff, WorkCalendar
from sop.commands import Act, ClockTick, Command, Open, RecordPaper, Remedy, Rescue
from sop.comparing import Comparison
from sop.decide import Decision, decide, open_maklumat
from sop.events import Event, MaklumatId
from sop.items import NOTHING, Item, KeptFile, Verdict
from sop.maklumat import Maklumat
from sop.papers import PaperKind
from sop.roles import Absence, Mandate, PersonId, Role, Roster, Standing
from sop.rules import Office, Rules
from sop.steps import Action

WAHYU = PersonId(1)
"""PPID."""
SRI = PersonId(2)
"""Atasan PPID: the Sekretaris."""
BAGUS = PersonId(3)
"""Komisioner."""
RATNA = PersonId(4)
"""Komisioner too."""
DIMAS = PersonId(5)
"""Pelaksana: the operator."""
ENDAH = PersonId(6)
"""Holds the E PPID lane."""
AGUS = PersonId(7)
"""Admin, without any mandate."""
JOKO = PersonId(8)
"""Enrolled once; holds nothing any more."""

NAMES = {
    WAHYU: "Wahyu",
    SRI: "Sri",
    BAGUS: "Bagus",
    RATNA: "Ratna",
    DIMAS: "Dimas",
    ENDAH: "Endah",
    AGUS: "Agus",
    JOKO: "Joko",
}
EVERYBODY = tuple(NAMES)

WIB = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2027, 1, 18, 3, 0, tzinfo=UTC)
"""Senin, 18 Januari 2027 pukul 10.00 WIB: an ordinary working morning."""

DAYS_OFF = {
    date(2026, 12, 24): DayOff("Cuti Bersama Hari Raya Natal"),
    date(2026, 12, 25): DayOff("Hari Raya Natal"),
    date(2027, 1, 1): DayOff("Tahun Baru Masehi"),
    date(2027, 2, 5): DayOff("Cuti Bersama Tahun Baru Imlek"),
    date(2027, 2, 6): DayOff("Tahun Baru Imlek"),
    date(2027, 3, 8): DayOff("Hari Suci Nyepi"),
    date(2027, 3, 9): DayOff("Cuti Bersama Hari Raya Idul Fitri"),
    date(2027, 3, 10): DayOff("Hari Raya Idul Fitri", estimated=True),
    date(2027, 3, 11): DayOff("Hari kedua dari Hari Raya Idul Fitri", estimated=True),
    date(2027, 3, 12): DayOff("Cuti Bersama Hari Raya Idul Fitri"),
    date(2027, 3, 15): DayOff("Cuti Bersama Hari Raya Idul Fitri"),
}
CALENDAR = WorkCalendar(WIB, DAYS_OFF)
RULES = Rules(CALENDAR)

HOLDERS: Mapping[Role, tuple[PersonId, ...]] = {
    Role.PPID: (WAHYU,),
    Role.ATASAN_PPID: (SRI,),
    Role.KOMISIONER: (BAGUS, RATNA),
    Role.PELAKSANA: (DIMAS,),
    Role.E_PPID: (ENDAH,),
}

LINK = "https://karanganyarkabppid.kpu.go.id/maklumat"
NUMBER = "12/PP.07-ND/3313/2027"
PHOTO = KeptFile(sha256="f0" * 32, name="foto.jpg", media_type="image/jpeg", size=70_000)
VOICE = KeptFile(sha256="f1" * 32, name="suara.ogg", media_type="audio/ogg", size=9_000)


def document(n: int = 1) -> KeptFile:
    """The n-th document that somebody made."""
    return KeptFile(sha256=f"{n:02d}" * 32, name=f"draf-{n}.pdf", media_type="application/pdf", size=20_000 + n)


def office(
    holders: Mapping[Role, tuple[PersonId, ...]] | None = None,
    rules: Rules = RULES,
    *,
    plh: PersonId | None = None,
    unconfirmed: tuple[PersonId, ...] = (),
    closed: tuple[PersonId, ...] = (),
) -> Office:
    """The office with these holders beside the usual ones; `plh` stands in for the Atasan PPID as Plh.

    Who is `closed` has no access.
    """
    held = {**HOLDERS, **(holders or {})}
    mandates = [
        Mandate(person=person, role=role, from_on=date(2026, 1, 1))
        for role, people in held.items()
        for person in people
    ]
    if plh is not None:
        mandates.append(
            Mandate(person=plh, role=Role.ATASAN_PPID, standing=Standing.PLH, from_on=date(2027, 1, 4), basis="SP 1")
        )
    return Office(rules, Roster.on(date(2027, 1, 18), mandates, admins=(AGUS,), closed=closed, unconfirmed=unconfirmed))


def relieved(
    person: PersonId,
    role: Role,
    stand_in: PersonId,
    standing: Standing = Standing.PLH,
    *,
    closed: tuple[PersonId, ...] = (),
) -> Office:
    """The usual office in the week of a person's absence, in which another stands in; who is `closed` has no access."""
    usual = office()
    absence = Absence(
        person=person,
        role=role,
        from_on=date(2027, 1, 18),
        until_on=date(2027, 1, 22),
        stand_in=stand_in,
        standing=standing,
    )
    roster = Roster.on(
        date(2027, 1, 18), usual.roster.mandates, usual.roster.admins, absences=(absence,), closed=closed
    )
    return replace(usual, roster=roster)


@dataclass
class Course:
    """One maklumat on its way: remembers the journal, and the moment, which moves a minute with each act."""

    office: Office = field(default_factory=office)
    now: datetime = MONDAY
    maklumat: Maklumat | None = None
    journal: list[Event] = field(default_factory=list)
    last: Decision | None = None

    @property
    def m(self) -> Maklumat:
        """The maklumat as it is now."""
        assert self.maklumat is not None
        return self.maklumat

    def opens(
        self, person: PersonId, role: Role, title: str = "Maklumat 2027", file: KeptFile | None = None
    ) -> Decision:
        """Open it."""
        command = Open(title=title, role=role, file=file)
        return self._took_effect(open_maklumat(command, MaklumatId(1), "MKL-2027-001", person, self.now, self.office))

    def act(
        self,
        action: Action,
        role: Role,
        words: str = "",
        *,
        files: tuple[KeptFile, ...] = (),
        value: str = "",
        file: KeptFile | None = None,
        question: int = 0,
        verdict: Verdict | None = None,
        paper: int = 0,
        comparison: Comparison | None = None,
        shown: int = 0,
        visit: int | None = None,
        version: int | None = None,
    ) -> Act:
        """The command of a button or question made now, unless another visit or version is given."""
        return Act(
            action=action,
            maklumat=self.m.id,
            visit=self.m.visit.number if visit is None else visit,
            version=self.m.version if version is None else version,
            role=role,
            item=Item(words, files) if words or files else NOTHING,
            value=value,
            file=file,
            question=question,
            verdict=verdict,
            paper=paper,
            comparison=comparison,
            shown=shown,
        )

    def does(self, person: PersonId, action: Action, role: Role | None = None, words: str = "", **content) -> Decision:
        """A person acts; without a role, in the only one he holds."""
        if role is None:
            (role,) = self.office.roster.roles_of(person)
        return self.gives(person, self.act(action, role, words, **content))

    def gives(self, person: PersonId | None, command: Command) -> Decision:
        """A person, or time, gives a command."""
        return self._took_effect(decide(self.m, command, person, self.now, self.office))

    def rescued(
        self, remedy: Remedy, reason: str = "Sesuai arahan pimpinan", *, by: PersonId = AGUS, **how
    ) -> Decision:
        """An admin helps it along, with the button of the present visit unless another is given."""
        wish = {"visit": self.m.visit.number, **how}
        return self.gives(by, Rescue(remedy=remedy, maklumat=self.m.id, reason=reason, **wish))

    def paper_made(self, kind: PaperKind) -> Decision:
        """The press makes a paper of the present version."""
        paper = document(40 + len(self.m.papers))
        made = RecordPaper(maklumat=self.m.id, kind=kind, version=self.m.version, visit=self.m.visit.number, file=paper)
        return self.gives(None, made)

    def ticks(self, rung: str) -> Decision:
        """Time reaches a rung of the present visit."""
        return self.gives(None, ClockTick(maklumat=self.m.id, visit=self.m.visit.number, rung=rung))

    def waits_until(self, day: date, clock: time) -> None:
        """Time passes until a local moment."""
        self.now = CALENDAR.at(day, clock)

    def _took_effect(self, decision: Decision) -> Decision:
        self.maklumat, self.last = decision.maklumat, decision
        self.journal.extend(decision.events)
        self.now += timedelta(minutes=1)
        return decision


@dataclass(frozen=True)
class Cast:
    """Who plays which role on the way to a situation, and who gives the draft in which role."""

    ppid: PersonId = WAHYU
    atasan: PersonId = SRI
    komisioner: PersonId = BAGUS
    pelaksana: PersonId = DIMAS
    e_ppid: PersonId = ENDAH
    giver: PersonId = WAHYU
    giver_role: Role = Role.PPID


USUAL = Cast()
Scene = Callable[[Course, Cast], None]


def _fresh(c: Course, cast: Cast) -> None:
    c.opens(cast.ppid, Role.PPID)


def _draft_given(c: Course, cast: Cast) -> None:
    _fresh(c, cast)
    c.does(cast.giver, Action.SUBMIT_DRAFT, cast.giver_role, file=document(c.m.version + 1))


def _ppid_parafed(c: Course, cast: Cast) -> None:
    _draft_given(c, cast)
    c.does(cast.ppid, Action.PARAF, Role.PPID)


def _atasan_parafed(c: Course, cast: Cast) -> None:
    _draft_given(c, cast)
    c.does(cast.atasan, Action.PARAF, Role.ATASAN_PPID)


def _draft_given_held(c: Course, cast: Cast) -> None:
    _draft_given(c, cast)
    c.rescued(Remedy.HOLD)


def _step_2(c: Course, cast: Cast) -> None:
    _ppid_parafed(c, cast)
    c.does(cast.atasan, Action.PARAF, Role.ATASAN_PPID)


def _step_2_held(c: Course, cast: Cast) -> None:
    _step_2(c, cast)
    c.rescued(Remedy.HOLD)


def _step_3(c: Course, cast: Cast) -> None:
    _step_2(c, cast)
    c.does(cast.atasan, Action.FORWARD, Role.ATASAN_PPID)


def _step_3_papers_made(c: Course, cast: Cast) -> None:
    _step_3(c, cast)
    c.paper_made(PaperKind.NOTA_DINAS)


def _step_3_held(c: Course, cast: Cast) -> None:
    _step_3(c, cast)
    c.rescued(Remedy.HOLD)


def _step_3_numbered(c: Course, cast: Cast) -> None:
    _step_3(c, cast)
    c.does(cast.atasan, Action.SET_NUMBER, Role.ATASAN_PPID, value=NUMBER)


def _step_3_correcting(c: Course, cast: Cast) -> None:
    _step_3(c, cast)
    c.does(cast.komisioner, Action.NOTE_CORRECTION, Role.KOMISIONER, files=(PHOTO,))


def _step_3_asked(c: Course, cast: Cast) -> None:
    _step_3(c, cast)
    c.does(cast.komisioner, Action.ASK, Role.KOMISIONER, "Jam layanan hari Jumat?")


def _step_4(c: Course, cast: Cast) -> None:
    _step_3(c, cast)
    c.does(cast.komisioner, Action.APPROVE, Role.KOMISIONER)


def _step_4_held(c: Course, cast: Cast) -> None:
    _step_4(c, cast)
    c.does(cast.atasan, Action.HOLD, Role.ATASAN_PPID, "Menunggu tanda tangan Ketua")


def _step_4_unaffirmed(c: Course, cast: Cast) -> None:
    _step_4(c, cast)
    c.does(cast.pelaksana, Action.GIVE_FINAL, Role.PELAKSANA, file=document(70))


def _without_part(c: Course, *barred: PersonId) -> PersonId:
    """Somebody who neither gave nor initialled nor forwarded the version."""
    return next(p for p in (DIMAS, ENDAH, RATNA, BAGUS) if p not in {*barred, *c.m.had_part_in(c.m.version)})


def _as_first(c: Course, person: PersonId) -> Role:
    return c.office.roster.roles_of(person)[-1]


def _step_3_recorded(c: Course, cast: Cast) -> None:
    _step_3(c, cast)
    recorder = _without_part(c, cast.komisioner)
    verdict = Verdict(Action.APPROVE, cast.komisioner)
    c.does(recorder, Action.RECORD_WRITTEN, _as_first(c, recorder), files=(PHOTO,), verdict=verdict)


def _step_4_on_paper(c: Course, cast: Cast) -> None:
    _step_3_recorded(c, cast)
    assert c.m.written is not None
    second = _without_part(c, cast.komisioner, c.m.written.by)
    c.does(second, Action.CONFIRM_WRITTEN, _as_first(c, second))


def _step_4_objected(c: Course, cast: Cast) -> None:
    _step_4_on_paper(c, cast)
    c.does(cast.komisioner, Action.OBJECT, Role.KOMISIONER)


def _step_5_on_paper(c: Course, cast: Cast) -> None:
    _step_4_on_paper(c, cast)
    c.does(cast.atasan, Action.ORDER, Role.ATASAN_PPID)


def _step_5_objected(c: Course, cast: Cast) -> None:
    _step_5_on_paper(c, cast)
    c.does(cast.komisioner, Action.OBJECT, Role.KOMISIONER)


def _step_5(c: Course, cast: Cast) -> None:
    _step_4(c, cast)
    c.does(cast.atasan, Action.ORDER, Role.ATASAN_PPID)


def _step_5_held(c: Course, cast: Cast) -> None:
    _step_5(c, cast)
    c.rescued(Remedy.HOLD)


def _step_5_unaffirmed(c: Course, cast: Cast) -> None:
    _step_5(c, cast)
    c.does(cast.pelaksana, Action.GIVE_FINAL, Role.PELAKSANA, file=document(70))


def _step_6(c: Course, cast: Cast) -> None:
    _step_5(c, cast)
    c.does(cast.pelaksana, Action.PUBLISH, Role.PELAKSANA, value=LINK)


def _step_6_unaffirmed(c: Course, cast: Cast) -> None:
    _step_5_unaffirmed(c, cast)
    c.does(cast.pelaksana, Action.PUBLISH, Role.PELAKSANA, value=LINK)


def _step_6_confirmed(c: Course, cast: Cast) -> None:
    _step_6(c, cast)
    c.does(cast.e_ppid, Action.CONFIRM_LIVE, Role.E_PPID)


def _returned_by_komisioner(c: Course, cast: Cast) -> None:
    _step_3(c, cast)
    c.does(cast.komisioner, Action.RETURN, Role.KOMISIONER, "Tambahkan kanal pengaduan")


def _returned_by_drafter(c: Course, cast: Cast) -> None:
    _draft_given(c, cast)
    other = (cast.atasan, Role.ATASAN_PPID) if cast.giver_role is Role.PPID else (cast.ppid, Role.PPID)
    c.does(other[0], Action.RETURN, other[1], "Jam layanan hari Jumat agar disesuaikan")


def _text_replaced(c: Course, cast: Cast) -> None:
    _step_5(c, cast)
    c.does(cast.ppid, Action.REPLACE_TEXT, Role.PPID, "Ketua meminta naskah lain")


def _cancelled(c: Course, cast: Cast) -> None:
    _step_4(c, cast)
    c.does(cast.ppid, Action.CANCEL, Role.PPID, "Digabung dengan maklumat lain")


SCENES: Mapping[str, Scene] = {
    "fresh": _fresh,
    "draft given": _draft_given,
    "draft given, held": _draft_given_held,
    "PPID parafed": _ppid_parafed,
    "Atasan parafed": _atasan_parafed,
    "returned by a drafter": _returned_by_drafter,
    "returned by a Komisioner": _returned_by_komisioner,
    "text replaced": _text_replaced,
    "step 2": _step_2,
    "step 2, held": _step_2_held,
    "step 3": _step_3,
    "step 3, held": _step_3_held,
    "step 3, papers made": _step_3_papers_made,
    "step 3, numbered": _step_3_numbered,
    "step 3, correction open": _step_3_correcting,
    "step 3, question open": _step_3_asked,
    "step 3, written recorded": _step_3_recorded,
    "step 4": _step_4,
    "step 4, held": _step_4_held,
    "step 4, on paper": _step_4_on_paper,
    "step 4, objected": _step_4_objected,
    "step 4, final unaffirmed": _step_4_unaffirmed,
    "step 5": _step_5,
    "step 5, held": _step_5_held,
    "step 5, on paper": _step_5_on_paper,
    "step 5, objected": _step_5_objected,
    "step 5, final unaffirmed": _step_5_unaffirmed,
    "step 6": _step_6,
    "step 6, nobody holds E PPID": _step_6,
    "step 6, confirmed": _step_6_confirmed,
    "step 6, final unaffirmed": _step_6_unaffirmed,
    "cancelled": _cancelled,
}
"""Every situation by name; the way there is the shortest one."""


def course_to(scene: str, of: Office | None = None, cast: Cast = USUAL) -> Course:
    """A maklumat brought into a situation."""
    if of is None:
        of = office({Role.E_PPID: ()}) if scene == "step 6, nobody holds E PPID" else office()
    course = Course(of)
    SCENES[scene](course, cast)
    return course


def with_rules(of: Office, **changes) -> Office:
    """The same people under other rules."""
    return replace(of, rules=replace(of.rules, **changes))
