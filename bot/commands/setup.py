"""`setup`: the few things that an office must say before its bot can run, asked one by one; then the admin's link.

May be run again at any time: what was said before stands in brackets and is kept by Enter.
"""

import argparse
import asyncio
import getpass
import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import segno
from telegram.error import TelegramError

from bot import envfile, opening, values
from bot.commands.acquaintance import Acquaintance, ask_telegram, briefly
from bot.commands.endings import EX_TEMPFAIL, EX_USAGE, INTERRUPTED
from bot.commands.invite import clean, link_of
from bot.introduction import present
from bot.settings import Settings, SettingsUnfit, load
from handlers.letters import person_name, post_name
from handlers.screens.addressing import ADDRESS_FORMS, address_form
from handlers.screens.refused_by_storage import DETAILS
from storage import invites, people
from storage.errors import DetailUnfit
from storage.invites import Invitation
from storage.people import People

ENV = Path(".env")
_TOKEN = "BOT_TOKEN"  # noqa: S105 - a variable's name
_QUESTIONS = (
    ("OFFICE_NAME", "Nama kantor, sebagaimana tampil pada layar dan naskah"),
    ("OFFICE_CODE", "Kode wilayah pada nomor naskah"),
    ("OFFICE_ADDRESS", "Alamat pada kop naskah (boleh kosong)"),
)
_CHECKED: Mapping[str, Callable[[str], str]] = {"OFFICE_CODE": values.region, "OFFICE_NAME": values.public_name}
"""What is looked at as soon as it is typed; the rest, and this once more, when all of it is there."""
_KEPT = "Enter: tetap yang tersimpan"


def setup(_chosen: argparse.Namespace) -> int:
    """Ask, find out at once whether Telegram takes the token, write `.env`, and invite the first admin."""
    try:
        return _set_up()
    except (EOFError, KeyboardInterrupt) as ended:
        print("\nDibatalkan sebelum selesai; mohon menjalankannya kembali.", file=sys.stderr)
        return EX_USAGE if isinstance(ended, EOFError) else INTERRUPTED


def _set_up() -> int:
    print("Beberapa pertanyaan; tekan Enter untuk menerima isian di dalam kurung siku. Ctrl-C membatalkan.\n")
    settings = _settled()
    print(f"\nPengaturan tersimpan pada {ENV} (hanya dapat dibaca pemiliknya).")
    asyncio.run(_present(settings))
    code = _admin(settings)
    print("\nBerikutnya, pada folder ini:")
    print(f"  {_typed('check')}    memeriksa apa yang masih kurang")
    print(f"  {_typed('run')}      menjalankan bot")
    print("Setelah bot berjalan, mohon admin membuka tautan itu (atau mengirim kodenya), lalu mengundang pejabat lain")
    print("dengan /undang.")
    return code


def _typed(command: str) -> str:
    """How a command is typed in this folder, which may hold no Makefile and know no `python` by that name."""
    # Not resolved: what a virtual environment's python points to does not know the bot.
    python = Path(sys.executable)
    if python.is_relative_to(Path.cwd()):
        python = python.relative_to(Path.cwd())
    return f"{shlex.quote(str(python))} -m bot {command}"


def _settled() -> Settings:
    """Ask until Telegram does not refuse the token and the settings fit; then they are written."""
    said = dict(_said_before())
    said[_TOKEN] = _token(said[_TOKEN])
    while True:
        for name, question in _QUESTIONS:
            said[name] = _asked(question, said[name], _CHECKED.get(name, str))
        try:
            settings = load(
                ENV if ENV.exists() else None, **{name.lower(): value for name, value in said.items() if value}
            )
        except SettingsUnfit as unfit:
            print("", *unfit.sentences, "Mohon mengisinya kembali.\n", sep="\n")
            continue
        envfile.write(ENV, said)
        return settings


def _token(before: str) -> str:
    """Asked for alone, until it looks like one and Telegram, where it can be asked, does not refuse it."""
    while True:
        token = _secret(is_kept=bool(before)) or before
        try:
            known = asyncio.run(ask_telegram(_with_token(token)))
        except SettingsUnfit as unfit:
            print("", *unfit.sentences, "Mohon mengisinya kembali.\n", sep="\n")
            continue
        print(f"Telegram: {known.sentence}\n")
        if known.acquaintance is not Acquaintance.REFUSED:
            return token


def _with_token(token: str) -> Settings:
    """The settings to ask Telegram with.

    Raises:
        SettingsUnfit: it does not look like a token.
    """
    said = {"bot_token": token} if token else {}
    try:
        return load(ENV if ENV.exists() else None, **said)
    except SettingsUnfit:
        # Something else in the file may be unfit: that is told once the questions about it were answered.
        return load(None, **said)


