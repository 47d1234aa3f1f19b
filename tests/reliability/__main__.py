"""`python -m tests.reliability PROMISE [--db sqlite|postgres] [--short] [--seed N]`: try one promise.

Each promise is a module beside this one: `PROMISE` says it in one sentence, `SHORT` and `LONG` are the sizes of a trial
(named numbers), `KINDS` the databases it is about (`DURABLE` when one of them is to be killed), and
`run(place, size, seed)` gives its `Figures`, which are printed.
The exit code is 1 when a figure does not keep its bound.
"""

import argparse
import importlib
import sys
from pathlib import Path

from tests.reliability.figures import Figures, place

HERE = Path(__file__).parent
TOOLS = {"__init__", "__main__", "figures", "guards", "ladder", "report"}


def promises() -> list[str]:
    """Every promise that can be tried."""
    return sorted(
        path.stem for path in HERE.glob("*.py") if path.stem not in TOOLS and not path.stem.startswith(("test_", "_"))
    )


def try_one(name: str, kind: str, *, short: bool, seed: int, durable: bool = False) -> Figures:
    """Try one promise on one kind of database."""
    module = importlib.import_module(f"tests.reliability.{name}")
    with place(kind, durable=durable or getattr(module, "DURABLE", False), short=short) as there:
        found: Figures = module.run(there, module.SHORT if short else module.LONG, seed)
    return found


def main() -> int:
    """Run one promise; 1 when it was not kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("promise", choices=promises())
    parser.add_argument("--db", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    figures = try_one(chosen.promise, chosen.db, short=chosen.short, seed=chosen.seed)
    print(figures)
    return 1 if figures.short else 0


if __name__ == "__main__":
    sys.exit(main())
