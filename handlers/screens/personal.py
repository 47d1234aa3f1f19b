"""What is kept about the reader: in a few lines, and the whole of it as JSON that a person can read."""

import json
from datetime import datetime, tzinfo
from typing import Any

from handlers.screens.addressing import appointment, called, post, pronoun
from handlers.screens.dates import moment
from handlers.screens.markup import bare, clipped, quoted, screen
from handlers.screens.phrases import happened
from sop.roles import Absence, Mandate
from storage.outbox import Screen
from storage.people import Official, People
from storage.personal import Kept

FILE_NAME = "data-saya.json"
_MANDATES_SHOWN = 6


def my_data(official: Official, kept: Kept, office_name: str, zone: tzinfo) -> Screen:
    """/dataku: who one is here, since when and by what, how much is kept, and whom to ask."""
    who = [
        f"Nama: {quoted(called(official))}",
        f"Jabatan: {quoted(clipped(official.jabatan, 100)) or 'belum diisi'}",
        f"Nomor akun Telegram: {official.telegram_id}",
        f"Terdaftar: {moment(kept.enrolled_at, zone)}",
    ]
    if official.is_admin:
        who.append("Hak admin: ya")
    roles = [f"• {quoted(appointment(mandate))}" for mandate in kept.mandates[-_MANDATES_SHOWN:]]
    numbers = {act.control_number for act in kept.acts if act.control_number}
    return screen(
        f"<b>Data yang disimpan tentang {pronoun(official)}</b>\n" + "\n".join(who),
        "\n".join(("Peran:", *(roles or ("belum ada",)))),
        f"Riwayat: {len(kept.acts)} tindakan pada {len(numbers)} maklumat, disimpan sebagai arsip dan tidak dihapus. "
        f"Pesan masuk yang masih disimpan: {kept.updates}; dihapus 30 hari setelah diproses.",
        f"Selengkapnya pada berkas terlampir. Perbaikan data dimintakan kepada admin; pengendali data: "
        f"{quoted(office_name)}.",
    )


def export(official: Official, kept: Kept, people: People, now: datetime, zone: tzinfo) -> bytes:
    """All of it, in UTF-8 JSON with the office's words; moments by the office's clock, with their offset from UTC."""

    def at(moment_: datetime) -> str:
        return moment_.astimezone(zone).isoformat(timespec="seconds")

    told: dict[str, Any] = {
        "tanggal": now.astimezone(zone).date().isoformat(),
        "nama": official.name,
        "sapaan": official.sapaan,
        "jabatan": official.jabatan,
        "nomor_akun_telegram": official.telegram_id,
        "admin": official.is_admin,
        "anggota_kpu": official.is_member,
        "dikonfirmasi_komisioner": official.is_confirmed,
        "terdaftar": at(kept.enrolled_at),
        "pemberitahuan_data_pribadi_dibaca": at(official.acknowledged_at) if official.acknowledged_at else None,
        "peran": [_held(mandate, people) for mandate in kept.mandates],
        "berhalangan_atau_mewakili": [_away(absence, people) for absence in kept.absences],
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


def _held(mandate: Mandate, people: People) -> dict[str, Any]:
    return {
        "peran": post(mandate.role, mandate.standing, people.stand_in_labels),
        "sejak": mandate.from_on.isoformat(),
        "sampai": mandate.until_on.isoformat() if mandate.until_on else None,
        "dasar": mandate.basis,
        "berlaku": mandate.confirmed,
    }


def _away(absence: Absence, people: People) -> dict[str, Any]:
    return {
        "yang_berhalangan": people[absence.person].name,
        "yang_mewakili": people[absence.stand_in].name if absence.stand_in else None,
        "peran": absence.role.label,
        "sejak": absence.from_on.isoformat(),
        "sampai": absence.until_on.isoformat(),
        "dasar": absence.basis,
    }
