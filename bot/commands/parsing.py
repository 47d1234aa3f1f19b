"""How the command line reads what was typed: argparse, in the words of whoever types it.

Its own words are English. What it objects to is told here in one sentence that says what to do next; an objection that
is not known here (another Python may word it otherwise) is told in general, and never in English.
"""

import argparse
import re
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from bot.commands.endings import EX_USAGE

_OBJECTIONS: Mapping[str, str] = {
    r"the following arguments are required: (?P<what>.+)": "{what} belum disebutkan",
    r"unrecognized arguments: (?P<what>.+)": "{what} tidak dikenal",
    r"argument (?P<where>[^:]+): invalid choice: (?P<what>.+?) \(choose from (?P<known>.+)\)": (
        "{what} tidak dikenal pada {where}; yang dikenal: {known}"
    ),
    r"argument (?P<where>[^:]+): invalid int value: (?P<what>.+)": "{what} pada {where} bukan bilangan bulat",
    r"argument (?P<where>[^:]+): not allowed with argument (?P<what>.+)": (
        "{where} dan {what} tidak dapat disebutkan bersama-sama"
    ),
    r"argument (?P<where>[^:]+): expected .*arguments?": "Isian sesudah {where} belum disebutkan",
    r"argument (?P<where>[^:]+): ignored explicit argument (?P<what>.+)": "{where} tidak memerlukan isian {what}",
    r"ambiguous option: (?P<what>.+) could match (?P<known>.+)": "{what} dapat berarti {known}",
}


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Pemakaian: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose help and objections are Indonesian; a parser of a subcommand is made by it and is one too."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "add_help": False, "formatter_class": _Formatter})
        self._positionals.title = "Isian"
        self._optionals.title = "Pilihan"
        self.add_argument("-h", "--help", action="help", help="tampilkan keterangan ini")

    def error(self, message: str) -> NoReturn:
        """Say how it is used, what is wrong, and where to read more; exit code 2."""
        self.exit(EX_USAGE, f"{self.format_usage()}{told(message)}. Mohon melihat {self.prog} --help.\n")


def told(objection: str) -> str:
    """What argparse objects to, in our words, without a full stop."""
    for pattern, sentence in _OBJECTIONS.items():
        if found := re.fullmatch(pattern, objection, re.DOTALL):
            return sentence.format(**{name: said.replace("'", "") for name, said in found.groupdict().items()})
    return "Yang diketik belum dapat dipahami"
