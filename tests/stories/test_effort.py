"""What the SOP costs its people: taps, files, messages sent and received, held to the budget of the design."""

from collections import Counter
from dataclasses import dataclass

import pytest

from tests.stories.house import PAGE, PDF, PDF_2, TITLE, House

pytestmark = pytest.mark.story

ROLES = ("ppid", "atasan-ppid", "komisioner", "pelaksana", "e-ppid", "admin")


@dataclass(frozen=True)
class Effort:
    """Of one person."""

    taps: int
    files: int
    messages: int
    received: int
    """A card with its documents counts as one."""


async def effort(house: House) -> dict[str, Effort]:
    """Since everybody was enrolled."""
    found = {}
    for key in ROLES:
        chat = [m for m in await house.people[key].chat() if m.id > house.enrolled_at]
        sent = [m for m in chat if not m.from_bot]
        files = sum(1 for m in sent if m.document or m.photo or m.voice)
        received = sum(1 for m in chat if m.from_bot and not (m.document or m.photo or m.voice))
        found[key] = Effort(len(await house.people[key].taps()), files, len(sent) - files, received)
    return found


def table(title: str, found: dict[str, Effort]) -> str:
    lines = [f"{title:<16}{'taps':>8}{'files':>8}{'messages':>10}{'received':>10}"]
    lines += [f"{key:<16}{e.taps:>8}{e.files:>8}{e.messages:>10}{e.received:>10}" for key, e in found.items()]
    total = Counter()
    for e in found.values():
        total.update(vars(e))
    lines.append(f"{'all':<16}{total['taps']:>8}{total['files']:>8}{total['messages']:>10}{total['received']:>10}")
    return "\n".join(lines)


async def lifecycle(house: House, *, rounds: int) -> dict[str, Effort]:
    await house.ppid.say(f"/baru {TITLE}")
    await house.settle()
    for number, file in enumerate((PDF, PDF_2)[:rounds], 1):
        await house.ppid.send(file)
        await house.newest(house.ppid, "Paraf")
        await house.ppid.tap("Paraf")
        await house.newest(house.atasan, "Paraf dan sampaikan")
        await house.atasan.tap("Paraf dan sampaikan")
        await house.newest(house.komisioner, "Setujui")
        if number < rounds:
            question = await house.asked(house.komisioner, "Kembalikan untuk diperbaiki")
            await house.komisioner.reply(question, "Perbaiki jam layanan.")
            await house.settle()
    await house.komisioner.tap("Setujui")
    await house.newest(house.komisioner, "Ya, setujui")
    await house.komisioner.tap("Ya, setujui")
    await house.newest(house.atasan, "Perintahkan publikasi")
    await house.atasan.tap("Perintahkan publikasi")
    await house.pelaksana.reply(await house.newest(house.pelaksana, "Tandai terpublikasi"), PAGE)
    await house.newest(house.eppid, "Sudah tayang")
    await house.eppid.tap("Sudah tayang")
    await house.settle()
    return await effort(house)


async def test_a_clean_maklumat_costs_its_people_no_more_than_the_budget(house: House):
    clean = await lifecycle(house, rounds=1)
    print("\n" + table("clean", clean))

    # The command /baru is the only message typed before the end.
    assert (clean["ppid"].taps, clean["ppid"].files, clean["ppid"].messages) == (1, 1, 1)
    assert (clean["atasan-ppid"].taps, clean["atasan-ppid"].files, clean["atasan-ppid"].messages) == (2, 0, 0)
    assert (clean["komisioner"].taps, clean["komisioner"].files, clean["komisioner"].messages) == (2, 0, 0)
    assert (clean["pelaksana"].taps, clean["pelaksana"].files, clean["pelaksana"].messages) == (0, 0, 1)
    most = {"ppid": 6, "atasan-ppid": 6, "komisioner": 4, "pelaksana": 3}
    assert {key: clean[key].received for key in most if clean[key].received > most[key]} == {}


async def test_a_return_adds_at_most_three_taps_and_two_messages(house: House):
    twice = await lifecycle(house, rounds=2)
    print("\n" + table("two rounds", twice))

    def all_of(*what: str) -> int:
        return sum(getattr(e, name) for e in twice.values() for name in what)

    # A clean one takes 1 + 2 + 2 + 0 + 1 taps (E PPID's included) and 3 things sent: /baru, the draft, the address.
    assert all_of("taps") <= 6 + 3
    assert all_of("files", "messages") <= 3 + 2
