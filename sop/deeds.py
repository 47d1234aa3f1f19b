"""What each act records, once the table has allowed it: the events of one deed, without the step that follows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sop import archive, errors, wording
from sop import events as e
from sop.commands import Act
from sop.deadlines import due_after_hold
from sop.events import Event
from sop.guards import may_have_decided
from sop.items import NOTHING, Item, KeptFile, OnPaper
from sop.maklumat import Maklumat
from sop.roles import DRAFTERS, PersonId, Role
from sop.rules import Office
from sop.steps import Action, Step
from sop.turns import confirmers

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Deed:
    """One allowed act: who does it, when, on what, in which office."""

    maklumat: Maklumat
    act: Act
    actor: PersonId
    now: datetime
    office: Office

    def sign(self, kind: Callable[..., E], /, **fields: object) -> E:
        """An event of this kind, with moment, person, role and standing."""
        standing = self.office.roster.standing(self.actor, self.act.role)
        return kind(at=self.now, by=self.actor, role=self.act.role, standing=standing, **fields)

    @property
    def said(self) -> Item:
        """The words or files of the act; a lone emoji or dots are no words, for they tell a drafter nothing.

        Raises:
            WordsRequired: there are none.
        """
        item = replace(self.act.item, text=wording.words(self.act.item.text))
        if not item.files and not any(map(str.isalnum, item.text)):
            raise errors.WordsRequired
        return item


def draft_given(deed: Deed, note: str = "") -> Event:
    """A document becomes the next version.

    Raises:
        FileRequired: there is no document.
    """
    if deed.act.file is None:
        raise _file_required(deed)
    m = deed.maklumat
    return deed.sign(
        e.DraftGiven,
        version=m.version + 1,
        file=deed.act.file,
        on_behalf=deed.act.role not in DRAFTERS,
        basis=m.basis or deed.office.rules.regulations,
        note=note,
    )


def _submit_draft(deed: Deed) -> list[Event]:
    return [draft_given(deed, wording.words(deed.act.item.text))]


def _set_basis(deed: Deed) -> list[Event]:
    lines = tuple(line.strip() for line in wording.words(deed.act.value).splitlines() if line.strip())
    if not lines:
        raise errors.WordsRequired
    if lines == deed.maklumat.basis:
        raise errors.AlreadyInForce
    return [deed.sign(e.BasisSet, basis=lines)]


def _paraf(deed: Deed) -> list[Event]:
    return [deed.sign(e.ParafGiven, version=deed.maklumat.version)]


def _return(deed: Deed) -> list[Event]:
    m = deed.maklumat
    noted = m.collected_by(deed.actor) if m.step is Step.DECISION else ()
    items = (*noted, deed.said)
    return [deed.sign(e.Returned, step=m.step, version=m.version, items=items, unsent=_unsent(deed))]


def _send_correction(deed: Deed) -> list[Event]:
    m = deed.maklumat
    items = m.collected_by(deed.actor)
    return [deed.sign(e.Returned, step=m.step, version=m.version, items=items, unsent=_unsent(deed))]


def _unsent(deed: Deed) -> tuple[PersonId, ...]:
    """Whose correction was begun and is over by another's act."""
    return tuple(collected.by for collected in deed.maklumat.collecting if collected.by != deed.actor)


def _note_correction(deed: Deed) -> list[Event]:
    return [deed.sign(e.CorrectionNoted, item=deed.said)]


def _join_return(deed: Deed) -> list[Event]:
    return [deed.sign(e.CorrectionJoined, item=deed.said)]


def _forward(deed: Deed) -> list[Event]:
    return [deed.sign(e.Forwarded, version=deed.maklumat.version)]


def _set_number(deed: Deed) -> list[Event]:
    rules = deed.office.rules
    example = rules.number_example(rules.calendar.local(deed.now).year)
    number = wording.number(deed.act.value, example)
    if number == deed.maklumat.number:
        raise errors.AlreadyInForce
    return [deed.sign(e.NumberSet, number=number)]


def _withdraw(deed: Deed) -> list[Event]:
    return [deed.sign(e.Withdrawn, version=deed.maklumat.version, unsent=_unsent(deed))]


def _approve(deed: Deed) -> list[Event]:
    approved = deed.sign(e.Approved, version=deed.maklumat.version, unsent=_unsent(deed))
    if not deed.act.item:
        return [approved]
    return [deed.sign(e.DirectionGiven, step=Step.DECISION, item=deed.said), approved]


def _direct(deed: Deed) -> list[Event]:
    return [deed.sign(e.DirectionGiven, step=deed.maklumat.step, item=deed.said)]


def _ask(deed: Deed) -> list[Event]:
    return [deed.sign(e.QuestionAsked, question=len(deed.maklumat.questions) + 1, item=deed.said)]


