"""Cek kesiapan: whom the office still lacks before a maklumat can go its way, and whom the bot does not reach.

Plain sentences: the command line prints them, /pejabat shows them to the admin.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.screens.addressing import NAME_SHOWN, called, labels
from handlers.screens.markup import clipped, joined
from sop.roles import Role
from storage.people import Invitation, People

_ONE_ADMIN = "Admin: baru satu orang; sebaiknya dua, agar layanan tetap terurus apabila yang satu berhalangan."
_COMPLETE = "Setiap langkah SOP sudah ada pelaksananya."
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
    """Roles that nobody holds, by the codes that wait to be used; people who cannot be reached; a lone admin.

    Args:
        people: Everyone enrolled, with the roster of the day.
        waiting: Invitations whose codes are unused and still good.
    """
    missing, advice = [], []
    for role in Role:
        invited = [invitation.name for invitation in waiting if role in invitation.roles]
        if people.roster.holders(role):
            continue
        if invited:
            missing.append(f"{role.label}: {_named(invited)} belum menekan Mulai (Start).")
        elif role is not Role.E_PPID:
            # Where nobody holds the site's lane, the PPID confirms.
            missing.append(f"{role.label}: belum ada yang terdaftar.")
    admins = people.roster.admins
    if not admins:
        invited = [invitation.name for invitation in waiting if invitation.is_admin]
        whose = f"{_named(invited)} belum menekan Mulai (Start)" if invited else "belum ada yang terdaftar"
        missing.append(f"Admin: {whose}.")
    elif len(admins) == 1:
        advice.append(_ONE_ADMIN)
    advice += [
        f"{called(one)}{f' ({labels(one.roles)})' if one.roles else ''}: pesan bot tidak sampai; mohon membuka kembali "
        "percakapan dengan bot ini."
        for one in people.by_id.values()
        if one.unreachable_since is not None
    ]
    return Readiness(tuple(missing), tuple(advice))


def _named(names: Sequence[str]) -> str:
    shown = [clipped(name, NAME_SHOWN) for name in names[:_NAMES_SHOWN]]
    return joined((*shown, f"{len(names) - _NAMES_SHOWN} lainnya") if len(names) > _NAMES_SHOWN else shown)
