"""The command line: `python -m bot` with run, setup, demo, invite, check, procedure, verify, health, backup,
export, restore or review.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from bot import app
from bot.commands import backup, check, export, health, invite, officials, setup, verify
from bot.commands.endings import INTERRUPTED, PIPE_CLOSED, TROUBLES, ending
from bot.commands.parsing import Parser
from bot.secrecy import set_up_logging
from bot.settings import load
from handlers.screens.addressing import ADDRESS_FORMS, address_form
from sop.roles import Role
from sop.table import check_procedure, render


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    # What is kept here names people: nobody else on this machine needs to read it.
    os.umask(0o077)
    chosen = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = chosen.command
    try:
        code = command(chosen)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever read us has seen enough (`| head`); what is left in the buffer must not fail once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except TROUBLES as trouble:
        ended = ending(trouble)
        if ended is None:
            raise
        sentences, code = ended
        print(sentences, file=sys.stderr)
        return code


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m bot", description="Layanan maklumat PPID: setiap perintah dijalankan pada foldernya."
    )
    commands = parser.add_subparsers(required=True, title="Perintah", metavar="PERINTAH")
    for name, command, about in (
        ("run", _run, "layani Telegram"),
        ("setup", setup.setup, "pengaturan pertama, dan tautan bagi admin"),
        ("demo", _demo, "seluruh SOP di komputer ini, tanpa token"),
        ("check", check.check, "periksa pengaturan dan orang"),
        ("procedure", _procedure, "cetak tabel prosedur"),
        ("verify", verify.verify, "periksa rantai jurnal"),
        ("health", health.health, "keadaan bot yang berjalan; 0 bila baik"),
        ("backup", backup.backup, "buat cadangan yang diperiksa, juga saat bot berjalan"),
        ("export", export.export, "berkas sebuah maklumat, daftar arsip, atau data seorang pejabat, ke dalam folder"),
        ("restore", backup.restore, "pulihkan cadangan ke tempat yang kosong"),
        ("review", backup.examine, "pesan dari sebelum pemulihan"),
        ("freeze", officials.freeze, "tutup akses seorang pejabat, misalnya telepon hilang"),
        ("unfreeze", officials.unfreeze, "buka kembali aksesnya"),
        ("rebind", officials.rebind, "lepas akun lamanya, dan buat kode untuk akun baru"),
        ("confirm", officials.confirm, "konfirmasi pejabat yang diundang admin, bila Komisioner tidak dapat"),
        ("pseudonymise", officials.pseudonymise, "ganti nama yang sudah nonaktif dengan nomor"),
    ):
        commands.add_parser(name, help=about).set_defaults(command=command)
    demo = commands.choices["demo"]
    demo.add_argument(
        "--port", type=int, default=8081, metavar="PORTA", help="untuk halaman; porta lain bila sudah dipakai"
    )
    demo.add_argument("--play", action="store_true", help="putar cerita seketika, tanpa menunggu penonton")
    demo.add_argument("--once", action="store_true", help="putar cerita seketika, lalu akhiri")
    commands.choices["verify"].add_argument(
        "--head", metavar="SIDIK", help="sidik riwayat dari suatu pesan, misalnya 57:abcd…"
    )
    commands.choices["backup"].add_argument("--to", type=Path, metavar="FOLDER", help="bukan ke BACKUP_DIR")
    commands.choices["export"].add_argument("number", nargs="?", metavar="NOMOR", help="nomor kendali")
    commands.choices["export"].add_argument(
        "folder", type=Path, metavar="FOLDER", help="tempat berkasnya; dibuat bila belum ada"
    )
    commands.choices["export"].add_argument("--daftar", action="store_true", help="daftar arsip aktif (XLSX dan CSV)")
    commands.choices["export"].add_argument(
        "--pejabat", metavar="NAMA", help="data yang disimpan tentang pejabat ini (JSON)"
    )
    commands.choices["restore"].add_argument("file", type=Path, metavar="BERKAS", help="berkas cadangan")
    which = commands.choices["review"].add_mutually_exclusive_group()
    which.add_argument("--send", action="store_true", help="kirim yang masih berarti")
    which.add_argument("--drop", action="store_true", help="akhiri semuanya")
    for name in ("freeze", "unfreeze", "rebind", "confirm", "pseudonymise"):
        commands.choices[name].add_argument("--name", required=True, metavar="NAMA", help="nama pejabat")
        commands.choices[name].add_argument(
            "--reason", required=name != "pseudonymise", default="", metavar="ALASAN", help="tercatat di riwayat"
        )
    invites = commands.add_parser("invite", help="buat kode pendaftaran sekali pakai")
    invites.add_argument(
        "--role",
        action="append",
        default=[],
        choices=[role.value for role in Role],
        metavar="PERAN",
        help=f"boleh berulang: {', '.join(Role)}",
    )
    invites.add_argument("--name", required=True, metavar="NAMA", help="nama, sebagaimana pada naskah")
    invites.add_argument(
        "--sapaan",
        type=lambda written: address_form(written) or written,
        default="",
        choices=ADDRESS_FORMS,
        metavar="SAPAAN",
        help=", ".join(ADDRESS_FORMS),
    )
    invites.add_argument("--jabatan", default="", metavar="JABATAN", help="nama jabatan")
    invites.add_argument("--admin", action="store_true", help="hak admin; tidak memberikan persetujuan")
    invites.add_argument("--member", action="store_true", help="anggota KPU; dapat mewakili Komisioner")
    invites.add_argument("--basis", default="", metavar="NOMOR", help="nomor surat; wajib bagi Komisioner berikutnya")
    invites.add_argument("--scan", type=Path, metavar="BERKAS", help="pindaian surat itu (PDF atau foto)")
    invites.add_argument(
        "--qr", type=Path, metavar="BERKAS", help="simpan kode QR tautan sebagai berkas .png atau .svg"
    )
    invites.add_argument(
        "--pdf", type=Path, metavar="BERKAS", help="simpan lembar undangan dengan kode QR sebagai berkas .pdf"
    )
    invites.set_defaults(command=invite.invite)
    return parser


def _run(_chosen: argparse.Namespace) -> int:
    settings = load()
    set_up_logging(settings.log_level, *settings.secrets)
    with _ended_by_signals():
        asyncio.run(app.run(settings))
    return 0


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Until the bot itself hears them, both signals end it at once and well, also while a database is being opened.

    asyncio would let the first Ctrl-C wait for that, and the first process of a container does not hear SIGTERM at all.
    """

    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _demo(chosen: argparse.Namespace) -> int:
    from bot.demo.stage.show import show  # only the demo needs a local Telegram

    # Without a terminal nobody may be watching: the story then tells itself.
    plays = chosen.play or chosen.once or not sys.stdout.isatty()
    return asyncio.run(show(port=chosen.port, once=chosen.once, plays=plays))


def _procedure(_chosen: argparse.Namespace) -> int:
    print(render(), end="")
    problems = check_procedure()
    print(*problems, sep="\n", end="", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
