"""What design.md section 2 allows, written down from that page alone: the oracle of the matrix and of the walk.

Never derived from sop.steps: where the two differ, one of them is wrong, and the page says which.
"""

from dataclasses import dataclass

from sop.roles import Role
from sop.steps import Action

CLOSED = 0
"""Where `Batalkan` leads."""

A, P, K, OP, E = Role.ATASAN_PPID, Role.PPID, Role.KOMISIONER, Role.PELAKSANA, Role.E_PPID
DRAFTERS, EVERYONE = (P, A), (A, P, K, OP, E)


@dataclass(frozen=True)
class May:
    """These roles may do this, and it leads there; `others` when only with a version that somebody else drafted."""

    action: str
    roles: tuple[Role, ...]
    leads: int
    others: bool = False


def _anyhow(step: int) -> tuple[May, ...]:
    return (May("keep-remark", EVERYONE, step),)


# Step 1: PPID and Atasan PPID, jointly (Pelaksana may upload on behalf). Laporkan kendala by the holder.
_DRAFTING = (
    *_anyhow(1),
    May("submit-draft", (P, A, OP), 1),
    May("set-basis", DRAFTERS, 1),
    May("report-obstacle", DRAFTERS, 1),
    May("cancel", DRAFTERS, CLOSED),
)
_OTHER_MAY_RETURN = May("return", DRAFTERS, 1, others=True)


# Sedang saya periksa (issue 5): once in a step, by whom it waits for.
def _examined_by(*roles: Role, step: int = 1, others: bool = False) -> May:
    return May("examine", roles, step, others=others)


_FORWARDING = (
    *_anyhow(2),
    May("forward", DRAFTERS, 3),
    _examined_by(*DRAFTERS, step=2),
    May("set-number", DRAFTERS, 2),
    May("return", DRAFTERS, 1),
    May("submit-draft", DRAFTERS, 1),
    May("report-obstacle", DRAFTERS, 2),
    May("cancel", DRAFTERS, CLOSED),
)

# Nobody but a Komisioner decides, and never on a version of his own.
_DECISION = (
    *_anyhow(3),
    May("approve", (K,), 4, others=True),
    May("return", (K,), 1, others=True),
    May("note-correction", (K,), 3, others=True),
    May("direct", (K,), 3, others=True),
    May("ask", (K,), 3),
    _examined_by(K, step=3, others=True),
    May("report-obstacle", (K,), 3),
    May("withdraw", DRAFTERS, 2),
)
# Issue 5: what a Komisioner decided on paper is recorded by one and confirmed by another, neither of whom had a part in
# the version (the drafters always have: they put their parafs on it); in these scenes Dimas recorded, Bagus decided.
_RECORD = May("record-written", (OP, E), 3, others=True)
_RECORDED = (
    May("confirm-written", (E,), 4, others=True),
    May("reject-written", (OP, E, K), 3, others=True),
)
WITHOUT_PART = frozenset(
    {
        *((3, "record-written", role) for role in EVERYONE if role is not K),
        *((3, act, role) for act in ("confirm-written", "reject-written") for role in EVERYONE),
    }
)
"""(step, act, role): whoever had no part in the version may, in whatever role; the scenes know one of each."""
_NUMBER_3 = May("set-number", DRAFTERS, 3)


def _minutes(step: int) -> May:
    """The number of the Berita Acara, on every decision."""
    return May("set-minutes", (*DRAFTERS, K), step)


# The Komisioner whose decision was recorded from paper objects with one tap: all stands still until one lifts it.
def _object(step: int) -> May:
    return May("object", (K,), step, others=True)


def _lift(step: int) -> May:
    return May("lift-objection", (K,), step, others=True)


_ORDERING_HELD = (
    *_anyhow(4),
    _minutes(4),
    May("give-final", (P, A, OP), 4),
    May("set-number", DRAFTERS, 4),
    May("replace-text", DRAFTERS, 1),
    May("take-back", (K,), 3, others=True),
    May("report-obstacle", DRAFTERS, 4),
    May("cancel", DRAFTERS, CLOSED),
)
_ORDERING = (
    *_ORDERING_HELD,
    May("order", DRAFTERS, 5),
    May("direct", DRAFTERS, 4),
    May("hold", DRAFTERS, 4),
    _examined_by(*DRAFTERS, step=4),
)

_PUBLISHING_HELD = (
    *_anyhow(5),
    _minutes(5),
    May("give-proof", (OP,), 5),
    May("give-final", (P, A, OP), 5),
    May("set-number", DRAFTERS, 5),
    May("replace-text", DRAFTERS, 1),
    May("report-obstacle", (OP,), 5),
)
_PUBLISHING = (*_PUBLISHING_HELD, May("publish", (OP,), 6), _examined_by(OP, step=5))

# Issue 7: an admin holds in any step. What the step is there for waits, and whoever performs it lets it go on.
WAITS_WHILE_HELD = {
    1: {"paraf", "paraf-and-forward", "examine"},
    2: {"forward", "return", "submit-draft", "examine"},
    3: {"approve", "return", "note-correction", "send-correction", "direct", "record-written", "confirm-written"}
    | {"examine"},
    5: {"publish", "examine"},
}


