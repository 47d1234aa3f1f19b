"""Why not, of what is refused while something is to be kept: numbers, people, absences; beside explaining.py."""

from collections.abc import Mapping
from datetime import timedelta

from handlers.screens.dates import day, moment
from handlers.screens.markup import clipped, one_line
from handlers.screens.scene import SHOWN, Explanation, Scene, always
from handlers.screens.vacancies import opens_access
from storage import errors
from storage.people import People


def _not_found(error: errors.MaklumatNotFound, _scene: Scene) -> str:
    number = clipped(one_line(error.number), SHOWN)
    if not number:
        return (
            "Mohon menyertakan nomor kendali, misalnya MKL-2027-001. Daftar maklumat tersedia pada /daftar dan /arsip."
        )
    return f"Maklumat dengan nomor {number} tidak ditemukan. Mohon memeriksa nomor kendali pada /daftar atau /arsip."


def _silenced(error: errors.CodesSilenced, scene: Scene) -> str:
    # Seconds are not shown, so the next full minute is said.
    until = moment(error.until + timedelta(minutes=1), scene.zone)
    this = "belum diperiksa" if error.again else "juga tidak dapat digunakan"
    return (
        f"Kode pendaftaran ini {this}. Karena sudah lima kali dicoba, kode berikutnya dari akun ini baru diperiksa "
        f"setelah {until}; mohon memastikan kodenya kepada admin."
    )


_UNSUITED: Mapping[errors.Unsuited, str] = {
    errors.Unsuited.UNKNOWN: (
        "belum terdaftar, sehingga belum dapat mewakili. Mohon memilih pejabat lain, atau menghubungi admin."
    ),
    errors.Unsuited.SELF: "tidak dapat mewakili diri sendiri. Mohon memilih pejabat lain.",
    errors.Unsuited.AWAY: "juga berhalangan pada tanggal tersebut. Mohon memilih pejabat lain.",
    errors.Unsuited.NO_MEMBER: (
        "bukan anggota KPU, sehingga tidak dapat mewakili Komisioner. Mohon memilih anggota KPU."
    ),
    errors.Unsuited.UNCONFIRMED: (
        "belum dikonfirmasi sebagai anggota KPU. Mohon seorang Komisioner mengonfirmasinya terlebih dahulu melalui "
        "/tugas."
    ),
    errors.Unsuited.DECIDES: (
        "bertugas sebagai Komisioner, yang memutuskan draf peran tersebut. Mohon memilih pejabat sekretariat."
    ),
    errors.Unsuited.ACTOR: "tidak dapat ditunjuk oleh diri sendiri. Mohon dicatat oleh Komisioner.",
}


def _letter_missing(error: errors.LetterMissing, _scene: Scene) -> str:
    missing = "nomor" if error.number else "pindaian"
    return (
        f"Pemberian peran memerlukan surat keputusan, dan {missing} surat itu belum ada. Mohon mengulang dari /undang "
        "atau /pejabat dengan menyertakannya."
    )


DETAILS: Mapping[str, str] = {
    "name": (
        "Nama belum dapat dibaca, atau terlalu panjang. Mohon menuliskannya dengan huruf biasa, paling panjang 100 "
        "huruf."
    ),
    "letters": (
        "Nama memuat huruf yang bukan huruf Latin, atau yang hanya menyerupainya. Mohon mengetik ulang namanya dengan "
        "huruf Latin."
    ),
    "figures": "Nama orang tidak memuat angka. Mohon menuliskannya dengan huruf, misalnya: Wahyu Nugroho, S.H.",
    "letter": "Nomor surat belum dapat dibaca. Mohon menuliskan nomornya, bukan hanya tanggal, misalnya: SK 12/2027.",
    "basis": (
        "Mohon menuliskan nomor suratnya saja tanpa tanggal, misalnya: SK 12/2027. Peran berlaku sejak kode digunakan."
    ),
    "sapaan": "Sapaan belum dapat dibaca. Mohon menuliskan salah satu dari: Bapak, Ibu, Sdr., atau Sdri.",
    "jabatan": "Jabatan belum dapat dibaca, atau terlalu panjang. Mohon menuliskannya paling panjang 100 huruf.",
}

