"""Posts in the settings: who performs a step, who hears of what stays undone, what whoever stands in is called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sop.roles import Above, Chair, Role, Standing
from sop.rules import SETTABLE
from sop.steps import Step

_CODES = {"plh": Standing.PLH, "plt": Standing.PLT, "wakil": Standing.WAKIL}
_LABEL = re.compile(r"[^\W\d_]+(?:[ .-]{1,2}[^\W\d_]+)*\.?")
"""Words that may stand before a role's name, and that can be told from days and names when officials write them."""
_LABEL_LIMIT = 30
_LIKE_THIS = "harus ditulis seperti plh=Plh.,plt=Plt.,wakil=wakil"


@dataclass(frozen=True)
class Escalation:
    """Who hears of what stays undone, as far as the office has set it; and under which name the Ketua is enrolled."""

    above: Mapping[Role, tuple[Above, ...]] = field(default_factory=dict)
    chair: str = ""


def performers(text: str) -> dict[Step, tuple[Role, ...]]:
    """`2=atasan-ppid,ppid; 4=atasan-ppid`."""
    found = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        number, equals, names = part.partition("=")
        if not equals or not number.strip().isdecimal() or int(number) not in (2, 4, 5):
            raise ValueError("harus ditulis seperti 2=atasan-ppid,ppid; 4=atasan-ppid; 5=pelaksana")
        step = Step(int(number))
        try:
            roles = tuple(Role(name.strip()) for name in names.split(",") if name.strip())
        except ValueError:
            raise ValueError(f"peran tidak dikenal pada langkah {step:d}") from None
        if not roles or not set(roles) <= SETTABLE[step]:
            allowed = ", ".join(sorted(SETTABLE[step]))
            raise ValueError(f"langkah {step:d} hanya dapat dilaksanakan oleh: {allowed}")
        found[step] = roles
    return found


def escalation(text: str) -> Escalation:
    """`pelaksana=ppid,atasan-ppid; komisioner=atasan-ppid,ketua; ketua=Yanto Wibowo`."""
    found: dict[Role, tuple[Above, ...]] = {}
    chair = ""
    for part in filter(None, (part.strip() for part in text.split(";"))):
        below, equals, names = part.partition("=")
        if not equals:
            raise ValueError(
                "harus ditulis seperti pelaksana=ppid,atasan-ppid; komisioner=atasan-ppid; ketua=Nama Ketua"
            )
        if below.strip() == Chair.KETUA:
            chair = " ".join(names.split())
            continue
        try:
            role = Role(below.strip())
            found[role] = tuple(_place(name.strip()) for name in names.split(",") if name.strip())
        except ValueError:
            raise ValueError("peran yang dikenal: atasan-ppid, ppid, komisioner, pelaksana, e-ppid, ketua") from None
        if role in found[role]:
            raise ValueError(f"{role} tidak dapat dilaporkan kepada dirinya sendiri")
    return Escalation(found, chair)


def _place(name: str) -> Above:
    return Chair.KETUA if name == Chair.KETUA else Role(name)


def stand_in_labels(text: str) -> dict[Standing, str]:
    """`plh=Plh.,plt=Plt.,wakil=wakil`; what is not named keeps its usual label."""
    found: dict[Standing, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        code, equals, written = part.partition("=")
        standing, label = _CODES.get(code.strip().lower().rstrip(".")), " ".join(written.split())
        if not equals or standing is None or standing in found:
            raise ValueError(_LIKE_THIS)
        if not _LABEL.fullmatch(label) or len(label) > _LABEL_LIMIT:
            raise ValueError(f"sebutan terdiri atas huruf saja, paling panjang {_LABEL_LIMIT}; {_LIKE_THIS}")
        found[standing] = label
    # Whoever writes the one must never be taken to mean another.
    meant = [*_CODES.items(), *((_plain(label), standing) for standing, label in found.items())]
    if len({word for word, _ in meant}) != len(set(meant)):
        raise ValueError("sebutan untuk plh, plt, dan wakil harus berbeda satu sama lain")
    return found


def _plain(label: str) -> str:
    return label.rstrip(".").casefold()
