"""One official as admins see him: what he holds, and what may be changed of him."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handlers.callbacks import Tap, Verb, encode
from handlers.screens.absences import short_note, stands_in_lines
from handlers.screens.addressing import NAME_SHOWN, appointment, called, named
from handlers.screens.markup import bold, clipped, ended, quoted, screen
from sop.officials import Change
from sop.roles import PersonId
from storage.outbox import Button, Screen
from storage.people import Official, People
from storage.personnel import OfficialFile

_OFFERED = 30
NUMBERS: Mapping[int, tuple[Change, str]] = {
    1: (Change.GRANTED, ""),
    2: (Change.ENDED, ""),
    3: (Change.DETAILS, "jabatan"),
    4: (Change.DETAILS, "sapaan"),
    5: (Change.DETAILS, "name"),
    6: (Change.ADMIN_GIVEN, ""),
    7: (Change.ADMIN_ENDED, ""),
    8: (Change.FROZEN, ""),
    9: (Change.UNFROZEN, ""),
    10: (Change.REBIND_ASKED, ""),
    11: (Change.LEFT, ""),
}
"""What a button asks for, by the number that it carries; a number once given is never given to something else."""
LABELS: Mapping[int, str] = {
    1: "Tambah peran",
    2: "Akhiri peran",
    3: "Ubah jabatan",
    4: "Ubah sapaan",
    5: "Perbaiki nama",
    6: "Jadikan admin",
    7: "Cabut hak admin",
    8: "Tutup akses",
    9: "Buka akses",
    10: "Ganti akun Telegram",
    11: "Nonaktifkan",
}
"""What stands on that button."""
HISTORY = "Riwayat pejabat"
CONFIRM_ACCOUNT = "Setujui penggantian akun"
NAME_REPLACED = "Nama disamarkan"


@dataclass(frozen=True)
class Profile:
    """One official as an admin sees him: what he holds, who waits for a second admin, whether access is closed."""

    official: Official
    people: People
    file: OfficialFile

    @property
    def is_closed(self) -> bool:
        """Whether nothing is taken from the account."""
        return self.official.closed_account is not None

    def offers(self, reader: Official) -> tuple[int, ...]:
        """The changes that make sense now; whether they may be is decided when they are done."""
        mine = self.official.id == reader.id
        wanted = {
            1: not mine and not self.is_closed,
            2: bool(self.file.mandates),
            6: not self.official.is_admin and not self.is_closed,
            7: self.official.is_admin,
            8: not mine and not self.is_closed,
            9: not mine and self.is_closed,
            10: not mine,
            11: not mine and bool(self.file.mandates or self.official.is_admin or not self.is_closed),
        }
        return tuple(number for number in NUMBERS if wanted.get(number, True))


def in_order(people: People) -> tuple[Official, ...]:
    """Everybody, last those who have left long ago and bear a number in the place of a name."""
    return tuple(sorted(people.by_id.values(), key=lambda one: one.is_unnamed))


def person_rows(officials: Iterable[Official]) -> tuple[tuple[Button, ...], ...]:
    """One button for each official, to look at and to change."""
    return tuple(
        (Button(clipped(called(one), NAME_SHOWN), encode(Tap(verb=Verb.OFFICIAL, visit=one.id))),)
        for one in tuple(officials)[:_OFFERED]
    )


def profile_page(profile: Profile, reader: Official) -> Screen:
    """One official, with everything that may be changed about him."""
    one = profile.official
    history = ((Button(HISTORY, encode(Tap(verb=Verb.OFFICIAL_HISTORY, visit=one.id))),),)
    if one.is_unnamed:
        return screen(
            f"{bold(called(one))}\n{NAME_REPLACED}: sudah tidak bertugas.",
            "Datanya tidak diubah lagi; riwayatnya tetap ada. Apabila bertugas kembali, mohon mendaftarkannya melalui "
            "/undang.",
            rows=history,
        )
    lines = [bold(called(one)) + (" · admin" if one.is_admin else "")]
    lines.append(f"Jabatan: {quoted(clipped(one.jabatan, NAME_SHOWN)) or 'belum diisi'}")
    held = [f"• {quoted(appointment(mandate))}" for mandate in profile.file.mandates]
    held += [f"• {quoted(line)}" for line in stands_in_lines(profile.people, one)]
    lines += ["Peran:", *held] if held else ["Peran: belum ada"]
    if away := short_note(profile.people, one):
        lines.append(ended(f"Saat ini {quoted(away)}"))
    if one.is_member or one.to_be_member:
        lines.append(f"Anggota KPU{'' if one.is_member else ': menunggu konfirmasi Komisioner'}")
    if profile.is_closed:
        lines.append("Akses: <b>ditutup</b>")
    elif one.telegram_id is None:
        lines.append("Akun Telegram: belum terhubung; menunggu kode pendaftaran digunakan")
    elif one.unreachable_since is not None:
        lines.append("Akun Telegram: saat ini tidak dapat dihubungi")
    if one.waits and not one.is_confirmed:
        lines.append("Data: menunggu konfirmasi Komisioner")
    asked_by = profile.file.asked_by
    if asked_by is not None:
        lines.append(ended(f"Penggantian akun diminta oleh {quoted(named(profile.people, asked_by))}"))
    rows = [(_change(number, one.id),) for number in profile.offers(reader)]
    pairs = tuple(tuple(button for row in rows[at : at + 2] for button in row) for at in range(0, len(rows), 2))
    confirm: tuple[tuple[Button, ...], ...] = ()
    if asked_by not in (None, reader.id) and one.id != reader.id:
        confirm = (confirm_row(one.id),)
    return screen("\n".join(lines), rows=(*confirm, *pairs, *history))


def confirm_row(person: PersonId) -> tuple[Button, ...]:
    """The second admin's button for another account."""
    return (Button(CONFIRM_ACCOUNT, encode(Tap(verb=Verb.CONFIRM_ACCOUNT, visit=person)), "primary"),)


def _change(number: int, person: PersonId) -> Button:
    return Button(LABELS[number], encode(Tap(verb=Verb.CHANGE_OFFICIAL, visit=person, version=number)))