def _said_before() -> Mapping[str, str]:
    """What stands in `.env` and in the environment, else the defaults; no token where there is none that fits.

    Raises:
        SettingsUnfit: something does not fit that is not asked here; it is to be mended in the file first.
    """
    file = ENV if ENV.exists() else None
    try:
        return _answers(load(file))
    except SettingsUnfit as unfit:
        names = {sentence.split()[0] for sentence in unfit.sentences}
        if not names <= {_TOKEN, *(name for name, _ in _QUESTIONS)}:
            raise
    usual = {name.lower(): Settings.model_fields[name.lower()].default for name in names - {_TOKEN}}
    made_up = {"bot_token": "1:none"} if _TOKEN in names else {}
    return _answers(load(file, **usual, **made_up)) | ({_TOKEN: ""} if made_up else {})


def _answers(settings: Settings) -> dict[str, str]:
    return {
        _TOKEN: settings.bot_token.get_secret_value(),
        "OFFICE_NAME": settings.office_name,
        "OFFICE_CODE": settings.office_code,
        "OFFICE_ADDRESS": settings.office_address,
    }


def _admin(settings: Settings) -> int:
    clock = opening.clock_of(settings)
    database = opening.open_database(settings, clock)
    try:
        now = clock()
        enrolled: People = database.read_now(lambda db: people.everyone(db, now.astimezone(settings.zone).date()))
        if enrolled.roster.admins:
            names = ", ".join(enrolled[admin].name for admin in enrolled.roster.admins)
            print(f"\nAdmin sudah terdaftar: {names}. Undangan baru tidak dibuat.")
            return 0
        waiting = database.read_now(lambda db: invites.open_invites(db, now))
        if unused := [invitation.name for invitation in waiting if invitation.is_admin]:
            print(f"\nKode admin untuk {', '.join(unused)} belum dipakai, dan gugur bila nama yang sama diisi kembali.")
        print("\nAdmin pertama, yang nantinya mengundang pejabat lain melalui bot:")
        name = _fit(lambda: person_name(clean(_line("Nama: "))))
        sapaan = _until(_sapaan, f"Mohon memilih {', '.join(ADDRESS_FORMS)}, atau Enter untuk mengosongkannya.")
        jabatan = _fit(_jabatan)
        invitation = Invitation(name=name, sapaan=sapaan.strip(), jabatan=jabatan, is_admin=True)
        code = database.write_now(lambda db: invites.invite(db, invitation, now))
    finally:
        database.close()
    link = asyncio.run(link_of(settings, code))
    print(f"\nKode pendaftaran {name}, berlaku 24 jam untuk satu kali pakai:")
    if link is None:
        print("Tautan belum dapat dibuat karena Telegram belum dapat dihubungi; pada bot, kirim:")
        print(f"/start {code}")
        return EX_TEMPFAIL
    print(link)
    segno.make(link).terminal(out=sys.stdout, compact=True)
    print(f"Atau pada bot, kirim: /start {code}")
    return 0


async def _present(settings: Settings) -> None:
    try:
        async with briefly(settings) as bot:
            await present(bot, settings.office_name)
    except TelegramError:
        # The running bot does it as well, and again until it is done.
        print("Nama dan keterangan bot belum dapat diatur; bot mengaturnya sendiri ketika berjalan.")


def _asked(question: str, before: str, checked: Callable[[str], str]) -> str:
    while True:
        try:
            return checked(clean(_line(f"{question} [{before}]: ")) or before)
        except ValueError as unfit:
            print(f"Mohon mengisinya kembali: {unfit}.")


def _secret(*, is_kept: bool) -> str:
    """The token, not shown while it is typed; from a pipe it is a line like any other."""
    prompt = f"Token dari @BotFather (tidak ditampilkan{f'; {_KEPT}' if is_kept else ''}): "
    return (getpass.getpass(prompt) if sys.stdin.isatty() else _line(prompt)).strip()


def _line(prompt: str) -> str:
    print(prompt, end="", flush=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def _jabatan() -> str:
    said = clean(_line("Jabatan (boleh kosong): "))
    return post_name(said) if said else ""


def _sapaan() -> str:
    """A form of address as the bot knows it; a blank where none was wanted, nothing where it is not known."""
    said = _line(f"Sapaan ({', '.join(ADDRESS_FORMS)}; boleh kosong): ").strip()
    return address_form(said) if said else " "


def _until(ask: Callable[[], str], otherwise: str) -> str:
    while not (answer := ask()):
        print(otherwise)
    return answer


def _fit(ask: Callable[[], str]) -> str:
    """The same for what /undang judges too, by its rule and in its words."""
    while True:
        try:
            return ask()
        except DetailUnfit as unfit:
            print(DETAILS[unfit.what])
