"""Why not: one sentence, two at most, for every refusal. It says what is so, by whom and when, and what to do next.

Plain text without markup; `explain` in texts.py escapes it, `toast` shortens it. A test walks the error trees, so that
none is forgotten.
"""

from collections.abc import Iterable, Mapping

from handlers import attachments
from handlers.callbacks import BadButton
from handlers.leaving import PersonUnknown
from handlers.screens import files
from handlers.screens.addressing import labels
from handlers.screens.dates import day
from handlers.screens.keyboards import LABELS
from handlers.screens.markup import clipped, ended, joined, one_line
from handlers.screens.phrases import step_named
from handlers.screens.refused_by_storage import KEPT
from handlers.screens.refused_stepping_in import GIVEN_OR_RESCUED
from handlers.screens.scene import SHOWN, Explanation, Scene, always
from handlers.screens.vacancies import no_decider, second_official, shut_out
from handlers.when import DaysReversed, DaysUnfit, MonthUnfit, WordsUnclear
from sop import errors
from sop.decide import options
from sop.roles import DRAFTERS, Role
from sop.steps import Action, Step


def _role_not_held(error: errors.RoleNotHeld, scene: Scene) -> str:
    return (
        f"Mohon maaf, {scene.you} saat ini tidak memegang penugasan sebagai {_role(error.role)}. "
        "Mohon menghubungi admin apabila penugasan perlu diperbarui."
    )


def _away(error: errors.AwayFromRole, scene: Scene) -> str:
    by = f" dan tugas sebagai {_role(error.role)} dilaksanakan oleh {scene.who(error.stand_in)}"
    away = f"{scene.you} tercatat berhalangan s.d. {day(error.until_on)}{by if error.stand_in else ''}"
    return f"{ended(away)} Apabila sudah kembali, mohon menekan Saya sudah kembali pada /berhalangan."


def _not_your_turn(error: errors.NotYourTurn, scene: Scene) -> str:
    by = _roles(error.performers)
    if error.action == "open":
        return f"Mohon maaf, membuka maklumat merupakan kewenangan {by}. Mohon berkoordinasi dengan pejabat tersebut."
    mine = f"; {scene.you} bertindak sebagai {_role(error.role)}" if error.role else ""
    return (
        f"Mohon maaf, tindakan ini pada {step_named(error.step)} merupakan kewenangan {by}{mine}. "
        "Mohon berkoordinasi dengan pejabat tersebut."
    )


def _own_draft(error: errors.OwnDraft, scene: Scene) -> str:
    return (
        f"Versi {error.version} disusun atau diparaf oleh {scene.you} sendiri, sehingga diperiksa dan diputuskan oleh "
        "pejabat lain. Apabila naskah perlu diubah, penyusun dapat mengirim versi baru."
    )


def _not_your_decision(error: errors.NotYourDecision, scene: Scene) -> str:
    if not error.decided_by:
        return "Tidak ada persetujuan yang dapat dibatalkan saat ini. Mohon melihat Riwayat."
    who = scene.who(error.decided_by)
    return (
        f"Persetujuan ini diberikan oleh {who}, sehingga hanya dapat dibatalkan oleh yang bersangkutan. "
        "Mohon menyampaikannya kepada beliau apabila perlu dibatalkan."
    )


def _other_step(error: errors.OtherStep, _scene: Scene) -> str:
    label = _label(error.action)
    act = f"Tindakan {label}" if label else "Tindakan ini"
    return f"{act} tidak termasuk {step_named(error.step)} yang sedang berjalan. Mohon menggunakan kartu terbaru."


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
    "SteppedBack": "Maklumat sudah dikembalikan ke langkah yang lebih awal oleh {who} (admin){at}.",
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
    told = ended(told.removesuffix("."))
    void = error.outcome == "Approved" and scene.view is not None and scene.view.maklumat.approval is None
    return f"{told} {'Persetujuan itu tidak berlaku lagi. ' if void else ''}Tidak ada perubahan."


def _version_replaced(error: errors.VersionReplaced, scene: Scene) -> str:
    sent = f", dikirim{scene.at(error.given_at)}" if error.given_at else ""
    return (
        f"Tombol atau pertanyaan ini untuk draf versi {error.asked} yang sudah digantikan; draf yang berlaku adalah "
        f"versi {error.current}{sent}. Mohon menggunakan pesan terbaru."
    )


def _closed(_error: errors.MaklumatClosed, _scene: Scene) -> str:
    return "Maklumat ini telah dibatalkan, sehingga tidak dapat diubah lagi. Catatannya dapat dilihat pada /arsip."


