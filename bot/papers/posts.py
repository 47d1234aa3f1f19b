"""By which post somebody signs: his own, Plh. or Plt. of another's, or in another's name (a.n.) by his own."""

from handlers.screens.addressing import post
from sop.roles import PersonId, Role, Standing
from storage.papers import Snapshot

_IN_THE_NAME_OF = ("a.n", "an", "atas nama")
"""Labels by which an office says so; what it calls whoever stands in is its own to set."""


def post_of(s: Snapshot, person: PersonId, role: Role, standing: Standing) -> str:
    """What stands above the room for a signature: a post, or `a.n.` with whose name it is, and the own post beneath."""
    jabatan = s.people[person].jabatan
    if in_the_name_of(s, standing):
        return ",\n".join(in_his_name(s, person, role, standing))
    return jabatan if jabatan and standing is Standing.DEFINITIVE else post(role, standing, s.stand_in_labels)


def in_the_name_of(s: Snapshot, standing: Standing) -> bool:
    """Whether the office calls this standing `a.n.`."""
    label = s.stand_in_labels.get(standing, "")
    return standing is not Standing.DEFINITIVE and label.casefold().rstrip(".") in _IN_THE_NAME_OF


def in_his_name(s: Snapshot, person: PersonId, role: Role, standing: Standing) -> tuple[str, ...]:
    """In whose name, by the post of who is away where that is known; and the own post, where there is one."""
    absent = s.stood_in_for.get((person, role))
    whose = (s.people[absent].jabatan if absent is not None else "") or role.label
    own = s.people[person].jabatan
    return (f"{s.stand_in_labels[standing]} {whose}", *((own,) if own else ()))
