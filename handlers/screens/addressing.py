"""How people are addressed and named. Names do not tell it: each person's sapaan does, and where there is none, both.

Plain text throughout; whoever puts it into a message escapes it.
"""

from collections.abc import Iterable, Sequence

from handlers.screens.markup import clipped, joined, one_line
from sop.events import Event
from sop.roles import DRAFTERS, PersonId, Role, Standing
from sop.steps import Step
from sop.turns import performing_roles
from storage.people import Official, People
from storage.reading import View

BOTH = "Bapak/Ibu"
"""For whom no sapaan is known, and for nobody in particular."""
NAME_SHOWN = 100
"""Of a name or post; nobody's is longer, and a card must stay one message."""
_NAMES_SHOWN = 6
_FORMS = {
    "bapak": "Bapak",
    "pak": "Bapak",
    "ibu": "Ibu",
    "bu": "Ibu",
    "sdr": "Sdr.",
    "saudara": "Sdr.",
    "sdri": "Sdri.",
    "saudari": "Sdri.",
}
_PRONOUNS = {"Sdr.": "Saudara", "Sdri.": "Saudari"}


def salutation(official: Official) -> str:
    """'Yth. Bapak Wahyu,'."""
    return f"Yth. {called(official)},"


def called(official: Official) -> str:
    """'Bapak Bagus Prasetyo'."""
    return f"{_form(official)} {clipped(one_line(official.name), NAME_SHOWN)}"


def pronoun(official: Official) -> str:
    """'Bapak', 'Ibu', 'Saudara', 'Saudari', or 'Bapak/Ibu': what stands where English has 'you'."""
    form = _form(official)
    return _PRONOUNS.get(form, form)


def titled(official: Official, role: Role | None, standing: Standing = Standing.DEFINITIVE) -> str:
    """'Ibu Dewi selaku Plh. Atasan PPID'."""
    return f"{called(official)} selaku {post(role, standing)}" if role is not None else called(official)


def post(role: Role, standing: Standing = Standing.DEFINITIVE) -> str:
    """'PPID', 'Plh. Atasan PPID', 'wakil Komisioner'."""
    return role.label if standing is Standing.DEFINITIVE else f"{standing} {role.label}"


def doer(event: Event, people: People) -> str:
    """Who did it, in which role and standing."""
    return titled(people[event.by], event.role, event.standing) if event.by is not None else "sistem"


def named(people: People, person: PersonId | int | None) -> str:
    """Somebody by number; an unknown number is still an official of this office."""
    official = people.by_id.get(PersonId(person)) if person is not None else None
    return called(official) if official is not None else "pejabat yang berwenang"


def held_by(people: People, official: Official) -> str:
    """The roles a person holds now: 'PPID dan Plh. Atasan PPID'."""
    return joined(post(role, people.roster.standing(official.id, role)) for role in official.roles)


def waiting(view: View) -> str:
    """Whom it waits for, with their roles: 'Bapak Wahyu selaku PPID dan Ibu Sri selaku Atasan PPID'."""
    roles, roster = waiting_roles(view), view.office.roster
    groups: dict[str, list[str]] = {}
    for official in view.holders:
        mine = (role for role in roles if role in roster.roles_of(official.id))
        posts = (post(role, roster.standing(official.id, role)) for role in mine)
        groups.setdefault(joined(posts), []).append(called(official))
    # In step 1 both drafters are awaited; in every other step whoever comes first.
    link = "dan" if view.maklumat.step is Step.DRAFTING else "atau"
    return joined((f"{several(names, link)} selaku {posts}" for posts, names in groups.items()), link)


def several(names: Sequence[str], link: str = "dan") -> str:
    """Names in a row, the last of very many only counted."""
    shown = names[:_NAMES_SHOWN]
    return joined((*shown, f"{len(names) - len(shown)} pejabat lain") if len(names) > len(shown) else shown, link)


def waiting_roles(view: View) -> tuple[Role, ...]:
    """The roles that the present step waits for."""
    m = view.maklumat
    if m.step is Step.DRAFTING:
        return m.missing_parafs if m.standing_parafs else DRAFTERS
    return performing_roles(m, view.office)


def labels(roles: Iterable[Role]) -> str:
    """'Atasan PPID dan PPID'."""
    return joined(role.label for role in roles)


def _form(official: Official) -> str:
    return _FORMS.get(official.sapaan.strip().rstrip(".").lower(), BOTH)
