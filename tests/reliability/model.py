"""The whole Desk with a real database against the SOP said simply: whatever people and time do, in whatever order."""

import traceback
from typing import Any

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.reliability._ground import Ground
from tests.reliability._machine import Office, Told
from tests.reliability.figures import Figures, Place

PROMISE = "Whatever happens in whatever order, the rows say what the SOP says, and a refusal changes nothing"
KINDS = ("sqlite", "postgres")
SHORT = {"walks": 30, "steps": 25, "acts": 10}
LONG = {"walks": 1000, "steps": 50, "acts": 29}


def run(place: Place, size: dict[str, int], number: int) -> Figures:
    """Walk; a walk that breaks a rule is shrunk to the fewest steps and printed with its seed."""
    # A database is made for each walk: PostgreSQL takes longer for that, and walks less.
    walks, steps, acts = size["walks"], size["steps"], size["acts"]
    if place.kind == "postgres":
        walks, steps, acts = walks * 4 // 10, 25, acts * 4 // 5
    told = Told()
    walker: Any = seed(number)(type("Walker", (Office,), {"ground": Ground.at(place), "told": told}))
    broken = 0
    try:
        run_state_machine_as_test(
            walker,
            settings=settings(
                max_examples=walks,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    except Exception:  # noqa: BLE001 - whatever breaks a walk is what is looked for
        broken = 1
        print(f"seed {number}")
        traceback.print_exc()
    figures = Figures()
    figures.exactly("walks that broke a rule", broken, 0)
    figures.at_least("walks", told.walks, walks)
    figures.at_least("steps", told.steps, walks * steps * 0.5)
    figures.add("acts done", told.done.total())
    figures.add("acts refused", told.refused.total())
    figures.at_least("kinds of acts done", len(told.done), acts)
    figures.at_least("kinds of refusals", len(told.refused), acts // 2)
    figures.at_least("reminders", told.reminders, 1)
    return figures
