"""The SOP's own story as data: a draft, a return with a correction, a second version, approval, publication.

Who does what, what is to be seen afterwards on whose phone, and what a viewer is told meanwhile. player.py plays it.
"""

from dataclasses import dataclass
from pathlib import Path

from bot.demo.stage.words import Words

SAMPLES = Path(__file__).parents[1] / "samples"
PAGE = "https://karanganyarkabppid.kpu.go.id/maklumat-pelayanan-2027"
TITLE = "Maklumat Pelayanan Informasi Publik Tahun 2027"
CORRECTION = "Tambahkan kanal pengaduan dan pernyataan kesediaan menerima sanksi."


@dataclass(frozen=True)
class Say:
    """Types words and sends them; as a reply to the newest message with the button `to`, if one is named."""

    text: str
    to: str | None = None


@dataclass(frozen=True)
class Send:
    """Attaches a document."""

    file: Path


@dataclass(frozen=True)
class Tap:
    """Presses the newest button with this label."""

    label: str


@dataclass(frozen=True)
class Awaited:
    """What must then come to somebody's phone: a message with this button, or with these words."""

    who: str
    button: str | None = None
    words: str | None = None


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One act of one person, or none, and what a viewer is told of it."""

    heading: Words
    caption: Words
    who: str | None = None
    """The person's role value."""
    act: Say | Send | Tap | None = None
    awaits: tuple[Awaited, ...] = ()


_ALL = Words("Enam langkah SOP", "The six steps of the SOP")
_DRAFTING = Words("Langkah 1: penyusunan draf", "Step 1: drafting")
_FORWARDING = Words("Langkah 1 dan 2: paraf dan penyampaian", "Steps 1 and 2: paraf and forwarding")
_CORRECTING = Words("Langkah 3: arahan dan koreksi", "Step 3: direction and correction")
_AGAIN = Words("Langkah 1, putaran kedua", "Step 1, the second round")
_FORWARDING_AGAIN = Words("Langkah 1 dan 2, putaran kedua", "Steps 1 and 2, the second round")
_APPROVING = Words("Langkah 3: persetujuan", "Step 3: approval")
_ORDERING = Words("Langkah 4: perintah publikasi", "Step 4: the order to publish")
_PUBLISHING = Words("Langkah 5: publikasi", "Step 5: publication")
_PUBLISHED = Words("Langkah 6: terpublikasi", "Step 6: published")
_END = Words("Selesai", "The end")

