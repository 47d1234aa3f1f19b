"""Cek kesiapan: whom the office still lacks before a maklumat can go its way, and whom the bot does not reach.

Plain sentences: the command line prints them, /pejabat shows them to the admin.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.screens.addressing import NAME_SHOWN, called, labels
from handlers.screens.markup import clipped, joined
from handlers.screens.vacancies import CONFIRM, CONFIRM_BY_MACHINE, hindrances, without_access
from sop.roles import Role
from storage.invites import Invitation
from storage.people import People

_ONE_ADMIN = "Admin: baru satu orang; sebaiknya dua, agar layanan tetap terurus apabila yang satu berhalangan."
_ONE_ACTS = "Admin: saat ini hanya satu orang yang dapat bertindak"
_COMPLETE = "Setiap langkah SOP sudah ada pelaksananya."
_BY_THE_MACHINE = "pengelola layanan dapat memulihkannya dengan perintah unfreeze atau rebind"
_NAMES_SHOWN = 3


@dataclass(frozen=True)
class Readiness:
    """What hinders a maklumat, and what is only well advised; one sentence each."""

    missing: tuple[str, ...]
    advice: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it, what hinders first; where nothing does, that is said."""
        return (*(self.missing or (_COMPLETE,)), *self.advice)


def readiness(people: People, waiting: Sequence[Invitation]) -> Readiness:
    """Roles in which nobody acts, and what helps; who waits for a Komisioner; who cannot be reached; a lone admin.

    Args:
        people: Everyone enrolled, with the roster of the day.
        waiting: Invitations whose codes are unused and still good.
    """
    missing: list[str] = []
    advice: list[str] = []
    for role in Role:
        invited = [invitation.name for invitation in waiting if role in invitation.roles]
        if people.roster.holders(role):
            continue
        found = hindrances(people, (role,))
        # Where nobody holds the site's lane, the PPID confirms.
        hinders = advice if role is Role.E_PPID else missing
        hinders += [f"{role.label}: {one.clause}." for one in found]
        if invited:
            missing.append(f"{role.label}: {_named(invited)} belum menekan Mulai (Start).")
        elif not found and role is not Role.E_PPID:
            missing.append(f"{role.label}: belum ada yang terdaftar.")
    admins = people.roster.admins
    idle = [one for one in people.by_id.values() if one.is_admin and one.telegram_id is None]
    if not admins:
        invited = [invitation.name for invitation in waiting if invitation.is_admin]
        whose = f"{_named(invited)} belum menekan Mulai (Start)" if invited else "belum ada yang terdaftar"
        # Without an admin only the machine's own command line helps.
        shut = [f"{one.what}; {_BY_THE_MACHINE}" for one in without_access(idle)]
        missing += [f"Admin: {why}." for why in (shut or [whose])]
    elif len(admins) == 1 and idle:
        advice += [f"{_ONE_ACTS}; {one.clause}." for one in without_access(idle)]
    elif len(admins) == 1:
        advice.append(_ONE_ADMIN)
    # Whoever is to decide where nobody does was named with that.
    told = not people.roster.holders(Role.KOMISIONER)
    if unsaid := [called(one) for one in people.by_id.values() if one.waits and not (told and one.to_be_komisioner)]:
        cure = CONFIRM if people.roster.komisioner_in_office() else CONFIRM_BY_MACHINE
        advice.append(f"Menunggu konfirmasi Komisioner: {_named(unsaid)}; {cure}.")
    advice += [
        f"{called(one)}{f' ({labels(one.roles)})' if one.roles else ''}: pesan bot tidak sampai; mohon meminta yang "
        "bersangkutan membuka kembali percakapan dengan bot ini."
        for one in people.by_id.values()
        if one.unreachable_since is not None
    ]
    return Readiness(tuple(missing), tuple(advice))


def _named(names: Sequence[str]) -> str:
    shown = [clipped(name, NAME_SHOWN) for name in names[:_NAMES_SHOWN]]
    return joined((*shown, f"{len(names) - _NAMES_SHOWN} lainnya") if len(names) > _NAMES_SHOWN else shown)
