"""`python -m tests.reliability.report [PROMISE …] [--short] [--db KIND]`: try promises anew, write docs/reliability.md.

What was found is kept in docs/reliability.json, so that one promise can be tried again without the others; each row
says when it was tried, of which commit, and at which size.
"""

import argparse
import importlib
import json
import subprocess
import sys
import time
from pathlib import Path

from bot.clock import now
from tests.reliability.__main__ import promises, try_one
from tests.reliability.figures import Figures

DOCS = Path(__file__).parents[2] / "docs"
KEPT, PAGE = DOCS / "reliability.json", DOCS / "reliability.md"
KINDS = ("sqlite", "postgres")
CALLED = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
BOTH = "both"
"""The kind of a promise whose trial uses each of them where it belongs."""
COMMANDS = {
    **{name: f"test-{name.replace('_', '-')}" for name in (*promises(), "guards")},
    "clocks": "test-time",
    "files": "fuzz-files",
    "fuzz": "fuzz",
    "soak": "soak",
}
"""The one word for each in the Makefile."""
HEAD = """# What is promised, and by which figures

Written by `make reliability`, which tries every promise at its long size on both databases; `python -m
tests.reliability.report NAME` tries one of them again. A short version of each runs with the tests. The figures below
are how much was tried, and those that have a bound; a promise is *kept* when all of them keep it. What cannot be shown
on one machine: real power loss, Telegram's true flood limits, its 150 seconds for a tap (taken from its published
server's source). A + behind a commit means that not all was committed; until 28 November 2026 this page itself counted
for it.

| promise | command | SQLite | PostgreSQL | tried |
|---|---|---|---|---|
"""


def tried(name: str, kind: str, *, short: bool, seed: int) -> dict[str, object]:
    """Try one promise on one database; what the page needs of it."""
    began = time.monotonic()
    figures: Figures = try_one(name, kind, short=short, seed=seed)
    print(f"== {name} {kind}\n{figures}", flush=True)
    return {
        "verdict": figures.verdict,
        "figures": {line: figures.lines[line] for line in figures.shown or figures.lines},
        "short": short,
        "commit": _commit(),
        "date": now().date().isoformat(),
        "seconds": round(time.monotonic() - began),
    }


def page(found: dict[str, dict[str, dict[str, object]]]) -> str:
    """The whole page."""
    return HEAD + "".join(_row(name, found[name]) for name in sorted(found))


def _row(name: str, by_kind: dict[str, dict[str, object]]) -> str:
    promise = importlib.import_module(f"tests.reliability.{name}").PROMISE
    cells = (_cell(by_kind.get(kind, by_kind.get(BOTH))) for kind in KINDS)
    dates = {kind: _when(trial) for kind, trial in sorted(by_kind.items(), reverse=True)}
    said = [f"{CALLED[kind]}: {date}" for kind, date in dates.items()] if len(by_kind) > 1 else [*dates.values()]
    tried_on = "<br>".join(said)
    return f"| {promise} | `make {COMMANDS[name]}` ({name}) | {' | '.join(cells)} | {tried_on} |\n"


def _when(trial: dict[str, object]) -> str:
    return f"{trial['date']}, {trial['commit']}{' (short)' if trial['short'] else ''}"


def _commit() -> str:
    """What was tried, as git calls it; a + for what is not committed, but for the figures themselves."""
    said, changed = (
        subprocess.run(("git", *asked), cwd=DOCS.parent, capture_output=True, text=True, check=False).stdout.strip()
        for asked in (
            ("describe", "--always"),
            (
                "status",
                "--porcelain",
                "--untracked-files=no",
                "--",
                ".",
                *(f":^{path.relative_to(DOCS.parent)}" for path in (KEPT, PAGE)),
            ),
        )
    )
    return f"{said}{'+' if changed else ''}" if said else "no commit"


def _cell(trial: dict[str, object] | None) -> str:
    if trial is None:
        return "-"
    figures = trial["figures"]
    assert isinstance(figures, dict)
    said = "<br>".join(f"{line}: {_plain(value)}" for line, value in figures.items())
    return f"**{trial['verdict']}**<br>{said}<br>({trial['seconds']} s)"


def _plain(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def main() -> int:
    """Try, and write; 1 when a promise was not kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.report", description=__doc__)
    every = [*promises(), "guards"]
    parser.add_argument("promise", nargs="*", choices=[*every, []])
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--db", choices=KINDS, help="on this kind of database alone")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    found = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    short_of = 0
    for name in chosen.promise or every:
        for kind in importlib.import_module(f"tests.reliability.{name}").KINDS:
            if chosen.db not in (None, kind) and kind != BOTH:
                continue
            trial = tried(name, kind, short=chosen.short, seed=chosen.seed)
            short_of += trial["verdict"] != "kept"
            found.setdefault(name, {})[kind] = trial
            KEPT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
            PAGE.write_text(page(found))
    return 1 if short_of else 0


if __name__ == "__main__":
    sys.exit(main())