def _returned(error: errors.DraftWasReturned, _scene: Scene) -> str:
    return f"Draf versi {error.version} telah dikembalikan untuk diperbaiki. Mohon menunggu atau mengirim versi baru."


def _already_parafed(error: errors.AlreadyParafed, _scene: Scene) -> str:
    return f"Paraf {_role(error.role)} pada draf versi {error.version} sudah tercatat. Tidak ada perubahan."


def _paraf_incomplete(error: errors.ParafIncomplete, _scene: Scene) -> str:
    return f"Paraf {_roles(error.missing)} pada draf ini belum ada. Draf dapat disampaikan setelah paraf lengkap."


def _objection(error: errors.ObjectionStands, scene: Scene) -> str:
    return (
        f"Maklumat ini ditahan karena keberatan {scene.who(error.by)} atas catatan disposisi tertulis. "
        "Mohon menunggu sampai Komisioner menekan Cabut keberatan."
    )


def _had_part(error: errors.HadPart, scene: Scene) -> str:
    return (
        f"{scene.you} turut menyusun, memaraf, atau menyampaikan versi {error.version}, sehingga disposisi tertulis "
        "atasnya dicatat dan dikonfirmasi oleh pejabat lain. Mohon menyerahkannya kepada pejabat yang tidak turut."
    )


def _not_a_decider(error: errors.NotADecider, scene: Scene) -> str:
    cure = shut_out(scene.everyone, error.person, scene.addressed)
    return (
        f"{scene.who(error.person)} saat ini tidak dapat memberikan keputusan atas versi ini. "
        f"{cure or 'Mohon memeriksa kembali nama pada lembar disposisi.'}"
    )


def _on_hold(error: errors.OnHold, scene: Scene) -> str:
    if error.by:
        lifted = (
            f"Mohon menekan {LABELS[Action.LIFT_OBJECTION]} terlebih dahulu, apabila sudah dapat diteruskan."
            if _may(Action.LIFT_OBJECTION, scene)
            else "Mohon menunggu sampai dicabut; apabila sudah tayang, mohon diturunkan lebih dahulu."
        )
        return f"{ended(f'Maklumat ini ditahan karena keberatan {scene.who(error.by)}')} {lifted}"
    reason = clipped(one_line(error.reason), SHOWN).rstrip(".")
    why = f" dengan alasan: {reason}" if reason else ""
    return f"Maklumat ini sedang ditahan{why}. {_goes_on(scene)}"


def _goes_on(scene: Scene) -> str:
    """What whoever reads this can do himself, that a held maklumat goes on."""
    resume = f"Mohon menekan {LABELS[Action.RESUME]}"
    if _may(Action.RESUME, scene):
        return f"{resume} terlebih dahulu, apabila sudah dapat diteruskan."
    if scene.addressed is not None and scene.addressed.is_admin:
        return f"{resume} pada /penanganan, apabila sudah dapat diteruskan."
    if scene.view is None:
        # It is not known which maklumat it is, and whether he lets it go on.
        return "Tindakan ini dapat dilakukan setelah maklumat dilanjutkan."
    return WAITS


def _may(action: Action, scene: Scene) -> bool:
    view = scene.view
    return view is not None and any(
        option.action is action for option in options(view.maklumat, view.reader.id, view.office)
    )


def _no_komisioner(error: errors.NoKomisioner, scene: Scene) -> str:
    return no_decider(scene.everyone, scene.addressed, on_paper=error.on_paper)


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
        "Mohon mengirim tautan laman Maklumat pada e-PPID."
    )


def _question_closed(error: errors.QuestionClosed, _scene: Scene) -> str:
    if error.put_aside:
        return "Pertanyaan ini sudah ditutup. Apabila masih diperlukan, mohon menekan kembali tombolnya melalui /tugas."
    return "Pertanyaan ini sudah dijawab. Keadaan terakhir dapat dilihat melalui /tugas."


def _archive_line(error: errors.ArchiveLineUnfit, _scene: Scene) -> str:
    line = f'Baris "{clipped(one_line(error.line), _LINE_SHOWN)}" belum dapat dicatat'
    if error.is_again:
        return f"{line} karena datanya ditulis lebih dari sekali. Mohon menulis setiap data cukup satu kali."
    unfit = f"{line}." if error.line else "Data arsip ditulis sebagai teks."
    return (
        f"{unfit} Mohon menulis satu data pada setiap baris, paling banyak {error.limit} karakter, diawali salah satu "
        f"dari: {', '.join(error.labels)}."
    )


_LINE_SHOWN = 40
WAITS = "Mohon menunggu sampai dilanjutkan."
"""To whoever cannot let it go on himself."""

