"""`verify`: whether the journal holds, up to which head in people's hands, what a head from a message tells, and
whether files and maklumat are what the journal vouches for.
"""

import argparse
import sys
from collections.abc import Callable, Mapping

from bot import opening
from bot.settings import Settings, load
from handlers.screens import keeping
from handlers.screens.dates import moment
from storage import heads, journal, notes, soundness
from storage.engine import Database
from storage.errors import Findings
from storage.heads import LEAST_DIGITS, Comparison, Place, State
from storage.journal import Head


def verify(chosen: argparse.Namespace) -> int:
    """Go through the journal and all that it vouches for; 1 unless all is well."""
    # Messages shorten it with an ellipsis, which comes along when it is copied.
    head = heads.typed(chosen.head.strip().rstrip("….").rstrip()) if chosen.head is not None else None
    if chosen.head is not None and head is None:
        print(
            f"Mohon menulis sidik riwayat seperti pada pesan, misalnya 57:abcd…, atau sedikitnya {LEAST_DIGITS} angka "
            "heksadesimal.",
            file=sys.stderr,
        )
        return 2
    settings = load()
    database = opening.open_existing(settings)
    try:
        state = database.read_now(heads.state)
        is_well = _tell(state, settings)
        restored = database.read_now(notes.restoration)
        if restored is not None:
            taken = f" yang dibuat {moment(restored.taken_at, settings.zone)}" if restored.taken_at is not None else ""
            print(f"Basis data ini dipulihkan {moment(restored.at, settings.zone)} dari cadangan{taken}.")
        is_harmed = not is_well
        if head is not None:
            place = _hold_against(database, head)
            is_well &= place is Place.HELD
            is_harmed |= place not in (Place.HELD, Place.RENUMBERED, Place.UNKNOWN)
        if not database.read_now(journal.is_guarded):
            is_well = False
            print("Basis data ini tidak lagi menolak perubahan jurnal: pemicu (trigger) pada tabel journal hilang.")
        found = database.read_now(soundness.look)
        for finding in keeping.findings(found):
            print(f"{finding}.")
        is_well &= not found
        if is_harmed or found:
            print(
                "Mohon menyimpan basis data ini sebagaimana adanya, dan membandingkannya dengan cadangan yang terakhir "
                "utuh."
            )
    finally:
        database.close()
    return 0 if is_well else 1


def _tell(state: State, settings: Settings) -> bool:
    if state.broken is not None:
        broken = Findings(entry=state.broken.seq, reason=state.broken.reason)
        print(*(f"{finding}." for finding in keeping.findings(broken)))
    else:
        print(f"Jurnal utuh: {state.count} catatan, sidik riwayat {state.head}.")
    if state.held is not None:
        at = moment(state.held.sent_at, settings.zone)
        print(f"Sesuai dengan sidik riwayat yang disampaikan terakhir: catatan {state.held_seq}, dikirim {at}.")
    elif state.broken is not None or state.missing:
        print("Tidak ada sidik riwayat yang pernah disampaikan yang masih sesuai dengan jurnal ini.")
    # The same head reached several people; the first time tells all.
    for one in {one.head: one for one in reversed(state.missing)}.values():
        number = f"catatan {one.head.seq}, " if one.head.seq is not None else ""
        at = moment(one.sent_at, settings.zone)
        print(f"Sidik riwayat yang pernah disampaikan tidak ada dalam jurnal: {number}{one.head.hash}, dikirim {at}.")
    for row in state.unreadable:
        print(f"Pesan keluar {row} tidak dapat dibaca, sehingga sidik riwayat di dalamnya tidak dapat diperiksa.")
    return state.broken is None and not state.missing and not state.unreadable


def _hold_against(database: Database, head: Head) -> Place:
    found = database.read_now(lambda db: heads.compare(db, head))
    print(_SAID[found.place](found, head))
    return found.place


_SAID: Mapping[Place, Callable[[Comparison, Head], str]] = {
    Place.HELD: lambda c, _: (
        f"Sidik riwayat itu adalah catatan {c.seq}: riwayat utuh sampai di situ, "
        f"dan {c.after} catatan menyusul sesudahnya."
    ),
    Place.BEFORE_IT: lambda c, _: (
        f"Sidik riwayat itu adalah catatan {c.seq}, tetapi riwayat sampai di situ telah diubah "
        "setelah sidik itu disampaikan."
    ),
    Place.RENUMBERED: lambda c, h: (
        f"Sidik riwayat itu ada dalam jurnal sebagai catatan {c.seq}, bukan catatan {h.seq}: "
        "mohon memeriksa nomor pada pesan."
    ),
    Place.SHORTER: lambda c, _: (
        f"Jurnal hanya sampai catatan {c.last}, sedangkan sidik riwayat itu adalah catatan {c.seq}: "
        "yang dipulihkan adalah cadangan yang lebih lama, atau catatan terakhir telah dihapus."
    ),
    Place.OTHER: lambda c, _: (
        f"Catatan {c.seq} ada, tetapi isinya lain dari saat sidik riwayat itu disampaikan: "
        "riwayat disusun ulang, atau dilanjutkan dari cadangan yang lebih lama."
    ),
    Place.GONE: lambda c, _: f"Catatan {c.seq} telah dihapus dari jurnal.",
    Place.UNKNOWN: lambda _c, _h: (
        "Sidik riwayat itu tidak ada dalam jurnal ini. Sebutkan juga nomor catatannya, seperti pada pesan, "
        "agar dapat dikatakan apakah jurnal lebih pendek atau telah disusun ulang."
    ),
}
