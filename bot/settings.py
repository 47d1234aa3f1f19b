"""What an office sets, from the environment and `.env`; read once in __main__, never at import.

Everything that is wrong is told at once, one sentence each. Only BOT_TOKEN is compulsory; others are ignored.
"""

import difflib
import re
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import addresses, posts, values
from bot.clock import LOOPBACK
from bot.papers import logos
from bot.papers.forms import PaperSize
from bot.papers.letterhead import Letterhead
from bot.papers.pictures import Picture
from sop.archive import VALUE_LIMIT, Marks, code_in
from sop.calendar import DEFAULT_HOURS, RAMADAN_HOURS, DeadlineMode, Hours, WorkCalendar
from sop.roles import DEFAULT_STAND_IN_LABELS, Role, Standing
from sop.rules import DEFAULT_ESCALATION, DEFAULT_PERFORMERS, QuietHours, Rules
from sop.steps import Step

TELEGRAM = "https://api.telegram.org"
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*")
_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")
"""Telegram's alphabet and its longest; the shortest is ours."""


class SettingsUnfit(Exception):
    """Settings are missing or wrong; each sentence names one."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = sentences


class Settings(BaseSettings):
    """One office's settings. Every field is a variable of the same name in capitals; `.env.example` explains them."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    bot_token: SecretStr
    bot_api_url: str = TELEGRAM
    database_url: str = Field(default="sqlite:///data/maklumat.db", repr=False)
    """PostgreSQL's has a password in it."""
    timezone: str = "Asia/Jakarta"
    office_name: str = "KPU Kabupaten Karanganyar"
    office_code: str = "3313"
    office_address: str = ""
    office_logo: Annotated[Picture | None, NoDecode] = Field(default=None, repr=False)
    paper_size: Annotated[PaperSize, NoDecode] = PaperSize.A4
    sop_number: str = "58/PP.07-SOP/3313/2023"
    number_pattern: str = "……/PP.07-ND/{kode}/{tahun}"
    performers: Annotated[dict[Step, tuple[Role, ...]], NoDecode] = Field(default_factory=dict)
    escalation: Annotated[posts.Escalation, NoDecode] = Field(default_factory=posts.Escalation)
    stand_in_labels: Annotated[dict[Standing, str], NoDecode] = Field(default_factory=dict)
    archive_code: str = ""
    retention_active: str = ""
    retention_inactive: str = ""
    retention_fate: str = ""
    signatory: str = ""
    deadline_mode: DeadlineMode = DeadlineMode.WORKING_DAYS
    office_hours: Annotated[dict[int, Hours], NoDecode] = Field(default_factory=lambda: dict(DEFAULT_HOURS))
    ramadan_hours: Annotated[dict[int, Hours], NoDecode] = Field(default_factory=lambda: dict(RAMADAN_HOURS))
    quiet_hours: Annotated[QuietHours, NoDecode] = Field(default_factory=QuietHours)
    morning_digest: Annotated[time | None, NoDecode] = None
    yearly_nudge: Annotated[bool, NoDecode] = True
    eppid_hosts: Annotated[tuple[str, ...], NoDecode] = ("*.kpu.go.id",)
    eppid_check: Annotated[bool, NoDecode] = True
    eppid_stand_in: str = ""
    tick_seconds: float = Field(default=30, ge=0.1, le=3600, allow_inf_nan=False)
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    listen: str = "127.0.0.1:8080"
    backup_at: Annotated[time | None, NoDecode] = time(1, 30)
    backup_dir: Path | None = None
    backup_keep: int = Field(default=14, ge=1, le=1000)
    log_level: str = "INFO"
    messages_per_second: float = Field(default=1, ge=0.1, le=100, allow_inf_nan=False)
    clock_offset_file: Path | None = None

    @field_validator("bot_token")
    @classmethod
    def _token_shape(cls, value: SecretStr) -> SecretStr:
        if not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("bukan token BotFather (angka:huruf)")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        return addresses.database(value)

    @field_validator("bot_api_url")
    @classmethod
    def _api_root(cls, value: str) -> str:
        return addresses.api_root(value)

    @field_validator("webhook_url")
    @classmethod
    def _reachable_address(cls, value: str) -> str:
        return addresses.webhook(value)

    @field_validator("webhook_secret")
    @classmethod
    def _unguessable(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not _SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("harus terdiri atas 32 sampai 256 huruf, angka, garis bawah, atau tanda hubung")
        return value

    @field_validator("listen", "eppid_stand_in")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        return addresses.listening(value) if value else value

    @field_validator("number_pattern")
    @classmethod
    def _known_blanks(cls, value: str) -> str:
        if set("{}") & set(value.replace("{kode}", "").replace("{tahun}", "")):
            raise ValueError("di antara { dan } hanya {kode} atau {tahun} yang diisi")
        return value

    @field_validator("archive_code", "retention_active", "retention_inactive", "retention_fate")
    @classmethod
    def _one_cell(cls, value: str) -> str:
        if len(value) > VALUE_LIMIT or "\n" in value:
            raise ValueError(f"harus ditulis dalam satu baris, paling banyak {VALUE_LIMIT} karakter")
        return value.strip()

    @field_validator("eppid_hosts")
    @classmethod
    def _some_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("sebutkan sedikitnya satu alamat situs, misalnya *.kpu.go.id")
        if not all(_HOST.fullmatch(host) for host in value):
            raise ValueError("tuliskan nama situs saja, tanpa https:// dan tanpa garis miring, misalnya *.kpu.go.id")
        return value

    @field_validator("office_code")
    @classmethod
    def _a_code(cls, value: str) -> str:
        return values.region(value)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("harus berupa zona waktu, misalnya Asia/Jakarta") from None
        return value

    @field_validator("office_logo", mode="before")
    @classmethod
    def _read_logo(cls, value: object) -> object:
        return logos.read(Path(value)) if isinstance(value, str) else value

    @field_validator("paper_size", mode="before")
    @classmethod
    def _known_size(cls, value: object) -> object:
        return value.strip().upper() if isinstance(value, str) else value

    @field_validator("performers", mode="before")
    @classmethod
    def _read_performers(cls, value: object) -> object:
        return posts.performers(value) if isinstance(value, str) else value

    @field_validator("office_hours", "ramadan_hours", mode="before")
    @classmethod
    def _read_hours(cls, value: object) -> object:
        return values.office_hours(value) if isinstance(value, str) else value

    @field_validator("quiet_hours", mode="before")
    @classmethod
    def _read_quiet(cls, value: object) -> object:
        return QuietHours(*values.span(value)) if isinstance(value, str) else value

    @field_validator("escalation", mode="before")
    @classmethod
    def _read_escalation(cls, value: object) -> object:
        return posts.escalation(value) if isinstance(value, str) else value

    @field_validator("stand_in_labels", mode="before")
    @classmethod
    def _read_labels(cls, value: object) -> object:
        return posts.stand_in_labels(value) if isinstance(value, str) else value

    @field_validator("eppid_hosts", mode="before")
    @classmethod
    def _read_hosts(cls, value: object) -> object:
        return (
            tuple(host.strip().lower() for host in value.split(",") if host.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("eppid_check", "yearly_nudge", mode="before")
    @classmethod
    def _read_yes_or_no(cls, value: object) -> object:
        return values.yes_or_no(value) if isinstance(value, str) else value

    @field_validator("backup_at", mode="before")
    @classmethod
    def _read_hour(cls, value: object) -> object:
        return values.hour(value) if isinstance(value, str) else value

    @field_validator("morning_digest", mode="before")
    @classmethod
    def _read_morning(cls, value: object) -> object:
        return values.morning(value) if isinstance(value, str) else value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
            raise ValueError("harus DEBUG, INFO, WARNING, ERROR, atau CRITICAL")
        return value.upper()

    @model_validator(mode="after")
    def _local_clock_only(self) -> Self:
        if self.clock_offset_file is not None and urlsplit(self.bot_api_url).hostname not in LOOPBACK:
            raise ValueError("CLOCK_OFFSET_FILE hanya untuk Telegram lokal")
        return self

    @model_validator(mode="after")
    def _local_site_only(self) -> Self:
        local = urlsplit(f"//{self.eppid_stand_in}").hostname in LOOPBACK and not self.trusts_proxies
        if self.eppid_stand_in and not local:
            raise ValueError("EPPID_STAND_IN hanya untuk Telegram lokal, pada 127.0.0.1")
        return self

    @model_validator(mode="after")
    def _webhook_with_its_secret(self) -> Self:
        if self.webhook_url and not self.webhook_secret.get_secret_value():
            raise ValueError("WEBHOOK_URL memerlukan WEBHOOK_SECRET, yaitu 32 huruf atau angka acak atau lebih")
        return self

    @model_validator(mode="after")
    def _morning_that_may_ring(self) -> Self:
        if self.morning_digest is not None and self.quiet_hours.quiet_at(
            datetime.combine(date.min, self.morning_digest)
        ):
            raise ValueError("MORNING_DIGEST harus di luar QUIET_HOURS, misalnya 07.45")
        return self

    @property
    def listens_on(self) -> tuple[str, int]:
        """Host and port of LISTEN."""
        address = urlsplit(f"//{self.listen}")
        assert address.hostname is not None
        assert address.port is not None
        return address.hostname, address.port

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may show, beside what looks like a token anyway."""
        return (
            self.bot_token.get_secret_value(),
            self.webhook_secret.get_secret_value(),
            *addresses.passwords(self.database_url),
        )

    @property
    def trusts_proxies(self) -> bool:
        """Whether a proxy of the environment is meant for these calls: for the wide world, not for this machine."""
        return urlsplit(self.bot_api_url).hostname not in LOOPBACK

    @property
    def letterhead(self) -> Letterhead:
        """What every paper of the office carries."""
        return Letterhead(
            office_name=self.office_name,
            address=self.office_address,
            code=self.office_code,
            sop_number=self.sop_number,
            number_pattern=self.number_pattern,
            zone=self.zone,
            size=self.paper_size,
            logo=self.office_logo,
        )

    @property
    def checks_pages(self) -> bool:
        """Whether the bot looks at published pages: that of a local Telegram asks no site but one that stands in."""
        is_local = urlsplit(self.bot_api_url).hostname in LOOPBACK
        return self.eppid_check and (not is_local or bool(self.eppid_stand_in))

    @property
    def zone(self) -> ZoneInfo:
        """The office's zone."""
        return ZoneInfo(self.timezone)

    @property
    def backup_folder(self) -> Path:
        """Where backups are put: beside an SQLite file unless the office says otherwise."""
        if self.backup_dir is not None:
            return self.backup_dir
        url = sa.make_url(self.database_url)
        beside = Path(url.database or "").parent if url.get_backend_name() == "sqlite" else Path("data")
        return beside / "cadangan"

    @property
    def signs(self) -> str:
        """Who signs a maklumat here: the Ketua, where no other post is set."""
        return self.signatory or f"Ketua {self.office_name}"

    def rules(self) -> Rules:
        """What the procedure may know of these settings; the days off come from the database."""
        calendar = WorkCalendar(
            self.zone, hours=self.office_hours, mode=self.deadline_mode, ramadan_hours=self.ramadan_hours
        )
        return Rules(
            calendar,
            office_name=self.office_name,
            performers={**DEFAULT_PERFORMERS, **self.performers},
            link_hosts=self.eppid_hosts,
            checks_pages=self.checks_pages,
            quiet=self.quiet_hours,
            escalation={**DEFAULT_ESCALATION, **self.escalation.above},
            chair=self.escalation.chair,
            number_pattern=self.number_pattern.replace("{kode}", self.office_code),
            stand_in_labels={**DEFAULT_STAND_IN_LABELS, **self.stand_in_labels},
            archive=Marks(
                code=self.archive_code or code_in(self.number_pattern),
                active=self.retention_active,
                inactive=self.retention_inactive,
                fate=self.retention_fate,
            ),
        )


def load(env_file: Path | None = Path(".env"), **overrides: object) -> Settings:
    """The settings of the folder the bot is run in.

    Raises:
        SettingsUnfit: with one sentence for each thing that is missing or wrong.
    """
    try:
        return Settings(_env_file=env_file, **overrides)  # type: ignore[call-arg,arg-type]  # pydantic-settings takes both
    except ValidationError as error:
        raise SettingsUnfit([_sentence(problem) for problem in error.errors()]) from None
    except (UnicodeError, ValueError):
        raise SettingsUnfit(
            ["Berkas .env tidak dapat dibaca; mohon menyimpannya sebagai teks biasa (UTF-8)."]
        ) from None


def misspelt(env_file: Path = Path(".env")) -> dict[str, str]:
    """Names in the file that are ignored and are nearly a setting's, each with the one that was meant."""
    ours = {name.upper() for name in Settings.model_fields}
    others = sorted({name.upper() for name in dotenv_values(env_file)} - ours)
    near = {name: difflib.get_close_matches(name, ours, n=1, cutoff=0.8) for name in others}
    return {name: found[0] for name, found in near.items() if found}


def _sentence(problem: object) -> str:
    assert isinstance(problem, dict)
    name = str(problem["loc"][0]).upper() if problem["loc"] else "Pengaturan"
    if problem["type"] == "missing":
        return (
            f"{name} belum diisi; mohon menjalankan python -m bot setup, atau mengisinya di .env pada folder ini atau "
            "sebagai variabel lingkungan."
        )
    ours = problem["type"] == "value_error"
    why = (
        str(problem["msg"]).removeprefix("Value error, ")
        if ours
        else _HINTS.get(name, "lihat contoh pada .env.example")
    )
    return f"{name} tidak dapat dipakai: {why}; mohon memperbaikinya."


_HINTS = {
    "TICK_SECONDS": "isi dengan jumlah detik, 0,1 sampai 3600",
    "MESSAGES_PER_SECOND": "isi dengan angka, 0,1 sampai 100",
    "DEADLINE_MODE": "isi dengan hari_kerja atau kalender",
    "PAPER_SIZE": "isi dengan A4 atau F4",
    "BACKUP_KEEP": "isi dengan jumlah cadangan, 1 sampai 1000",
}
