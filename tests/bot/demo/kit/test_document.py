"""docs/local-telegram.md keeps its word: its example runs, its verbs and options exist, and no verb is left out."""

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.demo.kit.client import LocalTelegram, Person

ROOT = Path(__file__).parents[4]
DOCUMENT = (ROOT / "docs" / "local-telegram.md").read_text(encoding="utf-8")
NAMED_BLOCK = re.compile(r"^```\w+ (?P<name>\w+\.\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def example(tmp_path):
    """The blocks that have a file's name, as files."""
    for block in NAMED_BLOCK.finditer(DOCUMENT):
        (tmp_path / block["name"]).write_text(block["text"], encoding="utf-8")
    return tmp_path


def run(folder: Path) -> tuple[int, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_example_runs_as_it_is_printed(example):
    assert sorted(path.name for path in example.iterdir()) == [
        "approval_bot.py",
        "pyproject.toml",
        "test_approval_bot.py",
    ]

    code, told = run(example)

    assert code == 0, told
    assert f"{(example / 'test_approval_bot.py').read_text().count('def test_')} passed" in told


def test_a_bot_that_asks_wrongly_fails_it_and_the_chats_are_shown(example):
    bot, test = example / "approval_bot.py", example / "test_approval_bot.py"
    bot.write_text(bot.read_text().replace('f"Approved:{asker.id}"', 'f"Approved:{asker.id}" + "x" * 64'))
    test.write_text(test.read_text().replace('button="Approve")', 'button="Approve", timeout=1)'))

    code, told = run(example)

    assert code == 1, told
    assert "NotSeen: Sri waited 1 s in vain for text='Ani: A day off', button='Approve'." in told
    assert re.search(r"refused: sendMessage to \d+: 400 Bad Request: BUTTON_DATA_INVALID", told)
    chats = told.partition("Captured chats")[2]
    assert "] Ani: A day off on Friday?" in chats
    assert "] Sri: /start" in chats


def section(heading: str) -> str:
    return DOCUMENT.partition(f"### {heading}\n")[2].partition("\n#")[0]


@pytest.mark.parametrize(
    ("heading", "kind"), [("What a person can do", Person), ("What a test can do to Telegram", LocalTelegram)]
)
def test_every_verb_is_told_and_every_verb_that_is_told_exists(heading, kind):
    verbs = {name for name, member in vars(kind).items() if inspect.isfunction(member) and not name.startswith("_")}
    told = dict(re.findall(r"`(\w+)\(([^)]*)\)`", section(heading)))

    assert told.keys() == verbs
    for verb, arguments in told.items():
        known = inspect.signature(getattr(kind, verb)).parameters
        named = [word.strip("= ") for word in arguments.split(",") if word.strip()]
        assert [name for name in named if name not in known and name not in {"attachment", "tap"}] == [], verb


def test_every_option_of_the_command_line_exists():
    helped = subprocess.run(
        [sys.executable, "-m", "bot.demo.server", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    named = set(re.findall(r"--[a-z]+", DOCUMENT.partition("## In tests")[0]))

    assert named
    assert {option for option in named if option not in helped} == set()