KEPT: Mapping[type[Exception], Explanation] = {
    errors.LetterMissing: _letter_missing,
    errors.NotToYourself: always(
        "Hal ini tidak dapat diubah untuk diri sendiri. Mohon meminta admin lain, atau pengelola layanan."
    ),
    errors.LastAdmin: always(
        "Yang bersangkutan adalah satu-satunya admin yang dapat bertugas. Mohon menjadikan pejabat lain sebagai admin "
        "terlebih dahulu, yang sudah dikonfirmasi Komisioner."
    ),
    errors.AlreadySo: lambda error, scene: (
        f"Keadaan {scene.who(error.person)} sudah demikian. Mohon memeriksa keadaan terakhir pada /pejabat."
    ),
    errors.SecondAdminMissing: always(
        "Penggantian akun memerlukan dua admin. Mohon meminta admin lain menyetujuinya melalui /pejabat, atau meminta "
        "pengelola layanan menjalankan perintah rebind."
    ),
    errors.TermOver: always("Masa peran tersebut sudah berakhir. Mohon memeriksa tanggalnya."),
    errors.NothingToConfirm: lambda error, scene: (
        f"Tentang {scene.who(error.person)} tidak ada yang perlu dikonfirmasi lagi dengan tombol ini. Yang masih "
        "menunggu dapat dilihat pada /tugas."
    ),
    errors.KomisionerConfirms: always(
        "Konfirmasi pejabat diberikan Komisioner definitif yang sedang tidak berhalangan. Mohon menyampaikannya kepada "
        "Komisioner."
    ),
    errors.AdminUnconfirmed: always(
        "Hal ini dilakukan admin yang sudah dikonfirmasi Komisioner. Mohon meminta Komisioner mengonfirmasi melalui "
        "/tugas, atau meminta admin lain."
    ),
    errors.NameTaken: lambda error, _scene: (
        f"Nama {clipped(one_line(error.name), SHOWN)} sudah dipakai pejabat lain. Mohon menuliskan nama lengkapnya; "
        "gelar tidak membedakan."
    ),
    errors.NameEnrolled: lambda error, _scene: (
        f"Nama {clipped(one_line(error.name), SHOWN)} sudah terdaftar dengan akun lain. Mohon menghubungi admin: akun "
        "baru diberikan melalui Ganti akun Telegram, pejabat lain memerlukan kode dengan nama lengkapnya (gelar tidak "
        "membedakan)."
    ),
    errors.DetailUnfit: lambda error, _scene: DETAILS[error.what],
    errors.StillInOffice: lambda error, scene: (
        f"Nama {scene.who(error.person)} belum dapat diganti. Mohon menonaktifkannya terlebih dahulu pada /pejabat."
    ),
    errors.Unnamed: lambda error, scene: (
        f"{scene.who(error.person)} sudah tidak bertugas dan namanya telah disamarkan, sehingga datanya tidak diubah "
        "lagi. Apabila bertugas kembali, mohon mendaftarkannya melalui /undang."
    ),
    errors.AccessClosed: lambda _error, scene: (
        f"Akses akun ini sedang ditutup. Mohon menghubungi {opens_access(scene.people or People())}."
    ),
    errors.AdminOnly: always("Mohon maaf, hal ini hanya dapat diubah oleh admin. Mohon menghubungi admin."),
    errors.NotYourAbsence: always(
        "Mohon maaf, berhalangan dicatat oleh pejabat yang bersangkutan, atau oleh admin dengan nomor surat perintah. "
        "Mohon menyampaikannya kepada salah satunya."
    ),
    errors.KomisionerOnly: always(
        "Mohon maaf, siapa yang dapat memberikan keputusan hanya diubah oleh Komisioner definitif, atau oleh admin "
        "dengan nomor dan pindaian surat atau Berita Acara. Mohon menyampaikannya kepada salah satunya."
    ),
    errors.BasisMissing: always(
        "Nomor surat yang menjadi dasarnya belum ada. Mohon menuliskannya setelah titik koma, misalnya: ; SP 12/2027."
    ),
    errors.ScanMissing: always(
        "Diperlukan foto atau PDF surat yang menjadi dasarnya. Mohon mengirimnya sebagai balasan pesan permintaan."
    ),
    errors.NothingToLeave: lambda error, scene: (
        f"{scene.who(error.person)} tidak memegang peran pada tanggal tersebut, sehingga tidak perlu diwakili. "
        "Tidak ada perubahan."
    ),
    errors.AbsenceTooFar: always(
        "Masa berhalangan sudah berakhir, dimulai lebih dari 31 hari yang lalu, atau lebih dari satu tahun. Mohon "
        "memeriksa tanggalnya."
    ),
    errors.AbsenceOverlaps: lambda error, scene: (
        f"{scene.who(error.person)} sudah tercatat berhalangan {day(error.from_on)} s.d. {day(error.until_on)}. "
        "Mohon mengakhirinya terlebih dahulu melalui /berhalangan."
    ),
    errors.AbsenceOver: lambda error, scene: (
        f"{scene.who(error.person)} tidak sedang tercatat berhalangan. Tidak ada perubahan."
    ),
    errors.StandInMissing: lambda error, scene: (
        f"Tidak ada pemegang lain atas peran {scene.who(error.person)} pada tanggal tersebut. "
        "Mohon menunjuk yang mewakili."
    ),
    errors.StandInUnfit: lambda error, scene: f"{scene.who(error.person)} {_UNSUITED[error.why]}",
    errors.NumberTaken: lambda error, _scene: (
        f"Nomor {error.number} sudah dicatat untuk {error.control_number}. "
        "Mohon memeriksa kembali nomor pada buku agenda atau SRIKANDI."
    ),
    errors.MaklumatNotFound: _not_found,
    errors.InviteUnusable: always(
        "Kode pendaftaran ini tidak dapat digunakan. Mohon menghubungi admin untuk memperoleh kode baru."
    ),
    errors.CodesSilenced: _silenced,
    errors.AccountInUse: always(
        "Kode tersebut dibuat untuk pejabat lain, sehingga tidak dapat digunakan dari akun Telegram ini dan tidak ada "
        "yang berubah. Mohon menghubungi admin."
    ),
    errors.StaleRevision: always(
        "Maklumat ini baru saja diperbarui oleh pejabat lain. Mohon memeriksa kartu terbaru, kemudian mencoba kembali."
    ),
}
