"""How people are addressed and named. Names do not tell it: each person's sapaan does, and where there is none, both.

Plain text throughout; whoever puts it into a message escapes it.
"""

from collections.abc import Iterable, Mapping, Sequence

from handlers.screens.dates import date_named
from handlers.screens.markup import clipped, joined, one_line
from sop import turns
from sop.events import Event
from sop.roles import Mandate, PersonId, Role, Roster, Standing
from sop.steps import Step
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
    "bpk": "Bapak",
    "bp": "Bapak",
    "ibu": "Ibu",
    "bu": "Ibu",
    "sdr": "Sdr.",
    "saudara": "Sdr.",
    "sdri": "Sdri.",
    "saudari": "Sdri.",
}
ADDRESS_FORMS = tuple(dict.fromkeys(_FORMS.values()))
_PRONOUNS = {"Sdr.": "Saudara", "Sdri.": "Saudari"}


def salutation(official: Official) -> str:
    """'Yth. Bapak Wahyu,'."""
    return f"Yth. {called(official)},"


def called(official: Official) -> str:
    """'Bapak Bagus Prasetyo'; 'Pejabat 7' of whoever bears a number in the place of a name."""
    if official.is_unnamed:
        return official.name
    return f"{_form(official)} {clipped(one_line(official.name), NAME_SHOWN)}"


def pronoun(official: Official) -> str:
    """'Bapak', 'Ibu', 'Saudara', 'Saudari', or 'Bapak/Ibu': what stands where English has 'you'."""
    form = _form(official)
    return _PRONOUNS.get(form, form)


def post(role: Role, standing: Standing, labels: Mapping[Standing, str]) -> str:
    """'PPID', 'Plh. Atasan PPID', 'wakil Komisioner', by the office's own labels of who stands in."""
    return role.label if standing is Standing.DEFINITIVE else f"{labels[standing]} {role.label}"


def appointment(mandate: Mandate) -> str:
    """'PPID sejak 1 Maret 2027 s.d. 31 Desember 2027 (SK 12/2027)', and whether it waits for a Komisioner's word."""
    until = f" s.d. {date_named(mandate.until_on)}" if mandate.until_on else ""
    basis = f" ({clipped(one_line(mandate.basis), NAME_SHOWN)})" if mandate.basis else ""
    waits = "" if mandate.confirmed else "; menunggu konfirmasi Komisioner"
    return f"{mandate.role.label} sejak {date_named(mandate.from_on)}{until}{basis}{waits}"


def doer(event: Event, people: People) -> str:
    """Who did it, in which role and standing."""
    return titled(people, event.by, event.role, event.standing) if event.by is not None else "sistem"


def titled(people: People, person: PersonId, role: Role | None, standing: Standing) -> str:
    """'Ibu Dewi selaku Plh. Atasan PPID'."""
    who = called(people[person])
    return who if role is None else f"{who} selaku {post(role, standing, people.stand_in_labels)}"


def named(people: People, person: PersonId | int | None) -> str:
    """Somebody by number; an unknown number is still an official of this office."""
    official = people.by_id.get(PersonId(person)) if person is not None else None
    return called(official) if official is not None else "pejabat yang berwenang"


def held_by(people: People, official: Official) -> str:
    """The roles a person holds now: 'PPID dan Plh. Atasan PPID'."""
    return posts(people, people.roster, official, official.roles)


def posts(people: People, roster: Roster, official: Official, roles: Iterable[Role]) -> str:
    """These roles as this person holds them by the roster: 'PPID dan Plh. Atasan PPID'."""
    labels = people.stand_in_labels
    return joined(post(role, roster.standing(official.id, role), labels) for role in roles)


def waiting(view: View) -> str:
    """Whom it waits for, with their roles: 'Bapak Wahyu selaku PPID dan Ibu Sri selaku Atasan PPID'."""
    roles, roster = waiting_roles(view), view.office.roster
    groups: dict[str, list[str]] = {}
    for official in view.holders:
        mine = (role for role in roles if role in roster.roles_of(official.id))
        groups.setdefault(posts(view.people, roster, official, mine), []).append(called(official))
    # In step 1 both drafters are awaited; in every other step whoever comes first.
    link = "dan" if view.maklumat.step is Step.DRAFTING else "atau"
    return joined((f"{several(names, link)} selaku {held}" for held, names in groups.items()), link)


def several(names: Sequence[str], link: str = "dan") -> str:
    """Names in a row, the last of very many only counted."""
    shown = names[:_NAMES_SHOWN]
    return joined((*shown, f"{len(names) - len(shown)} pejabat lain") if len(names) > len(shown) else shown, link)


def waiting_roles(view: View) -> tuple[Role, ...]:
    """The roles that the present step waits for."""
    return turns.waiting_roles(view.maklumat, turns.performing_roles(view.maklumat, view.office))


def labels(roles: Iterable[Role]) -> str:
    """'Atasan PPID dan PPID'."""
    return joined(role.label for role in roles)


def address_form(text: str) -> str:
    """'Bapak', 'Ibu', 'Sdr.' or 'Sdri.', however it is written ('Bpk.', 'saudara'); empty for anything else."""
    return _FORMS.get(text.strip(" .,").casefold(), "")


def _form(official: Official) -> str:
    return address_form(official.sapaan) or BOTH
