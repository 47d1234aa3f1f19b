"""The procedure printed as Markdown, and the check that it holds together.

The README shows `render()` and a test compares them, so the page cannot go stale.
"""

from collections.abc import Iterator, Mapping

from sop.rescuing import WAYS_BACK
from sop.roles import Role
from sop.rules import DEFAULT_PERFORMERS, SETTABLE
from sop.steps import PROCEDURE, TRANSITIONS, Action, Guard, Lead, PerformersOf, Step, Transition


def render() -> str:
    """The six steps, and every way out of each, as two Markdown tables."""
    return "\n".join([*_steps(), "", *_ways()]) + "\n"


def _steps() -> Iterator[str]:
    yield "| No | Kegiatan | Pelaksana | Persyaratan | Waktu | Output |"
    yield "|---|---|---|---|---|---|"
    for row in PROCEDURE:
        by = ", ".join(role.label for role in DEFAULT_PERFORMERS[row.step])
        set_by = " *(by setting)*" if row.step in SETTABLE else ""
        yield f"| {row.step} | {row.activity} | {by}{set_by} | {row.requirement} | {row.time} | {row.output} |"


def _ways() -> Iterator[str]:
    yield "| Step | Action | By | While | Leads to |"
    yield "|---|---|---|---|---|"
    for row in TRANSITIONS:
        if row.action in _AT_ANY_STEP:
            continue
        yield f"| {row.step} | {row.action} | {_by(row)} | {_while(row)} | {_to(row)} |"
    for row in TRANSITIONS:
        if row.step is Step.DRAFTING and row.action in _AT_ANY_STEP:
            by = "everyone" if row.by == tuple(Role) else _by(row)
            yield f"| any | {row.action} | {by} | {_while(row)} | {_to(row)} |"


_AT_ANY_STEP = (Action.FILE_SCAN, Action.KEEP_REMARK)
"""Acts with the same row in every step."""


def _while(row: Transition) -> str:
    return "; ".join(guard.value for guard in (*row.guards, *row.checks)) or "-"


def _by(row: Transition) -> str:
    if isinstance(row.by, PerformersOf):
        return f"performers of {row.by.step}"
    return ", ".join(role.label for role in row.by)


def _to(row: Transition) -> str:
    return str(int(row.to)) if isinstance(row.to, Step) else str(row.to)


def check_procedure(
    transitions: tuple[Transition, ...] = TRANSITIONS, ways_back: Mapping[Step, tuple[Step, ...]] = WAYS_BACK
) -> tuple[str, ...]:
    """What is wrong with the table, in words; empty when it holds together.

    Looked for: two rows for one act in a step, a row nobody may use, a decision open to others than the Komisioner, an
    admin's way that leads on, a step that cannot be reached, a step one cannot get out of, an act no row has, a guard
    no row has.
    """
    return (
        *_doubles(transitions),
        *_unowned(transitions),
        *_leaks(transitions),
        *_leaps(ways_back),
        *_unreachable(transitions),
        *_traps(transitions),
        *_unused(transitions),
    )


def _doubles(rows: tuple[Transition, ...]) -> Iterator[str]:
    seen = set()
    for row in rows:
        key = (row.step, row.action)
        if key in seen:
            yield f"two rows for {row.action} in step {row.step}"
        seen.add(key)


def _unowned(rows: tuple[Transition, ...]) -> Iterator[str]:
    for row in rows:
        if not isinstance(row.by, PerformersOf) and not row.by:
            yield f"nobody may {row.action} in step {row.step}"


def _leaks(rows: tuple[Transition, ...]) -> Iterator[str]:
    for row in rows:
        if row.to is Lead.BY_PAPER and not set(row.guards) >= _SECOND_PERSON:
            yield f"{row.action} takes one person's word for what a Komisioner decided"
        decides = row.step is Step.DECISION and row.to in (Step.ORDERING, Step.DRAFTING)
        if decides and (row.by != (Role.KOMISIONER,) or Guard.NOT_DRAFTER not in row.guards):
            yield f"{row.action} decides step 3 without being the Komisioner's alone"
        past = isinstance(row.to, Step) and row.step <= Step.DECISION < row.to
        if past and (row.step, row.to) != (Step.DECISION, Step.ORDERING):
            yield f"{row.action} reaches step {row.to} past the Komisioner, from step {row.step}"


def _leaps(ways_back: Mapping[Step, tuple[Step, ...]]) -> Iterator[str]:
    for here, there in ways_back.items():
        if here is Step.PUBLISHED:
            yield f"an admin takes back what was published, from step {here}"
        for step in there:
            if step >= here:
                yield f"an admin's way back leads on, from step {here} to {step}"


_SECOND_PERSON = {Guard.RECORD_WAITS, Guard.NO_PART, Guard.KNOWN, Guard.NOT_RECORDER, Guard.DECIDER_STILL_MAY}
"""What must hold before a paper that others recorded counts as the Komisioner's decision."""


def _leads(row: Transition) -> tuple[Step, ...]:
    if row.to is Lead.BY_PAPER:
        return (Step.ORDERING, Step.DRAFTING)
    if row.to is Lead.BY_PARAF:
        return (Step.FORWARDING,)
    return (row.to,) if isinstance(row.to, Step) else ()


def _unreachable(rows: tuple[Transition, ...]) -> Iterator[str]:
    reached, todo = {Step.DRAFTING}, [Step.DRAFTING]
    while todo:
        here = todo.pop()
        for row in rows:
            fresh = set(_leads(row)) - reached if row.step is here else set()
            reached |= fresh
            todo.extend(fresh)
    for step in Step:
        if step not in reached:
            yield f"step {step} cannot be reached"


def _traps(rows: tuple[Transition, ...]) -> Iterator[str]:
    ends = {Step.PUBLISHED}
    while True:
        more = {row.step for row in rows if set(_leads(row)) & ends} - ends
        if not more:
            break
        ends |= more
    for step in Step:
        if step not in ends:
            yield f"step {step} has no way to the end"


def _unused(rows: tuple[Transition, ...]) -> Iterator[str]:
    for action in Action:
        if not any(row.action is action for row in rows):
            yield f"no row for {action}"
    guards = {guard for row in rows for guard in (*row.guards, *row.checks)}
    for guard in Guard:
        if guard not in guards:
            yield f"no row uses the guard '{guard}'"