def held(step: int, rows: tuple[May, ...]) -> tuple[May, ...]:
    """The same situation, held; step 4 has its own rows."""
    by = {1: DRAFTERS, 2: DRAFTERS, 3: (K,), 5: (OP,)}[step]
    left = (may for may in rows if may.action not in WAITS_WHILE_HELD[step])
    return (*left, May("resume", by, step, others=step == 3))


_FILING = (May("file-on-paper", (P, OP), 6), May("set-archive", DRAFTERS, 6))
"""Issue 6: also on paper, and the register of archives."""
_CONFIRMED = (*_anyhow(6), _minutes(6), May("give-proof", (OP,), 6), May("set-number", DRAFTERS, 6), *_FILING)

# Issue 6: a paper that was made comes back signed, at any step, to whoever is no Komisioner; it decides nothing.
FILED = (May("file-scan", (A, P, OP, E), 3),)
AT_ANY_STEP = frozenset((step, "file-scan", role) for step in range(1, 7) for role in (A, P, OP, E))
"""(step, act, role): papers lie about at any step once they were made; one scene knows them."""

BY_DESIGN: dict[str, tuple[May, ...]] = {
    "fresh": (*_DRAFTING, _examined_by(*DRAFTERS)),
    "draft given": (*_DRAFTING, _examined_by(*DRAFTERS), _OTHER_MAY_RETURN, May("paraf", DRAFTERS, 1)),
    "PPID parafed": (
        *_DRAFTING,
        _examined_by(A),
        _OTHER_MAY_RETURN,
        May("paraf", (A,), 2),
        May("paraf-and-forward", (A,), 3),
    ),
    "Atasan parafed": (
        *_DRAFTING,
        _examined_by(P),
        _OTHER_MAY_RETURN,
        May("paraf", (P,), 2),
        May("paraf-and-forward", (P,), 3),
    ),
    "draft given, held": held(1, (*_DRAFTING, _examined_by(*DRAFTERS), _OTHER_MAY_RETURN, May("paraf", DRAFTERS, 1))),
    "returned by a drafter": (*_DRAFTING, _examined_by(*DRAFTERS)),
    "returned by a Komisioner": (
        *_DRAFTING,
        _examined_by(*DRAFTERS),
        _minutes(1),
        May("join-return", (K,), 1, others=True),
    ),
    "text replaced": (*_DRAFTING, _examined_by(*DRAFTERS)),
    "step 2": _FORWARDING,
    "step 2, held": held(2, _FORWARDING),
    "step 3": (*_DECISION, _RECORD, _NUMBER_3),
    "step 3, held": held(3, (*_DECISION, _RECORD, _NUMBER_3)),
    "step 3, papers made": (*_DECISION, _RECORD, _NUMBER_3, *FILED),
    "step 3, numbered": (*_DECISION, _RECORD, _NUMBER_3),
    "step 3, correction open": (*_DECISION, _RECORD, _NUMBER_3, May("send-correction", (K,), 1, others=True)),
    "step 3, question open": (*_DECISION, _RECORD, _NUMBER_3, May("answer", DRAFTERS, 3)),
    "step 3, written recorded": (*_DECISION, *_RECORDED, _NUMBER_3),
    "step 4": _ORDERING,
    "step 4, held": (*_ORDERING_HELD, May("resume", DRAFTERS, 4)),
    "step 4, on paper": (*_ORDERING, _object(4)),
    "step 4, objected": (*_ORDERING_HELD, _lift(4)),
    "step 4, final unaffirmed": (*_ORDERING, May("affirm-final", DRAFTERS, 4)),
    "step 5": _PUBLISHING,
    "step 5, held": held(5, _PUBLISHING),
    "step 5, on paper": (*_PUBLISHING, _object(5)),
    "step 5, objected": (*_PUBLISHING_HELD, _lift(5), May("take-back", (K,), 3, others=True)),
    "step 5, final unaffirmed": (*_PUBLISHING, May("affirm-final", DRAFTERS, 5)),
    "step 6": (*_CONFIRMED, May("confirm-live", (E,), 6), May("report-not-live", (E,), 5)),
    "step 6, nobody holds E PPID": (*_CONFIRMED, May("confirm-live", (P,), 6), May("report-not-live", (P,), 5)),
    "step 6, confirmed": _CONFIRMED,
    "step 6, final unaffirmed": (
        *(*_CONFIRMED, May("confirm-live", (E,), 6), May("report-not-live", (E,), 5)),
        May("affirm-final", DRAFTERS, 6),
    ),
    "cancelled": _anyhow(CLOSED),
}
"""Situation -> everything that may be done in it; what is not here is refused."""

WAYS = {(1, 2), (2, 3), (2, 1), (3, 4), (3, 1), (3, 2), (4, 5), (4, 3), (4, 1), (5, 6), (5, 3), (5, 1), (6, 5)}
"""From which step to which a maklumat ever goes; Paraf dan sampaikan goes two of them at once."""
ADMINS_WAYS = {(2, 1), (3, 2), (3, 1), (4, 3), (4, 2), (4, 1), (5, 4), (5, 3), (5, 2), (5, 1)}
"""From which step to which an admin returns it: to every earlier one, and never on."""


def allowed(scene: str, action: Action, role: Role, *, own: bool) -> int | None:
    """Where the act leads by the design, or None if it is refused; `own` when the actor gave the draft."""
    for may in BY_DESIGN[scene]:
        if may.action == action and role in may.roles and not (may.others and own):
            return may.leads
    return None
