"""The papers that the procedure puts out, by the names under which they are kept."""

from enum import StrEnum


class PaperKind(StrEnum):
    """The papers that the steps put out."""

    NOTA_DINAS = "nota-dinas"
    """Output of step 2."""
    DISPOSISI = "disposisi"
    """Output of step 3: the Komisioner's."""
    PERINTAH = "perintah"
    """Output of step 4: the Lembar Disposisi that orders publication."""
    LEMBAR_PARAF = "lembar-paraf"
    """Beside the Nota Dinas: who put his paraf on the version that goes up, with room for the pen."""
    TANDA_TERIMA = "tanda-terima"
    """Beside the Nota Dinas: the receipt for whoever is handed the papers."""
    BUKTI_TAYANG = "bukti-tayang"
    """Of step 5, and anew when the page is confirmed or another picture of it comes: what shows it."""
    REKAP_PROSES = "rekap-proses"
    """At the end: what happened at each step, when, and by whom."""
