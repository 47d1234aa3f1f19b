"""Every promise at its short size, on each database it is about; `python -m tests.reliability` has the long ones."""

import importlib

import pytest

from tests.reliability.__main__ import promises, try_one

ONCE = frozenset({"telegram_faults", "leaks", "soak", "fuzz", "clocks", "deploy", "forged"})
"""About what stands before the database: with the tests on SQLite alone, at their long size on both."""
TRIALS = [
    (name, kind)
    for name in promises()
    for kind in importlib.import_module(f"tests.reliability.{name}").KINDS
    if name not in ONCE or kind == "sqlite"
]


pytestmark = [pytest.mark.usefixtures("own_logging"), pytest.mark.long]


@pytest.fixture(autouse=True)
def disk():
    """As the product opens it, in this process too, where a promise does not say otherwise."""


@pytest.mark.parametrize(("name", "kind"), TRIALS, ids=lambda value: value)
@pytest.mark.timeout(300)
def test_the_promise_is_kept(name, kind):
    figures = try_one(name, kind, short=True, seed=1)

    assert figures.short == [], str(figures)
