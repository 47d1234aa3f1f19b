"""What the bot found when it looked at the published page, and whether it looks at all; for everybody it concerns."""

from handlers.screens.dates import short
from handlers.screens.markup import Block, code, quoted
from sop.looks import Finding, Hindrance, Look
from storage.reading import View

_ADDRESS_SHOWN = 500


def found(look: Look, *, was_good: bool = False) -> str:
    """One clause of HTML, without a full stop: 'berkas pada laman sama dengan naskah yang disetujui'.

    Args:
        look: what was found.
        was_good: whether the maklumat had been found on this page before.
    """
    match look.finding:
        case Finding.SAME_FILE:
            return "berkas pada laman <b>sama</b> dengan naskah yang disetujui (SHA-256 sama)"
        case Finding.SAME_TEXT:
            return "isi laman <b>sama</b> dengan naskah yang disetujui (berkas berbeda)"
        case Finding.NOT_RECOGNISED if was_good and look.hindrance is Hindrance.NONE:
            return "isi laman <b>telah berubah</b> dan naskah yang disetujui tidak dapat dikenali lagi"
        case Finding.NOT_RECOGNISED if was_good:
            return f"naskah pada laman <b>tidak dapat dikenali lagi</b>{_UNRECOGNISED[look.hindrance]}"
        case Finding.NOT_RECOGNISED:
            return f"laman dapat dibuka, tetapi naskahnya <b>belum dapat dikenali</b>{_UNRECOGNISED[look.hindrance]}"
        case Finding.UNREACHABLE if look.hindrance is Hindrance.REFUSED:
            return f"laman <b>belum dapat dibuka</b> (jawaban situs: {look.status})"
        case _:
            return _UNREACHED[look.hindrance]


_UNRECOGNISED = dict.fromkeys(Hindrance, "") | {
    Hindrance.TOO_BIG: " karena berkasnya terlalu besar untuk diperiksa otomatis",
    Hindrance.SLOW: " karena situs terlalu lama menjawab",
}
_UNREACHED = dict.fromkeys(Hindrance, "laman <b>belum dapat dibuka</b> dari layanan ini") | {
    Hindrance.SLOW: "laman <b>belum dapat dibuka</b> karena situs terlalu lama menjawab",
    Hindrance.LEADS_AWAY: "laman <b>tidak dibuka</b> karena mengarah ke alamat di luar situs resmi",
}
_BRIEFLY = {
    Finding.NOT_RECOGNISED: "naskah belum dapat dikenali",
    Finding.UNREACHABLE: "laman belum dapat dibuka",
}
_NO_LONGER = _BRIEFLY | {Finding.NOT_RECOGNISED: "naskah tidak dapat dikenali lagi"}


def look_line(view: View, told: Look | None) -> tuple[str, ...]:
    """How the page stands by the bot's own look; nothing where the message tells just that, or a person looked."""
    publication, calendar = view.maklumat.publication, view.office.rules.calendar
    if publication is None:
        return ()
    checked = publication.checked
    if checked is not None:
        if checked.look == told:
            return ()
        if checked.look.finding.is_good:
            return (f"Diperiksa otomatis ({short(checked.at, calendar.zone)}): {found(checked.look)}.",)
        # Why, its own message has told, and the history tells.
        briefly = _NO_LONGER if checked.usual.is_good else _BRIEFLY
        return (f"Diperiksa otomatis: {briefly[checked.look.finding]}.",)
    if publication.confirmed is not None:
        return ()
    if view.office.rules.checks_pages:
        return ("Laman sedang diperiksa otomatis.",)
    return ("Tanpa pemeriksaan otomatis; laman diperiksa langsung.",)


def evidence(look: Look) -> tuple[Block, ...]:
    """What the history keeps of a look: where, with which answer, and the hash of what was fetched."""
    lines = [f"Tautan: {quoted(look.link[:_ADDRESS_SHOWN])}"]
    if look.address and look.address != look.link:
        lines.append(f"Ditemukan pada: {quoted(look.address[:_ADDRESS_SHOWN])}")
    if look.status is not None:
        lines.append(f"Jawaban situs: {look.status}")
    if look.sha256:
        lines.append(f"SHA-256 yang diterima: {code(look.sha256)}")
    return ("\n".join(lines),)