def _answer(deed: Deed) -> list[Event]:
    number = deed.act.question
    asked = next((q for q in deed.maklumat.questions if q.number == number), None)
    if asked is None or asked.answer is not None:
        raise errors.QuestionClosed
    return [deed.sign(e.QuestionAnswered, question=number, item=deed.said)]


def _take_back(deed: Deed) -> list[Event]:
    return [deed.sign(e.DecisionTakenBack, version=deed.maklumat.version)]


def _order(deed: Deed) -> list[Event]:
    affirms = deed.act.role in DRAFTERS
    return [deed.sign(e.PublicationOrdered, version=deed.maklumat.version, affirms=affirms)]


def _hold(deed: Deed) -> list[Event]:
    return [deed.sign(e.Held, item=deed.said)]


def _resume(deed: Deed) -> list[Event]:
    return [deed.sign(e.Resumed, due_at=due_after_hold(deed.maklumat, deed.now, deed.office.rules))]


def _give_final(deed: Deed) -> list[Event]:
    if deed.act.file is None:
        raise _file_required(deed)
    counts = deed.maklumat.final
    if counts is not None and counts.file.sha256 == deed.act.file.sha256 and deed.maklumat.offered_final is None:
        raise errors.AlreadyInForce
    affirmed, found = deed.act.role in DRAFTERS, deed.act.comparison
    gone = given_way(deed.maklumat, deed.act.file, affirmed=affirmed)
    return [deed.sign(e.FinalGiven, file=deed.act.file, affirmed=affirmed, comparison=found, replaces=gone)]


def given_way(m: Maklumat, file: KeptFile, *, affirmed: bool) -> KeptFile | None:
    """The final text that gives way to this one, and is another: the one that counts, or else one that was offered.

    What counts gives way only to a text that is `affirmed`.
    """
    there = (m.final if affirmed else None, m.offered_final)
    return next((final.file for final in there if final is not None and final.file.sha256 != file.sha256), None)


def _affirm_final(deed: Deed) -> list[Event]:
    offered = deed.maklumat.offered_final
    assert offered is not None
    _is_what_was_shown(deed, offered.mark)
    return [deed.sign(e.FinalAffirmed, replaces=given_way(deed.maklumat, offered.file, affirmed=True))]


def _is_what_was_shown(deed: Deed, mark: int) -> None:
    if deed.act.shown not in (0, mark):
        raise errors.AnotherCame


def _file_required(deed: Deed) -> errors.FileRequired:
    return errors.FileRequired(deed.act.action, several=len(deed.act.item.files) > 1)


def _replace_text(deed: Deed) -> list[Event]:
    return [deed.sign(e.TextReplaced, version=deed.maklumat.version, item=deed.said)]


def _publish(deed: Deed) -> list[Event]:
    link = wording.allowed_link(wording.find_link(deed.act.value), deed.office.rules.link_hosts)
    published, shown = deed.sign(e.Published, link=link), deed.act.item.scans
    return [deed.sign(e.ProofGiven, files=shown), published] if shown else [published]


def _give_proof(deed: Deed) -> list[Event]:
    shown = deed.act.item.scans
    if not shown:
        raise errors.FileRequired(deed.act.action)
    return [deed.sign(e.ProofGiven, files=shown)]


def _confirm_live(deed: Deed) -> list[Event]:
    return [deed.sign(e.ConfirmedLive)]


def _report_not_live(deed: Deed) -> list[Event]:
    return [deed.sign(e.ReportedNotLive, item=deed.said)]


def _record_written(deed: Deed) -> list[Event]:
    m, verdict = deed.maklumat, deed.act.verdict
    if verdict is None or verdict.decision not in (Action.APPROVE, Action.RETURN):
        raise errors.VerdictRequired
    if deed.act.item.scan is None:
        raise errors.ScanRequired
    if verdict.komisioner == deed.actor:
        raise errors.OwnDecision
    may_have_decided(m, verdict.komisioner, deed.office)
    if not confirmers(m, deed.office, recorder=deed.actor, komisioner=verdict.komisioner):
        raise errors.NobodyConfirms
    return [deed.sign(e.WrittenRecorded, version=m.version, verdict=verdict, item=deed.said)]


def _confirm_written(deed: Deed) -> list[Event]:
    """The second person's act, and in the same moment the Komisioner's decision on paper."""
    m, written = deed.maklumat, deed.maklumat.written
    assert written is not None
    _is_what_was_shown(deed, written.mark)
    on_paper = OnPaper(recorded_by=written.by, confirmed_by=deed.actor, scan=written.item.files)
    komisioner = replace(deed, actor=written.verdict.komisioner, act=replace(deed.act, role=Role.KOMISIONER))
    confirmed, unsent = deed.sign(e.WrittenConfirmed, version=m.version), _unsent(komisioner)
    if written.verdict.decision is Action.RETURN:
        returned = komisioner.sign(
            e.Returned, step=m.step, version=m.version, items=(written.item,), on_paper=on_paper, unsent=unsent
        )
        return [confirmed, returned]
    approved = komisioner.sign(e.Approved, version=m.version, on_paper=on_paper, unsent=unsent)
    if not written.item.text:
        return [confirmed, approved]
    direction = komisioner.sign(e.DirectionGiven, step=m.step, item=Item(written.item.text))
    return [confirmed, direction, approved]