EXPLAIN: Mapping[type[Exception], Explanation] = {
    errors.RoleNotHeld: _role_not_held,
    errors.AwayFromRole: _away,
    errors.NotYourTurn: _not_your_turn,
    errors.OwnDraft: _own_draft,
    errors.NotYourDecision: _not_your_decision,
    errors.ReasonRequired: always(
        "Alasan belum jelas. Mohon membalas pesan permintaan dengan alasan dalam beberapa kata, misalnya: telepon "
        "hilang."
    ),
    errors.OtherStep: _other_step,
    errors.VisitPassed: _visit_passed,
    errors.VersionReplaced: _version_replaced,
    errors.MaklumatClosed: _closed,
    errors.NoDraftYet: always("Belum ada draf pada maklumat ini. Mohon mengirim naskah terlebih dahulu."),
    errors.DraftWasReturned: _returned,
    errors.AlreadyParafed: _already_parafed,
    errors.ParafIncomplete: _paraf_incomplete,
    errors.OnHold: _on_hold,
    errors.NotOnHold: always(
        "Maklumat ini tidak sedang ditahan, sehingga tidak ada yang perlu dilanjutkan. Tidak ada perubahan."
    ),
    errors.NoKomisioner: _no_komisioner,
    errors.HadPart: _had_part,
    errors.NotConfirmedYet: lambda _error, scene: (
        f"Data {scene.you} belum dikonfirmasi Komisioner, sehingga disposisi tertulis dicatat dan dikonfirmasi oleh "
        "pejabat lain. Mohon meminta Komisioner mengonfirmasi data melalui /tugas."
    ),
    errors.OwnRecord: lambda _error, scene: (
        f"Catatan ini dibuat oleh {scene.you} sendiri, sehingga dikonfirmasi oleh pejabat lain. Mohon menunggu "
        "konfirmasinya."
    ),
    errors.DecidesOtherwise: lambda error, scene: (
        f"{scene.who(error.person)} sedang menyusun koreksi atas versi ini, sehingga disposisi tertulis belum dapat "
        "dicatat. Mohon menanyakan kepada yang bersangkutan."
    ),
    errors.OwnDecision: lambda _error, scene: (
        f"Ini keputusan {scene.you} sendiri, sehingga mohon diberikan langsung melalui tombol pada kartu."
    ),
    errors.NotADecider: _not_a_decider,
    errors.NobodyConfirms: lambda _error, scene: (
        "Belum ada pejabat kedua (yang tidak menyusun, memaraf, atau menyampaikan versi ini) untuk mengonfirmasinya. "
        f"{second_official(scene.addressed)}"
    ),
    errors.RecordWaits: always(
        "Disposisi tertulis atas versi ini sudah dicatat dan menunggu konfirmasi pejabat kedua. Tidak ada perubahan."
    ),
    errors.NoRecord: always("Tidak ada catatan disposisi tertulis yang menunggu. Keadaan terakhir tampak pada /tugas."),
    errors.NotOnPaper: always(
        "Keputusan ini diberikan langsung melalui tombol, sehingga dapat dibatalkan melalui Batalkan keputusan."
    ),
    errors.NoDecision: always(
        "Belum ada keputusan Komisioner atas versi ini. Nomor Berita Acara dapat diisi setelah keputusan tercatat."
    ),
    errors.ObjectionStands: _objection,
    errors.NoObjection: always("Tidak ada keberatan yang perlu dicabut. Keadaan terakhir tampak pada /tugas."),
    errors.VerdictRequired: always(
        "Mohon memilih terlebih dahulu keputusan Komisioner melalui tombol Catat disposisi tertulis pada kartu."
    ),
    errors.ScanRequired: always(
        "Disposisi tertulis dicatat bersama pindaiannya. Mohon mengirim foto atau PDF lembar yang telah ditandatangani."
    ),
    errors.ScanUnfit: always(
        "Yang diarsipkan sebagai pindaian hanya foto atau PDF. Mohon memotret atau memindai lembarnya, kemudian "
        "mengirimnya kembali."
    ),
    errors.NoPaper: always(
        "Belum ada naskah cetak yang dapat dilengkapi pindaian pada maklumat ini. Pindaian dapat dikirim setelah "
        "naskah cetaknya dibuat."
    ),
    errors.NothingToSend: always(
        "Belum ada koreksi yang dapat dikirim. Mohon menyampaikan koreksi sebagai balasan kartu terlebih dahulu."
    ),
    errors.NotPublished: lambda error, _scene: (
        f"{error.control_number} tidak sedang terpublikasi, sehingga tidak dapat digantikan. Mohon melihat /arsip."
    ),
    errors.HasSuccessor: lambda error, _scene: (
        f"{error.control_number} telah digantikan oleh {error.successor}. Mohon membuka pengganti dari yang terakhir."
        if error.is_published
        else f"Pengganti {error.control_number} sedang berjalan, yaitu {error.successor}. Mohon meneruskan maklumat "
        "tersebut."
    ),
    errors.AnotherCame: always(
        "Yang ditampilkan pada pesan itu telah diganti dengan yang lebih baru. Mohon membaca kartu yang terakhir "
        "terlebih dahulu. Tidak ada perubahan."
    ),
    errors.NothingToAffirm: always("Tidak ada naskah final yang menunggu. Keadaan terakhir tampak pada /tugas."),
    errors.QuestionClosed: _question_closed,
    PersonUnknown: lambda error, _scene: (
        f"Lebih dari satu pejabat cocok dengan nama {clipped(one_line(error.name), SHOWN)}. Mohon menulis nama lengkap."
        if error.several
        else f"Tidak ada pejabat bernama {clipped(one_line(error.name), SHOWN)}. Mohon memeriksa ejaannya; "
        "alasan ditulis paling akhir, misalnya: 18-01-2027 s.d. 20-01-2027 Ibu Dewi Lestari; dinas luar."
    ),
    DaysUnfit: always(
        "Tanggal belum dapat dibaca. Mohon menulis tanggal dan keterangannya, misalnya: 18-08-2027 Cuti bersama, atau "
        "08-02-2027 s.d. 09-03-2027 Ramadan 1448 H."
    ),
    DaysReversed: always(
        "Tanggal akhir mendahului tanggal awal. Mohon menulis tanggal awal lebih dahulu, beserta tahunnya."
    ),
    WordsUnclear: always(
        "Sebagian tanggal belum dapat dipahami, jadi belum ada yang dicatat. Mohon menulis tanggal awal dan akhirnya, "
        "misalnya: 08-02-2027 s.d. 09-03-2027 Ramadan 1448 H."
    ),
    MonthUnfit: always("Bulan belum dapat dibaca. Mohon menulis bulan dan tahunnya, misalnya: /kalender Maret 2027."),
    errors.AlreadyConfirmed: always("Laman ini sudah dinyatakan tayang. Tidak ada perubahan."),
    errors.AlreadyInForce: always("Tidak ada perubahan karena hal ini sudah tercatat atau sudah berlaku."),
    errors.TitleRequired: always("Maklumat memerlukan judul. Mohon menuliskan judulnya dalam satu baris."),
    errors.TitleTooLong: lambda error, scene: _too_long(error, scene, "Judul dari"),
    errors.WordsRequired: always(
        "Pesan ini belum berisi keterangan. Mohon menuliskannya, atau melampirkan berkas, foto, atau pesan suara."
    ),
    errors.WordsTooLong: lambda error, scene: _too_long(error, scene, "Pesan dari"),
    errors.FileRequired: lambda error, _scene: files.wanted(error),
    errors.LinkRequired: always(
        "Tautan belum terdapat dalam pesan. Mohon mengirim tautan laman Maklumat pada e-PPID, diawali https."
    ),
    errors.LinkNotAllowed: _link_not_allowed,
    errors.NumberUnfit: lambda error, _scene: (
        f"Nomor naskah ditulis dalam satu baris{f' seperti {error.example}' if error.example else ', memuat angka'}, "
        f"paling banyak {error.limit} karakter. Mohon mengirim nomor sesuai buku agenda atau SRIKANDI."
    ),
    errors.PlaceUnfit: lambda error, _scene: (
        f"Tempat simpan ditulis dalam satu baris, paling banyak {error.limit} karakter. "
        "Mohon mengirim tempatnya, misalnya: Rak 2, Map Maklumat 2027."
    ),
    errors.ArchiveLineUnfit: _archive_line,
    BadButton: always("Tombol ini sudah tidak berlaku. Mohon menggunakan kartu terbaru melalui /tugas."),
    attachments.TooBig: lambda error, _scene: files.too_big(error),
    attachments.FileUnfit: lambda error, _scene: files.unfit(error),
    attachments.Unreachable: always(
        "Berkas belum dapat diambil dari Telegram saat ini. Mohon mengirimnya kembali beberapa saat lagi."
    ),
    **GIVEN_OR_RESCUED,
    **KEPT,
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


def _label(action: str) -> str:
    return LABELS.get(Action(action), "") if action in set(Action) else ""


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
