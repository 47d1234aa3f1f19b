"""What is kept about the reader: in a few lines, and the whole of it as JSON that a person can read."""

import json
from datetime import datetime, tzinfo
from typing import Any

from handlers.screens.addressing import appointment, called, named, post, pronoun
from handlers.screens.dates import moment
from handlers.screens.markup import bare, clipped, quoted, screen
from handlers.screens.officials import MACHINE
from handlers.screens.phrases import happened
from sop.roles import Mandate
from storage.outbox import Screen
from storage.people import Official, People
from storage.personal import Away, Kept

FILE_NAME = "data-saya.json"
_MANDATES_SHOWN = 6
_WAITING = "menunggu konfirmasi Komisioner"
_WAITS = f"; {_WAITING}"
_EXPLAINED = (
    "Seluruh data yang disimpan tentang pemilik akun ini. Tanggal ditulis tahun-bulan-hari; waktu ditulis menurut jam "
    "kantor, diikuti selisihnya dengan UTC (+07:00 berarti WIB). true berarti ya, false berarti tidak, dan null "
    "berarti tidak ada atau belum ditentukan."
)
"""What whoever opens the file must know to read it."""


def my_data(official: Official, kept: Kept, people: People, office_name: str, zone: tzinfo) -> Screen:
    """/dataku: who one is here, since when and by what, how much is kept, and whom to ask."""
    who = [
        f"Nama: {quoted(called(official))}",
        f"Jabatan: {quoted(clipped(official.jabatan, 100)) or 'belum diisi'}",
        f"Nomor akun Telegram: {official.telegram_id}",
        f"Terdaftar: {moment(kept.enrolled_at, zone)}",
    ]
    if official.is_admin:
        who.append(f"Hak admin: ya{_WAITS if official.admin_unconfirmed else ''}")
    if official.is_member or official.to_be_member:
        who.append(f"Anggota KPU: {'ya' if official.is_member else _WAITING}")
    who.append(f"Konfirmasi: {quoted(_confirmation(official, kept, people, zone))}")
    more = len(kept.mandates) - _MANDATES_SHOWN
    roles = [f"• {quoted(appointment(mandate))}" for mandate in kept.mandates[-_MANDATES_SHOWN:]]
    roles += [f"• dan {more} lainnya pada berkas terlampir"] if more > 0 else []
    numbers = {act.control_number for act in kept.acts if act.control_number}
    alone = set(people.roster.admins) == {official.id}
    mended = "dilakukan melalui /pejabat" if alone else "dimintakan kepada admin"
    return screen(
        f"<b>Data yang disimpan tentang {pronoun(official)}</b>\n" + "\n".join(who),
        "\n".join(("Peran:", *(roles or ("belum ada",)))),
        f"Riwayat: {len(kept.acts)} tindakan pada {len(numbers)} maklumat, disimpan sebagai arsip dan tidak dihapus. "
        f"Perubahan data: {len(kept.changes)}; berhalangan atau mewakili: {len(kept.absences)}. Pesan masuk yang "
        f"masih disimpan: {kept.updates}; dihapus 30 hari setelah diproses.",
        f"Selengkapnya pada berkas terlampir. Perbaikan data {mended}; pengendali data: {quoted(office_name)}.",
    )


def export(official: Official, kept: Kept, people: People, now: datetime, zone: tzinfo) -> bytes:
    """All of it, in UTF-8 JSON with the office's words; moments by the office's clock, with their offset from UTC."""

    def at(moment_: datetime) -> str:
        return moment_.astimezone(zone).isoformat(timespec="seconds")

    told: dict[str, Any] = {
        "keterangan": _EXPLAINED,
        "tanggal": now.astimezone(zone).date().isoformat(),
        "nama": official.name,
        "sapaan": official.sapaan,
        "jabatan": official.jabatan,
        "nomor_akun_telegram": official.telegram_id,
        "admin": official.is_admin,
        "anggota_kpu": official.is_member,
        "anggota_kpu_menunggu_konfirmasi": official.to_be_member,
        "hak_admin_menunggu_konfirmasi": official.admin_unconfirmed,
        "konfirmasi": _confirmation(official, kept, people, zone),
        "dikonfirmasi_sejak": at(kept.confirmed_at) if kept.confirmed_at else None,
        "terdaftar": at(kept.enrolled_at),
        "pemberitahuan_data_pribadi_dibaca": at(official.acknowledged_at) if official.acknowledged_at else None,
        "akses_ditutup_sejak": at(kept.closed_at) if kept.closed_at else None,
        "tidak_dapat_dihubungi_sejak": at(official.unreachable_since) if official.unreachable_since else None,
        "peran": [_held(mandate, people) for mandate in kept.mandates],
        "berhalangan_atau_mewakili": [_away(one, people, zone) for one in kept.absences],
        "tindakan": [
            {"waktu": at(act.event.at), "maklumat": act.control_number, "uraian": bare(happened(act.event, people))}
            for act in kept.acts
        ],
        "perubahan_data": [
            {"waktu": at(change.at), "uraian": bare(happened(change, people))} for change in kept.changes
        ],
        "pesan_masuk_tersimpan": kept.updates,
        "pesan_keluar_tersimpan": kept.messages,
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _confirmation(official: Official, kept: Kept, people: People, zone: tzinfo) -> str:
    """'dikonfirmasi oleh Bapak Bagus pada Selasa, …': who has said that this official is who he is said to be."""
    unsaid = official.to_be_komisioner or official.to_be_member or official.admin_unconfirmed
    if kept.confirmed_at is None or unsaid:
        return _WAITING
    given = kept.confirmation
    if given is None:
        return "tidak diperlukan"
    by = named(people, given.by) if given.by is not None else MACHINE
    return f"dikonfirmasi oleh {by} pada {moment(given.at, zone)}"


def _held(mandate: Mandate, people: People) -> dict[str, Any]:
    return {
        "peran": post(mandate.role, mandate.standing, people.stand_in_labels),
        "sejak": mandate.from_on.isoformat(),
        "sampai": mandate.until_on.isoformat() if mandate.until_on else None,
        "dasar": mandate.basis,
        "menunggu_konfirmasi": not mandate.confirmed,
    }


def _away(one: Away, people: People, zone: tzinfo) -> dict[str, Any]:
    absence = one.absence
    return {
        "yang_berhalangan": people[absence.person].name,
        "yang_mewakili": people[absence.stand_in].name if absence.stand_in else None,
        "sebagai": post(absence.role, absence.standing, people.stand_in_labels) if absence.stand_in else None,
        "peran": absence.role.label,
        "sejak": absence.from_on.isoformat(),
        "sampai": absence.until_on.isoformat(),
        "diakhiri": one.ended_at.astimezone(zone).isoformat(timespec="seconds") if one.ended_at else None,
        "dasar": absence.basis,
    }
