"""What is said of a file that is no text, or cannot be taken: what is wrong, and what to do next; plain text."""

from collections.abc import Mapping
from pathlib import PurePath

from handlers.attachments import LIMIT, AttachmentError, FileUnfit, TooBig
from handlers.inspection import Trouble
from handlers.screens.markup import clipped, one_line
from sop.errors import FileRequired
from sop.steps import Action

_SHOWN = 60
_AGAIN = "kemudian mengirimnya kembali sebagai balasan pesan ini"

_WHY: Mapping[Trouble, str] = {
    Trouble.EMPTY: "tidak berisi apa pun (0 byte)",
    Trouble.PROGRAM: "berisi program",
    Trouble.MACROS: "berisi makro",
    Trouble.SWELLS: "isinya akan membengkak secara tidak wajar apabila dibuka",
    Trouble.BROKEN: "rusak atau terpotong sehingga tidak dapat dibuka",
    Trouble.LOCKED: "terkunci kata sandi",
    Trouble.TOO_HARD: "terlalu rumit untuk diperiksa",
    Trouble.UNKNOWN: "jenisnya tidak dikenali",
}
_NEXT: Mapping[Trouble, str] = {
    Trouble.EMPTY: f"Mohon memeriksa berkas aslinya, {_AGAIN}",
    Trouble.PROGRAM: "Mohon mengirim naskahnya sendiri sebagai PDF, sebagai balasan pesan ini",
    Trouble.MACROS: f"Mohon menyimpan naskah sebagai PDF atau DOCX tanpa makro, {_AGAIN}",
    Trouble.SWELLS: f"Mohon menyimpan naskah sebagai PDF, {_AGAIN}",
    Trouble.BROKEN: f"Mohon menyimpan ulang naskah dari aplikasi asalnya, {_AGAIN}",
    Trouble.LOCKED: f"Mohon menyimpan ulang tanpa kata sandi, {_AGAIN}",
    Trouble.TOO_HARD: f"Mohon mencetak naskah ke PDF baru atau memindainya, {_AGAIN}",
    Trouble.MISNAMED: f"Mohon menyimpan ulang naskah sebagai PDF, {_AGAIN}",
    Trouble.UNKNOWN: "Mohon mengirim teks, foto, pesan suara, atau naskah berupa PDF, DOCX, DOC, atau ODT",
}

PROOF_WANTED = "Bukti tayang diterima berupa gambar atau PDF. Mohon mengirim tangkapan layar laman."
AS_ONE = "Naskah yang terdiri atas beberapa halaman mohon dikirim sebagai satu berkas PDF."
_FILE_WANTED: Mapping[str, str] = {
    Action.SUBMIT_DRAFT: "Naskah belum terlampir. Mohon mengirim satu berkas PDF, DOCX, DOC, atau ODT.",
    Action.GIVE_FINAL: "Naskah final belum terlampir. Mohon mengirim satu berkas naskah (PDF diutamakan) atau fotonya.",
    Action.GIVE_PROOF: PROOF_WANTED,
}
"""What is asked for where a message holds another kind of file, or none."""


def wanted(error: FileRequired) -> str:
    """Which file is missing; of several, that one is."""
    if error.several:
        return f"Berkas yang terlampir lebih dari satu, sehingga belum dicatat. {AS_ONE}"
    asked = "Berkas belum terlampir. Mohon mengirim berkasnya sebagai balasan pesan permintaan."
    return _FILE_WANTED.get(error.action, asked)


def unfit(error: FileUnfit) -> str:
    """Why it was refused, with all that came with it."""
    verb = "belum dapat dicatat karena" if error.trouble is not Trouble.PROGRAM else "tidak dicatat karena"
    return f"{_file(error.name)} {verb} {_why(error)}. {_NEXT[error.trouble]}."


def too_big(error: TooBig) -> str:
    """How large it is, and how large it may be."""
    return (
        f"Berkas berukuran {_megabytes(error.size)} MB, sedangkan Telegram meneruskan paling besar "
        f"{_megabytes(error.limit)} MB. Mohon mengirim berkas yang lebih kecil, sebaiknya PDF."
    )


def odd_beside(odd: AttachmentError, *, is_asked: bool = False) -> str:
    """The message goes its way; the file does not go with it, or goes as it came, once it is said which way."""
    if not isinstance(odd, FileUnfit):
        over = f"melebihi {_megabytes(LIMIT)} MB" if isinstance(odd, TooBig) else "belum dapat diambil dari Telegram"
        return f"Satu berkas tidak disertakan karena {over}. Mohon mengirimnya tersendiri apabila masih diperlukan."
    file = _file(odd.name, otherwise="Lampiran")
    if odd.is_kept:
        goes = "apabila pesan dicatat, berkas disertakan" if is_asked else "berkas tetap disertakan"
        return f"{file} {_why(odd)}; {goes} sebagaimana diterima."
    return f"{file} tidak disertakan karena {_why(odd)}. {_NEXT[odd.trouble]}."


def _why(error: FileUnfit) -> str:
    if error.trouble is Trouble.MISNAMED:
        ending = PurePath(error.name).suffix.lower().removeprefix(".")
        return f"bernama .{ending}, tetapi isinya bukan {ending.upper()}"
    return _WHY[error.trouble]


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}".removesuffix(".0").replace(".", ",")


def _file(name: str, otherwise: str = "Pesan ini") -> str:
    shown = clipped(one_line(name), _SHOWN)
    return f"Berkas {shown}" if "." in shown else otherwise