STORY = (
    Scene(
        heading=_ALL,
        caption=Words(
            "Lima pejabat dan seorang admin, masing-masing dengan ponselnya sendiri. Satu maklumat akan melewati enam "
            "langkah SOP, dan bot memberi tahu siapa yang mendapat giliran.",
            "Five officials and an admin, each with a phone of their own. One maklumat will go through the six steps "
            "of the SOP, and the bot tells people when it is their turn.",
        ),
    ),
    Scene(
        heading=_DRAFTING,
        caption=Words(
            "PPID membuka maklumat baru dengan satu pesan. Bot memberi nomor kendali dan batas waktu sesuai SOP, dan "
            "Atasan PPID langsung diberi tahu.",
            "The PPID opens a new maklumat with one message. The bot gives it a control number and the time limit of "
            "the SOP, and the Atasan PPID is told at once.",
        ),
        who="ppid",
        act=Say(f"/baru {TITLE}"),
        awaits=(Awaited("ppid", words="MKL-"), Awaited("atasan-ppid", words="MKL-")),
    ),
    Scene(
        heading=_DRAFTING,
        caption=Words(
            "Draf dikirim sebagai berkas biasa dan menjadi versi 1. Setiap berkas berikutnya menjadi versi baru, "
            "sehingga selalu jelas naskah mana yang dibicarakan.",
            "The draft is sent as an ordinary file and becomes version 1. Every later file is a new version, so it is "
            "always clear which text is meant.",
        ),
        who="ppid",
        act=Send(SAMPLES / "maklumat-v1.pdf"),
        awaits=(Awaited("ppid", button="Paraf"),),
    ),
    Scene(
        heading=_DRAFTING,
        caption=Words(
            "PPID membubuhkan paraf. Draf baru dapat disampaikan setelah PPID dan Atasan PPID memaraf versi yang sama.",
            "The PPID puts a paraf on it. The draft can go further only when PPID and Atasan PPID have both put theirs "
            "on the same version.",
        ),
        who="ppid",
        act=Tap("Paraf"),
        awaits=(Awaited("atasan-ppid", button="Paraf dan sampaikan"),),
    ),
    Scene(
        heading=_FORWARDING,
        caption=Words(
            "Atasan PPID memeriksa naskah, lalu memaraf dan menyampaikannya dengan satu tombol. Nota Dinas "
            "kepada Komisioner dibuat dengan sendirinya.",
            "The Atasan PPID reads the text, then puts the paraf and forwards it with one button. The Nota Dinas to "
            "the Komisioner is made by itself.",
        ),
        who="atasan-ppid",
        act=Tap("Paraf dan sampaikan"),
        awaits=(Awaited("komisioner", button="Setujui"),),
    ),
    Scene(
        heading=_CORRECTING,
        caption=Words(
            "Komisioner menerima gambar halaman pertama, naskah, dan Nota Dinas. Kali ini masih ada yang kurang, maka "
            "naskah dikembalikan untuk diperbaiki.",
            "The Komisioner receives a picture of the first page, the text and the Nota Dinas. This time something is "
            "missing, so the draft goes back for correction.",
        ),
        who="komisioner",
        act=Tap("Kembalikan untuk diperbaiki"),
        awaits=(Awaited("komisioner", button="Batal"),),
    ),
    Scene(
        heading=_CORRECTING,
        caption=Words(
            "Koreksi cukup ditulis sebagai balasan. Kata-kata Komisioner diteruskan utuh kepada penyusun, dan Lembar "
            "Disposisi dibuat dengan sendirinya.",
            "The correction is simply written as a reply. The drafters receive the Komisioner's words as they are, and "
            "the Disposisi is made by itself.",
        ),
        who="komisioner",
        act=Say(CORRECTION, to="Batal"),
        awaits=(Awaited("ppid", words=CORRECTION), Awaited("atasan-ppid", words=CORRECTION)),
    ),
    Scene(
        heading=_AGAIN,
        caption=Words(
            "Naskah perbaikan, kali ini dokumen Word, menjadi versi 2. Paraf pada versi 1 gugur, karena paraf hanya "
            "berlaku bagi naskah yang telah dibaca.",
            "The corrected text, a Word document this time, becomes version 2. The parafs on version 1 fall, for a "
            "paraf counts only for the text that was read.",
        ),
        who="ppid",
        act=Send(SAMPLES / "maklumat-v2.docx"),
        awaits=(Awaited("ppid", button="Paraf"),),
    ),
    Scene(
        heading=_AGAIN,
        caption=Words(
            "PPID memaraf versi 2. Tombol lama pada kartu versi 1 sudah tidak ada, sehingga tidak ada yang keliru "
            "memaraf naskah lama.",
            "The PPID puts a paraf on version 2. The old buttons under version 1 are gone, so nobody can mistake the "
            "old text for the new one.",
        ),
        who="ppid",
        act=Tap("Paraf"),
        awaits=(Awaited("atasan-ppid", button="Paraf dan sampaikan"),),
    ),
    Scene(
        heading=_FORWARDING_AGAIN,
        caption=Words(
            "Atasan PPID memaraf versi 2, maka kedua paraf lengkap. Naskah disampaikan kembali kepada Komisioner "
            "dengan Nota Dinas yang baru.",
            "With the paraf of the Atasan PPID on version 2 both are there. The text goes to the Komisioner again, "
            "with a new Nota Dinas.",
        ),
        who="atasan-ppid",
        act=Tap("Paraf dan sampaikan"),
        awaits=(Awaited("komisioner", button="Setujui"),),
    ),
    Scene(
        heading=_APPROVING,
        caption=Words(
            "Komisioner menekan Setujui. Bot menanyakan sekali lagi, agar persetujuan tidak tercatat hanya karena "
            "layar tersentuh.",
            "The Komisioner presses Setujui. The bot asks once more, so that no approval is recorded only because the "
            "screen was touched.",
        ),
        who="komisioner",
        act=Tap("Setujui"),
        awaits=(Awaited("komisioner", button="Ya, setujui"),),
    ),
    Scene(
        heading=_APPROVING,
        caption=Words(
            "Persetujuan dicatat atas nama Komisioner dan dituangkan dalam Lembar Disposisi. Langkah ini hanya dapat "
            "diputuskan oleh Komisioner, tidak oleh admin dan tidak oleh lewatnya waktu.",
            "The approval is recorded in the Komisioner's name and stands in the Disposisi. Nobody but a Komisioner "
            "decides this step: not the admin, and not the passing of time.",
        ),
        who="komisioner",
        act=Tap("Ya, setujui"),
        awaits=(Awaited("atasan-ppid", button="Perintahkan publikasi"),),
    ),
    Scene(
        heading=_ORDERING,
        caption=Words(
            "Atasan PPID memerintahkan publikasi. Operator menerima perintah beserta naskah yang disetujui, sehingga "
            "tidak perlu mencari versi yang benar.",
            "The Atasan PPID orders the publication. The operator receives the order together with the approved text "
            "and need not look for the right version.",
        ),
        who="atasan-ppid",
        act=Tap("Perintahkan publikasi"),
        awaits=(Awaited("pelaksana", button="Tandai terpublikasi"),),
    ),
    Scene(
        heading=_PUBLISHING,
        caption=Words(
            "Setelah naskah tayang pada laman e-PPID, operator membalas kartu dengan alamatnya. Alamat itu dicatat, "
            "dan semua yang terlibat diberi tahu.",
            "Once the text is on the e-PPID site, the operator replies to the card with its address. The address is "
            "recorded, and everybody who took part is told.",
        ),
        who="pelaksana",
        act=Say(PAGE, to="Tandai terpublikasi"),
        awaits=(Awaited("e-ppid", button="Sudah tayang"), Awaited("komisioner", words=PAGE)),
    ),
    Scene(
        heading=_PUBLISHED,
        caption=Words(
            "Bot memeriksa laman dan mengenali berkas yang sama. E PPID membuka laman dan menyatakan bahwa maklumat "
            "sudah tayang, sehingga publikasi diperiksa pula oleh orang kedua.",
            "The bot looks at the page and recognises the very file. The E PPID opens it too and confirms that it is "
            "there, so a second person has looked as well.",
        ),
        who="e-ppid",
        act=Tap("Sudah tayang"),
    ),
    Scene(
        heading=_END,
        caption=Words(
            "Keenam langkah selesai. Paraf, keputusan, dan berkas tetap tersimpan, dan dapat dibuka kembali melalui "
            "/riwayat dan /arsip.",
            "The six steps are done. Parafs, decisions and files are kept, and can be opened again with /riwayat and "
            "/arsip.",
        ),
    ),
)
"""About three and a half minutes at reading speed."""
