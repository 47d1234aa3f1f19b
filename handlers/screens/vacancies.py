"""Why nobody acts where somebody is waited for: access is closed, an account is missing, the role begins later.

Whoever holds a role without being able to act is enrolled all the same, and what helps is not to enrol him once more.
Plain text throughout; whoever puts it into a message escapes it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from handlers.screens.addressing import called, labels, post, waiting_roles
from handlers.screens.dates import date_named
from handlers.screens.markup import joined
from sop.roles import DRAFTERS, PersonId, Role
from sop.steps import Action, Step
from sop.turns import deciders
from storage.people import Official, People
from storage.reading import View

OPEN_ACCESS = "admin dapat membukanya melalui /pejabat (Buka akses)"
NEW_CODE = "kode baru dapat dibuat admin melalui /pejabat (Ganti akun Telegram)"
CONFIRM = "Komisioner yang bertugas dapat mengonfirmasinya melalui /tugas"
CONFIRM_BY_MACHINE = "pengelola layanan dapat menjalankan perintah confirm"
_NAMES_SHOWN = 3


@dataclass(frozen=True)
class Hindrance:
    """What keeps those who hold a role from acting, and what an admin can do about it."""

    what: str
    cure: str = ""

    @property
    def clause(self) -> str:
        """Both in one."""
        return "; ".join(part for part in (self.what, self.cure) if part)


def hindrances(people: People, roles: Collection[Role]) -> tuple[Hindrance, ...]:
    """What keeps the enrolled holders of these roles from acting; nothing where nobody is enrolled for them."""
    idle = _officials(people, (m.person for m in people.roster.idle if m.role in roles))
    begins: dict[PersonId, str] = {}
    for mandate in people.roster.later:
        if mandate.role in roles:
            begins.setdefault(mandate.person, date_named(mandate.from_on))
    later = (
        Hindrance(f"peran {called(official)} mulai berlaku {begins[official.id]}")
        for official in _officials(people, begins)[:_NAMES_SHOWN]
        if official not in idle
    )
    return (*_unconfirmed(people, roles), *without_access(idle), *later)


def _unconfirmed(people: People, roles: Collection[Role]) -> Iterator[Hindrance]:
    """Of whoever is to decide once a Komisioner in office says so."""
    waiting = [one for one in people.by_id.values() if one.to_be_komisioner and one.waits]
    if waiting and Role.KOMISIONER in roles:
        cure = CONFIRM if people.roster.komisioner_in_office() else CONFIRM_BY_MACHINE
        yield Hindrance(f"{_named([called(one) for one in waiting])} menunggu konfirmasi Komisioner", cure)


def without_access(officials: Iterable[Official]) -> Iterator[Hindrance]:
    """Of officials who cannot act, whatever they hold."""
    idle = tuple(officials)
    if closed := [called(one) for one in idle if one.closed_account is not None]:
        yield Hindrance(f"akses {_named(closed)} sedang ditutup", OPEN_ACCESS)
    if unbound := [called(one) for one in idle if one.closed_account is None]:
        yield Hindrance(f"akun baru {_named(unbound)} menunggu kodenya digunakan", NEW_CODE)


def unattended(view: View, to: Step | None = None, *, cure: bool = True) -> str:
    """For whom the present step, or one that is returned to, waits in vain: 'Komisioner (akses … ditutup; …)'."""
    roles = waiting_roles(view) if to is None else view.office.performers(to)
    found = (*_barred(view, to or view.maklumat.step), *hindrances(view.people, roles))
    why = "; ".join(one.clause if cure else one.what for one in found) or "belum terdaftar"
    return f"{labels(roles)} ({why})"


def opens_access(people: People) -> str:
    """Who can open an access again: an admin; where none can act, as where it is the only admin's, the machine's."""
    return "admin" if people.roster.admins else "pengelola layanan (yang menjalankan bot)"


def held_idly(people: People, official: Official) -> str:
    """The roles that somebody holds without being able to act: 'Komisioner'."""
    held = {m.role for m in people.roster.idle if m.person == official.id}
    return labels(role for role in Role if role in held)


def to_begin(people: People, official: Official) -> tuple[str, ...]:
    """Roles that somebody has from a later day on and has not now: 'mulai 1 Maret 2027: PPID'."""
    told: dict[Role, str] = {}
    for m in people.roster.later:
        if m.person == official.id and m.role not in official.roles:
            held = post(m.role, m.standing, people.stand_in_labels)
            told.setdefault(m.role, f"mulai {date_named(m.from_on)}: {held}")
    return tuple(told.values())


def wanted(people: People, roles: Collection[Role], reader: Official | None) -> str:
    """What is to be done where nobody acts in these roles: 'Akses Bapak Bagus sedang ditutup; … Mohon …'."""
    return " ".join(part for part in (sentences(hindrances(people, roles)), helped(people, roles, reader)) if part)


def helped(people: People, roles: Collection[Role], reader: Official | None) -> str:
    """The way out alone; who is an admin is not sent to the admin."""
    is_admin = reader is not None and reader.is_admin
    if hindrances(people, roles):
        return "Mohon membuka /pejabat." if is_admin else "Mohon menghubungi admin."
    if is_admin:
        return f"Mohon mendaftarkan {labels(roles)} melalui /undang."
    return f"Mohon menghubungi admin agar {labels(roles)} didaftarkan."


def shut_out(people: People, person: int, reader: Official | None) -> str:
    """Of whoever was named and has no access: that it is so, and the way out; nothing of anybody else."""
    found = sentences(without_access(_officials(people, {PersonId(person)} & people.roster.without_access)))
    do = "membuka /pejabat" if reader is not None and reader.is_admin else "menghubungi admin"
    return f"{found} Mohon {do}." if found else ""


def second_official(reader: Official | None) -> str:
    """What helps where nobody could be the second person under a decision on paper."""
    if reader is not None and reader.is_admin:
        return "Mohon mendaftarkan pejabat lain melalui /undang."
    return "Mohon menghubungi admin agar pejabat lain didaftarkan melalui /undang."


def vacant(view: View, roles: Collection[Role], act: str) -> str:
    """That nobody could do it in these roles, and the way out; why stands on the card."""
    if hindrances(view.people, roles):
        return f"Saat ini tidak ada {labels(roles)} yang dapat {act}. {helped(view.people, roles, view.reader)}"
    do = "mendaftarkannya melalui /undang" if view.reader.is_admin else "menghubungi admin agar didaftarkan"
    return f"Belum ada {labels(roles)} yang terdaftar; mohon {do}."


def no_decider(people: People, reader: Official | None, *, briefly: bool = False, on_paper: bool = False) -> str:
    """Why a draft does not reach step 3, or no sheet is recorded there; `briefly` without who, where room is little."""
    roles = (Role.KOMISIONER,)
    what = "Langkah 3 belum dapat dituju" if reader is not None and reader.is_admin else "Draf belum dapat disampaikan"
    if on_paper:
        what = "Disposisi tertulis belum dapat dicatat"
    do = helped(people, roles, reader) if briefly else wanted(people, roles, reader)
    return f"{what} karena belum ada Komisioner yang dapat memberikan keputusan atas versi ini. {do}"


def remark_goes_to(meant_for: str, view: View) -> str:
    """' dan diteruskan kepada …': who else is told of words that change nothing (sop/telling.py); empty if nobody.

    Those about the page go to whoever made it, though it was confirmed meanwhile.
    """
    about_page = meant_for == Action.REPORT_NOT_LIVE
    step = Step.PUBLISHING if about_page else view.maklumat.step
    publisher = labels(view.office.performers(step)) if about_page else "pelaksana langkah ini"
    drafting = [person for role in DRAFTERS for person in view.office.roster.holders(role)]
    performing = view.holders if step is view.maklumat.step else view.office.holders(step)
    told = {"penyusun": drafting, publisher: performing}
    there = [who for who, persons in told.items() if any(person != view.reader.id for person in persons)]
    return f" dan diteruskan kepada {joined(there)}" if there else ""


PASSED_ON: Mapping[Action, Step] = {
    Action.RETURN: Step.DRAFTING,
    Action.SEND_CORRECTION: Step.DRAFTING,
    Action.JOIN_RETURN: Step.DRAFTING,
    Action.ASK: Step.DRAFTING,
    Action.REPORT_OBSTACLE: Step.DRAFTING,
    Action.ORDER: Step.PUBLISHING,
    Action.REPORT_NOT_LIVE: Step.PUBLISHING,
}
"""What is passed on besides being recorded, and to whom: whoever performs this step; of answers see `unheard`."""


def nobody_receives(view: View, action: Action) -> str:
    """Said beside an act whose news nobody could receive now; empty where somebody does."""
    do = "membuka /pejabat" if view.reader.is_admin else "menghubungi admin"
    if action is Action.ANSWER and (asker := unheard(view, _asked_last(view))):
        return f"Saat ini {asker} belum dapat menerimanya; mohon {do}."
    step = PASSED_ON.get(action)
    if step is None or view.office.holders(step):
        return ""
    who = labels(view.office.performers(step)) if step is Step.PUBLISHING else "penyusun"
    return f"Saat ini tidak ada {who} yang dapat menerimanya; mohon {do}."


def unheard(view: View, asker: PersonId | None) -> str:
    """The Komisioner who asked, where he has no account to be told the answer on; empty where somebody is told."""
    official = view.people.by_id.get(asker) if asker is not None else None
    if official is None or official.telegram_id is not None:
        return ""
    # While he is away, those who decide are told.
    stood_in_for = view.office.roster.absence(official.id, Role.KOMISIONER) is not None
    return "" if stood_in_for and deciders(view.maklumat, view.office) else called(official)


def drafters_there(view: View) -> str:
    """'Atasan PPID dan PPID', or the one of them who could receive something now; empty where nobody could."""
    return labels(role for role in Role if role in DRAFTERS and view.office.roster.holders(role))


def _asked_last(view: View) -> PersonId | None:
    return next((q.by for q in view.maklumat.questions if q.answer is None), None)


def sentences(found: Iterable[Hindrance]) -> str:
    """Each as a sentence."""
    return " ".join(f"{one.clause[0].upper()}{one.clause[1:]}." for one in found)


def _barred(view: View, step: Step) -> Iterator[Hindrance]:
    """Komisioner who are there and may not decide on what they drafted."""
    if step is not Step.DECISION:
        return
    drafted = view.maklumat.drafters_of(view.maklumat.version)
    there = [person for person in view.office.roster.holders(Role.KOMISIONER) if person in drafted]
    if there:
        names = _named([called(official) for official in _officials(view.people, there)])
        yield Hindrance(f"{names} turut menyusun versi ini", "keputusan atasnya diberikan oleh Komisioner lain")


def _officials(people: People, persons: Iterable[PersonId]) -> tuple[Official, ...]:
    return tuple(people[person] for person in dict.fromkeys(persons))


def _named(names: list[str]) -> str:
    shown = names[:_NAMES_SHOWN]
    return joined((*shown, f"{len(names) - len(shown)} pejabat lain") if len(names) > len(shown) else shown)