def _reject_written(deed: Deed) -> list[Event]:
    return [deed.sign(e.WrittenRejected, item=deed.said)]


def _object(deed: Deed) -> list[Event]:
    item = deed.said if deed.act.item else NOTHING
    return [deed.sign(e.Objected, version=deed.maklumat.version, item=item)]


def _lift_objection(deed: Deed) -> list[Event]:
    held = deed.maklumat.hold
    still_held = held is not None and held.beneath is not None
    due_at = deed.maklumat.visit.due_at if still_held else due_after_hold(deed.maklumat, deed.now, deed.office.rules)
    return [deed.sign(e.ObjectionLifted, due_at=due_at, still_held=still_held)]


def _set_minutes(deed: Deed) -> list[Event]:
    return [deed.sign(e.MinutesSet, number=wording.number(deed.act.value))]


def _file_scan(deed: Deed) -> list[Event]:
    papers, place = deed.maklumat.papers, deed.act.paper
    if not 1 <= place <= len(papers):
        raise errors.NoPaper
    if not deed.act.item.is_scanned:
        raise errors.ScanUnfit
    paper = papers[place - 1]
    return [deed.sign(e.ScanFiled, kind=paper.kind, version=paper.version, visit=paper.visit, item=deed.said)]


def _report_obstacle(deed: Deed) -> list[Event]:
    return [deed.sign(e.ObstacleReported, step=deed.maklumat.step, item=deed.said)]


def _examine(deed: Deed) -> list[Event]:
    return [deed.sign(e.Examining)]


def _cancel(deed: Deed) -> list[Event]:
    return [deed.sign(e.Cancelled, item=deed.said)]


def _file_on_paper(deed: Deed) -> list[Event]:
    place, filed = wording.place(deed.act.value), deed.maklumat.filed
    if filed is not None and filed.place == place:
        raise errors.AlreadyInForce
    return [deed.sign(e.FiledOnPaper, place=place)]


def _set_archive(deed: Deed) -> list[Event]:
    marks = archive.changed(deed.act.value, deed.maklumat.marks)
    if marks == deed.maklumat.marks:
        raise errors.AlreadyInForce
    return [deed.sign(e.ArchiveSet, marks=marks)]


def _keep_remark(deed: Deed) -> list[Event]:
    return [deed.sign(e.RemarkKept, item=deed.said, meant_for=deed.act.meant_for)]


DEEDS: Mapping[Action, Callable[[Deed], list[Event]]] = {
    Action.SUBMIT_DRAFT: _submit_draft,
    Action.SET_BASIS: _set_basis,
    Action.PARAF: _paraf,
    Action.PARAF_AND_FORWARD: _paraf,
    Action.RETURN: _return,
    Action.SEND_CORRECTION: _send_correction,
    Action.NOTE_CORRECTION: _note_correction,
    Action.JOIN_RETURN: _join_return,
    Action.FORWARD: _forward,
    Action.SET_NUMBER: _set_number,
    Action.WITHDRAW: _withdraw,
    Action.APPROVE: _approve,
    Action.DIRECT: _direct,
    Action.ASK: _ask,
    Action.ANSWER: _answer,
    Action.TAKE_BACK: _take_back,
    Action.ORDER: _order,
    Action.HOLD: _hold,
    Action.RESUME: _resume,
    Action.GIVE_FINAL: _give_final,
    Action.AFFIRM_FINAL: _affirm_final,
    Action.REPLACE_TEXT: _replace_text,
    Action.PUBLISH: _publish,
    Action.GIVE_PROOF: _give_proof,
    Action.CONFIRM_LIVE: _confirm_live,
    Action.REPORT_NOT_LIVE: _report_not_live,
    Action.REPORT_OBSTACLE: _report_obstacle,
    Action.EXAMINE: _examine,
    Action.RECORD_WRITTEN: _record_written,
    Action.CONFIRM_WRITTEN: _confirm_written,
    Action.REJECT_WRITTEN: _reject_written,
    Action.OBJECT: _object,
    Action.LIFT_OBJECTION: _lift_objection,
    Action.SET_MINUTES: _set_minutes,
    Action.FILE_SCAN: _file_scan,
    Action.CANCEL: _cancel,
    Action.FILE_ON_PAPER: _file_on_paper,
    Action.SET_ARCHIVE: _set_archive,
    Action.KEEP_REMARK: _keep_remark,
}
