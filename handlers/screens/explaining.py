"""Why not: one sentence, two at most, for every refusal. It says what is so, by whom and when, and what to do next.

Plain text without markup; `explain` in texts.py escapes it, `toast` shortens it. A test walks the error trees, so that
none is forgotten.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from handlers import attachments
from handlers.callbacks import BadButton
from handlers.leaving import PersonUnknown
from handlers.screens import files
from handlers.screens.addressing import BOTH, labels, named, pronoun
from handlers.screens.dates import day, moment
from handlers.screens.keyboards import LABELS
from handlers.screens.markup import clipped, joined, one_line
from handlers.when import DaysUnfit
from sop import errors
from sop.roles import DRAFTERS, Role
from sop.steps import Action, Step, row_of
from storage import errors as storage_errors
from storage.people import People
from storage.reading import View

_SHOWN = 60
"""Of a name or address that somebody typed."""


@dataclass(frozen=True)
class Scene:
    """To whom, and about what, something is explained; either may be unknown."""

    view: View | None
    people: People | None
    zone: tzinfo

    @property
    def you(self) -> str:
        """The reader, as addressed."""
        return pronoun(self.view.reader) if self.view else BOTH

    def who(self, person: int | None) -> str:
        """Somebody by name."""
        people = self.people or (self.view.people if self.view else None)
        return named(people or People(), person)

    def at(self, moment_: datetime | None) -> str:
        """' pada Selasa, …', or nothing where the moment is unknown."""
        return f" pada {moment(moment_, self.zone)}" if moment_ is not None else ""


Explanation = Callable[[Any, Scene], str]


def _role_not_held(error: errors.RoleNotHeld, scene: Scene) -> str:
    return (
        f"Mohon maaf, {scene.you} saat ini tidak memegang penugasan sebagai {_role(error.role)}. "
        "Mohon menghubungi admin apabila penugasan perlu diperbarui."
    )


def _away(error: errors.AwayFromRole, scene: Scene) -> str:
    by = f" dan tugas sebagai {_role(error.role)} dilaksanakan oleh {scene.who(error.stand_in)}"
    return (
        f"{scene.you} tercatat berhalangan s.d. {day(error.until_on)}{by if error.stand_in else ''}. "
        "Apabila sudah kembali, mohon menekan Saya sudah kembali pada /berhalangan."
    )


def _not_your_turn(error: errors.NotYourTurn, scene: Scene) -> str:
    by = _roles(error.performers)
    if error.action == "open":
        return f"Mohon maaf, membuka maklumat merupakan kewenangan {by}. Mohon berkoordinasi dengan pejabat tersebut."
    mine = f" {scene.you} bertindak sebagai {_role(error.role)}." if error.role else ""
    return f"Mohon maaf, tindakan ini pada {_step(error.step)} merupakan kewenangan {by}.{mine}"


def _own_draft(error: errors.OwnDraft, scene: Scene) -> str:
    return (
        f"Versi {error.version} disusun atau diparaf oleh {scene.you} sendiri, sehingga diperiksa dan diputuskan oleh "
        "pejabat lain. Apabila naskah perlu diubah, penyusun dapat mengirim versi baru."
    )


def _not_your_decision(error: errors.NotYourDecision, scene: Scene) -> str:
    if not error.decided_by:
        return "Tidak ada persetujuan yang dapat dibatalkan saat ini. Mohon melihat Riwayat."
    who = scene.who(error.decided_by)
    return f"Persetujuan ini diberikan oleh {who}, sehingga hanya dapat dibatalkan oleh yang bersangkutan."


def _other_step(error: errors.OtherStep, _scene: Scene) -> str:
    label = _label(error.action)
    act = f"Tindakan {label}" if label else "Tindakan ini"
    return f"{act} tidak termasuk {_step(error.step)} yang sedang berjalan. Mohon menggunakan kartu terbaru."


_PASSED: Mapping[str, str] = {
    "Approved": "Keputusan atas draf versi {version} sudah tercatat: disetujui oleh {who}{at}.",
    "Returned by a Komisioner": (
        "Keputusan atas draf versi {version} sudah tercatat: dikembalikan untuk diperbaiki oleh {who}{at}."
    ),
    "Returned": "Draf versi {version} sudah dikembalikan untuk diperbaiki oleh {who}{at}.",
    "ParafGiven": "Paraf pada draf versi {version} sudah lengkap, terakhir oleh {who}{at}.",
    "Forwarded": "Draf versi {version} sudah disampaikan kepada Komisioner oleh {who}{at}.",
    "Withdrawn": "Draf versi {version} sudah ditarik kembali oleh {who}{at}.",
    "DraftGiven": "Versi baru sudah dikirim oleh {who}{at}.",
    "DecisionTakenBack": "Persetujuan atas draf versi {version} sudah dibatalkan oleh {who}{at}.",
    "PublicationOrdered": "Publikasi sudah diperintahkan oleh {who}{at}.",
    "TextReplaced": "Naskah sudah diganti oleh {who}{at}, sehingga versi baru ditunggu.",
    "Published": "Maklumat sudah ditandai terpublikasi oleh {who}{at}.",
    "ReportedNotLive": "Laman sudah dilaporkan belum tayang oleh {who}{at}.",
    "Cancelled": "Maklumat sudah dibatalkan oleh {who}{at}.",
}


def _visit_passed(error: errors.VisitPassed, scene: Scene) -> str:
    decided = error.outcome == "Returned" and error.step == Step.DECISION
    sentence = _PASSED.get("Returned by a Komisioner" if decided else error.outcome)
    if sentence is None:
        return "Tombol atau pertanyaan ini bukan untuk keadaan maklumat saat ini. Mohon menggunakan kartu terbaru."
    told = sentence.format(version=error.version, who=scene.who(error.by), at=scene.at(error.at))
    void = error.outcome == "Approved" and scene.view is not None and scene.view.maklumat.approval is None
    return f"{told} {'Persetujuan itu tidak berlaku lagi. ' if void else ''}Tidak ada perubahan."


def _version_replaced(error: errors.VersionReplaced, scene: Scene) -> str:
    sent = f", dikirim{scene.at(error.given_at)}" if error.given_at else ""
    return (
        f"Tombol atau pertanyaan ini untuk draf versi {error.asked} yang sudah digantikan; draf yang berlaku adalah "
        f"versi {error.current}{sent}. Mohon menggunakan pesan terbaru."
    )


def _closed(_error: errors.MaklumatClosed, _scene: Scene) -> str:
    return "Maklumat ini telah dibatalkan, sehingga tidak dapat diubah lagi. Catatannya tersimpan dalam Arsip (/arsip)."


def _returned(error: errors.DraftWasReturned, _scene: Scene) -> str:
    return f"Draf versi {error.version} telah dikembalikan untuk diperbaiki. Mohon menunggu atau mengirim versi baru."


def _already_parafed(error: errors.AlreadyParafed, _scene: Scene) -> str:
    return f"Paraf {_role(error.role)} pada draf versi {error.version} sudah tercatat. Tidak ada perubahan."


def _paraf_incomplete(error: errors.ParafIncomplete, _scene: Scene) -> str:
    return f"Paraf {_roles(error.missing)} pada draf ini belum ada. Draf dapat disampaikan setelah paraf lengkap."


def _objection(error: errors.ObjectionStands, scene: Scene) -> str:
    return (
        f"Maklumat ini ditahan karena keberatan {scene.who(error.by)} atas catatan disposisi tertulis, sehingga hanya "
        "dapat dilanjutkan oleh Komisioner melalui Cabut keberatan."
    )


def _had_part(error: errors.HadPart, scene: Scene) -> str:
    return (
        f"{scene.you} turut menyusun, memaraf, atau menyampaikan versi {error.version}, sehingga disposisi tertulis "
        "atasnya dicatat dan dikonfirmasi oleh pejabat lain."
    )


def _not_a_decider(error: errors.NotADecider, scene: Scene) -> str:
    return (
        f"{scene.who(error.person)} saat ini tidak dapat memberikan keputusan atas versi ini. "
        "Mohon memeriksa kembali nama pada lembar disposisi."
    )


def _on_hold(error: errors.OnHold, _scene: Scene) -> str:
    reason = clipped(one_line(error.reason), _SHOWN)
    why = f" dengan alasan: {reason}" if reason else ""
    until = "Mohon menekan Lanjutkan terlebih dahulu" if reason else "Mohon menunggu sampai dapat dilanjutkan"
    return f"Maklumat ini sedang ditahan{why}. {until}."


def _too_long(error: errors.TitleTooLong | errors.WordsTooLong, scene: Scene, what: str) -> str:
    length, limit = _grouped(error.length), _grouped(error.limit)
    return (
        f"{what} {scene.you} terdiri atas {length} karakter, paling banyak {limit}. Mohon mengirim yang lebih ringkas."
    )


def _link_not_allowed(_error: errors.LinkNotAllowed, scene: Scene) -> str:
    hosts = scene.view.office.rules.link_hosts if scene.view else ("*.kpu.go.id",)
    named_hosts = joined(host.removeprefix("*.") for host in hosts)
    return (
        f"Tautan belum dapat dicatat karena bukan alamat laman resmi ({named_hosts}) yang diawali https. "
        "Mohon mengirim tautan halaman Maklumat pada e-PPID."
    )


def _not_found(error: storage_errors.MaklumatNotFound, _scene: Scene) -> str:
    number = clipped(one_line(error.number), _SHOWN)
    if not number:
        return (
            "Mohon menyertakan nomor kendali, misalnya MKL-2027-001. Daftar maklumat tersedia pada /daftar dan /arsip."
        )
    return f"Maklumat dengan nomor {number} tidak ditemukan. Mohon memeriksa nomor kendali pada /daftar atau /arsip."


def _question_closed(error: errors.QuestionClosed, _scene: Scene) -> str:
    if error.put_aside:
        return "Pertanyaan ini sudah dibatalkan. Keadaan terakhir dapat dilihat pada Riwayat."
    return "Pertanyaan ini sudah dijawab. Jawabannya dapat dilihat pada Riwayat."


def _always(sentence: str) -> Explanation:
    return lambda _error, _scene: sentence


_UNSUITED: Mapping[storage_errors.Unsuited, str] = {
    storage_errors.Unsuited.UNKNOWN: "belum terdaftar, sehingga belum dapat mewakili.",
    storage_errors.Unsuited.SELF: "tidak dapat mewakili diri sendiri. Mohon memilih pejabat lain.",
    storage_errors.Unsuited.AWAY: "juga berhalangan pada tanggal tersebut. Mohon memilih pejabat lain.",
    storage_errors.Unsuited.NO_MEMBER: (
        "bukan anggota KPU, sehingga tidak dapat mewakili Komisioner. Mohon memilih anggota lain."
    ),
    storage_errors.Unsuited.ACTOR: "tidak dapat ditunjuk oleh diri sendiri. Mohon dicatat oleh Komisioner.",
}


EXPLAIN: Mapping[type[Exception], Explanation] = {
    errors.RoleNotHeld: _role_not_held,
    errors.AwayFromRole: _away,
    errors.NotYourTurn: _not_your_turn,
    errors.OwnDraft: _own_draft,
    errors.NotYourDecision: _not_your_decision,
    errors.ReassignedToAnother: lambda error, scene: (
        f"Mohon maaf, {_step(error.step)} dialihkan kepada {scene.who(error.to)} dan hanya dilaksanakan oleh pejabat "
        "tersebut."
    ),
    errors.NotYoursToReassign: _always("Mohon maaf, langkah hanya dialihkan oleh Atasan PPID atau admin."),
    errors.NeverReassigned: lambda error, _scene: (
        f"Maklumat ini berada pada {_step(error.step)}; yang dapat dialihkan hanya langkah 2, 4, dan 5."
    ),
    errors.PerformerUnfit: lambda error, scene: (
        f"{scene.who(error.to)} tidak memegang peran untuk {_step(error.step)}, yaitu "
        f"{joined((Role(role).label for role in error.fitting), 'atau')}. Mohon memilih pejabat lain."
    ),
    errors.ReasonRequired: _always("Alasan pengalihan belum tertulis. Mohon membalas pesan permintaan dengan alasan."),
    errors.OtherStep: _other_step,
    errors.VisitPassed: _visit_passed,
    errors.VersionReplaced: _version_replaced,
    errors.MaklumatClosed: _closed,
    errors.NoDraftYet: _always("Belum ada draf pada maklumat ini. Mohon mengirim naskah terlebih dahulu."),
    errors.DraftWasReturned: _returned,
    errors.AlreadyParafed: _already_parafed,
    errors.ParafIncomplete: _paraf_incomplete,
    errors.OnHold: _on_hold,
    errors.NotOnHold: _always("Maklumat ini tidak sedang ditahan, sehingga tidak ada yang perlu dilanjutkan."),
    errors.NoKomisioner: _always(
        "Draf belum dapat disampaikan karena belum ada Komisioner yang dapat memberikan keputusan atas versi ini. "
        "Mohon menghubungi admin agar Komisioner didaftarkan."
    ),
    errors.HadPart: _had_part,
    errors.OwnRecord: _always(
        "Catatan ini dibuat oleh Bapak/Ibu sendiri, sehingga dikonfirmasi oleh pejabat lain. Tidak ada perubahan."
    ),
    errors.OwnDecision: lambda _error, scene: (
        f"Ini keputusan {scene.you} sendiri, sehingga mohon diberikan langsung melalui tombol pada kartu."
    ),
    errors.NotADecider: _not_a_decider,
    errors.NobodyConfirms: _always(
        "Disposisi tertulis memerlukan pejabat kedua yang tidak menyusun, memaraf, atau menyampaikan versi ini, dan "
        "saat ini belum ada. Mohon menghubungi admin."
    ),
    errors.RecordWaits: _always(
        "Disposisi tertulis atas versi ini sudah dicatat dan menunggu konfirmasi. Tidak ada perubahan."
    ),
    errors.NoRecord: _always("Tidak ada catatan disposisi tertulis yang menunggu konfirmasi. Tidak ada perubahan."),
    errors.NotOnPaper: _always(
        "Keputusan ini diberikan langsung melalui tombol, sehingga dapat ditarik melalui Batalkan keputusan."
    ),
    errors.NoDecision: _always("Belum ada keputusan Komisioner atas versi ini. Tidak ada perubahan."),
    errors.ObjectionStands: _objection,
    errors.NoObjection: _always("Tidak ada keberatan yang perlu dicabut. Tidak ada perubahan."),
    errors.VerdictRequired: _always(
        "Mohon memilih terlebih dahulu keputusan Komisioner melalui tombol Catat disposisi tertulis pada kartu."
    ),
    errors.ScanRequired: _always(
        "Disposisi tertulis dicatat bersama pindaiannya. Mohon mengirim foto atau PDF lembar yang telah ditandatangani."
    ),
    errors.NothingToSend: _always(
        "Belum ada koreksi yang dapat dikirim. Mohon menyampaikan koreksi sebagai balasan kartu terlebih dahulu."
    ),
    errors.NothingToAffirm: _always("Tidak ada naskah final yang menunggu pernyataan. Tidak ada perubahan."),
    errors.QuestionClosed: _question_closed,
    storage_errors.AdminOnly: _always("Mohon maaf, hal ini hanya dapat diubah oleh admin."),
    storage_errors.NotYourAbsence: _always(
        "Mohon maaf, berhalangan dicatat oleh pejabat yang bersangkutan, atau oleh admin dengan nomor surat perintah."
    ),
    storage_errors.KomisionerOnly: _always(
        "Mohon maaf, siapa yang dapat memberikan keputusan hanya diubah oleh Komisioner, atau oleh admin dengan nomor "
        "dan pindaian surat atau Berita Acara."
    ),
    storage_errors.BasisMissing: _always(
        "Nomor surat yang menjadi dasarnya belum ada. Mohon menuliskannya setelah titik koma, misalnya: ; SP 12/2027."
    ),
    storage_errors.ScanMissing: _always(
        "Bagi Komisioner diperlukan pindaian atau foto surat. Mohon mengirimnya sebagai balasan pesan permintaan."
    ),
    storage_errors.NothingToLeave: lambda error, scene: (
        f"{scene.who(error.person)} tidak memegang peran pada tanggal tersebut, sehingga tidak perlu diwakili."
    ),
    storage_errors.AbsenceTooFar: _always(
        "Tanggal berhalangan sudah lewat, terlalu lama, atau lebih dari satu tahun. Mohon memeriksa tanggalnya."
    ),
    storage_errors.AbsenceOverlaps: lambda error, scene: (
        f"{scene.who(error.person)} sudah tercatat berhalangan {day(error.from_on)} s.d. {day(error.until_on)}. "
        "Mohon mengakhirinya terlebih dahulu melalui /berhalangan."
    ),
    storage_errors.AbsenceOver: lambda error, scene: (
        f"{scene.who(error.person)} tidak sedang tercatat berhalangan. Tidak ada perubahan."
    ),
    storage_errors.StandInMissing: lambda error, scene: (
        f"Tidak ada pemegang lain atas peran {scene.who(error.person)} pada tanggal tersebut. "
        "Mohon menunjuk yang mewakili."
    ),
    storage_errors.StandInUnfit: lambda error, scene: f"{scene.who(error.person)} {_UNSUITED[error.why]}",
    PersonUnknown: lambda error, _scene: (
        f"{'Lebih dari satu pejabat cocok dengan' if error.several else 'Tidak ada pejabat terdaftar dengan'} nama "
        f"{clipped(one_line(error.name), _SHOWN)}. Mohon menuliskan nama lengkapnya."
    ),
    DaysUnfit: _always(
        "Tanggal belum dapat dibaca. Mohon menulis tanggal dan keterangannya, misalnya: 18-08-2027 Cuti bersama, atau "
        "08-02-2027 s.d. 09-03-2027 Ramadan 1448 H."
    ),
    errors.AlreadyConfirmed: _always("Laman ini sudah dinyatakan tayang. Tidak ada perubahan."),
    errors.AlreadyInForce: _always("Hal ini sudah tercatat sebelumnya. Tidak ada perubahan."),
    errors.TitleRequired: _always("Maklumat memerlukan judul. Mohon menuliskan judulnya dalam satu baris."),
    errors.TitleTooLong: lambda error, scene: _too_long(error, scene, "Judul dari"),
    errors.WordsRequired: _always(
        "Pesan ini belum berisi keterangan. Mohon menuliskannya, atau melampirkan berkas, foto, atau pesan suara."
    ),
    errors.WordsTooLong: lambda error, scene: _too_long(error, scene, "Pesan dari"),
    errors.FileRequired: _always("Berkas belum terlampir. Mohon mengirim berkasnya sebagai balasan pesan permintaan."),
    errors.LinkRequired: _always(
        "Tautan belum terdapat dalam pesan. Mohon mengirim tautan halaman Maklumat pada e-PPID, diawali https."
    ),
    errors.LinkNotAllowed: _link_not_allowed,
    errors.NumberUnfit: lambda error, _scene: (
        f"Nomor naskah ditulis dalam satu baris, memuat angka, dan paling banyak {error.limit} karakter. "
        "Mohon mengirim nomor sesuai buku agenda atau SRIKANDI."
    ),
    storage_errors.MaklumatNotFound: _not_found,
    storage_errors.InviteUnusable: _always(
        "Kode pendaftaran ini tidak dapat digunakan. Mohon menghubungi admin untuk memperoleh kode baru."
    ),
    storage_errors.AccountInUse: _always(
        "Akun Telegram ini sudah terdaftar atas nama pejabat lain. Mohon menghubungi admin."
    ),
    storage_errors.StaleRevision: _always(
        "Maklumat ini baru saja diperbarui oleh pejabat lain. Mohon memeriksa kartu terbaru, kemudian mencoba kembali."
    ),
    BadButton: _always("Tombol ini sudah tidak berlaku. Mohon menggunakan kartu terbaru melalui /tugas."),
    attachments.TooBig: lambda error, _scene: files.too_big(error),
    attachments.FileUnfit: lambda error, _scene: files.unfit(error),
    attachments.Unreachable: _always(
        "Berkas belum dapat diambil dari Telegram saat ini. Mohon mengirimnya kembali beberapa saat lagi."
    ),
}


def sentence(error: Exception, scene: Scene) -> str:
    """The sentence of an error, by its own class or the nearest one above it.

    Raises:
        KeyError: it has none: not something that a person can cause.
    """
    for kind in type(error).__mro__:
        if kind in EXPLAIN:
            return EXPLAIN[kind](error, scene)
    raise KeyError(type(error).__name__)


def _role(role: str) -> str:
    return Role(role).label if role in set(Role) else "peran tersebut"


def _roles(roles: Iterable[str]) -> str:
    return labels(Role(role) for role in roles if role in set(Role)) or labels(DRAFTERS)


def _step(step: int) -> str:
    return f"langkah {int(step)} ({row_of(Step(step)).short})"


def _label(action: str) -> str:
    return LABELS.get(Action(action), "") if action in set(Action) else ""


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
