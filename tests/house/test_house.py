"""The rules of this house that no linter knows."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.addresses import HEALTH_PATH
from bot.commands.endings import EX_CONFIG, EX_TEMPFAIL, EX_USAGE, INTERRUPTED, PIPE_CLOSED
from sop.table import render
from tests.reliability.guards import GUARDS
from tests.reliability.report import COMMANDS, KEPT, PAGE, page

ROOT = Path(__file__).parents[2]
PACKAGES = ("sop", "storage", "handlers", "bot")
LONGEST_MODULE = 400
"""Lines; above this a module says too much at once. Those that were longer once are named, and may not grow."""
LONG_ALREADY = {
    # Catalogues of the procedure, each on one page: what can happen, what it makes of a maklumat, what is refused.
    "sop/events.py": 449,
    "sop/folding.py": 420,
    "sop/errors.py": 461,
}
SPEAKERS = (
    "handlers/screens/",
    "bot/demo/",
    "bot/settings.py",
    "bot/values.py",
    "bot/addresses.py",
    "bot/posts.py",
    # What is wrong with the logo that a setting names.
    "bot/papers/logos.py",
    "bot/__main__.py",
    # What __main__ says, where a command has grown.
    "bot/commands/",
    # The SOP's own words, its roles, regulations and the days off are data in its language.
    "sop/steps.py",
    "sop/roles.py",
    "sop/rules.py",
    "sop/table.py",
    "storage/days.py",
)
"""Where Indonesian sentences may stand."""
COMMON = frozenset(
    re.findall(
        r"\w+",
        "yang dan tidak mohon telah untuk dengan belum oleh dari pada ini itu akan dapat sudah kepada agar karena atau "
        "adalah bukan silakan setiap dalam hanya harus juga sebagai",
    )
)
FORM_WORDS = {"bot/papers/fill.py"}
"""What a form is filled with: the subject and the correction of a Nota Dinas are composed here from data."""


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository that are there; a folder without its history has no such list."""
    done = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("no git repository here")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def modules(*packages: str) -> Iterator[tuple[str, Path]]:
    for package in packages or PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """The string literals of a module, f-strings piece by piece, docstrings (also of attributes) left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


class TestLanguage:
    def test_a_sentence_is_known_when_it_is_seen(self):
        assert is_sentence("Mohon maaf, draf ini belum dapat diproses.")
        assert is_sentence("tidak ada yang menunggu")
        assert not is_sentence("update could not be kept")
        assert not is_sentence("untuk-diketahui")

    def test_indonesian_sentences_stand_only_where_people_are_spoken_to(self):
        found = [
            f"{name}:{line}: {text!r}"
            for name, path in modules()
            if not name.startswith(SPEAKERS) and name not in FORM_WORDS
            for line, text in strings(path)
            if is_sentence(text)
        ]

        assert found == []


def is_sentence(text: str) -> bool:
    """At least two different everyday words of Indonesian in it."""
    return len(COMMON & set(re.findall(r"[a-z]+", text.lower()))) >= 2


class TestPackages:
    def test_every_package_is_under_contract(self):
        contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
        found = {path.parent.name for path in ROOT.glob("*/__init__.py")}

        assert set(contracts["root_packages"]) == found == set(PACKAGES)

    def test_the_local_telegram_is_kept_apart_from_every_part_of_the_bot(self):
        contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
        forbidden = next(c["forbidden_modules"] for c in contracts if "serve any bot" in c["name"])
        parts = {f"bot.{path.stem}" for path in (ROOT / "bot").iterdir() if path.suffix == ".py" or path.is_dir()}

        assert parts - {"bot.__init__", "bot.__pycache__", "bot.demo"} <= set(forbidden)

    def test_every_package_is_type_checked_measured_and_shipped(self):
        settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]

        assert set(settings["mypy"]["files"]) == set(PACKAGES)
        assert set(settings["coverage"]["run"]["source"]) == set(PACKAGES)
        assert set(settings["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(PACKAGES)

    def test_every_handler_module_is_mentioned_in_a_test(self):
        tests = "\n".join(text_of(path) for path in (ROOT / "tests").rglob("*.py"))
        named = {path.stem for path in (ROOT / "handlers").glob("*.py")} - {"__init__"}

        missing = [
            name
            for name in sorted(named)
            if not re.search(
                rf"handlers\.{name}\b|from handlers import[^\n(]*\b{name}\b|^    {name},$", tests, re.MULTILINE
            )
        ]
        assert missing == []

    def test_every_module_says_what_lives_in_it(self):
        silent = [name for name, path in modules() if not ast.get_docstring(ast.parse(text_of(path)))]

        assert [name for name in silent if text_of(ROOT / name).strip()] == []


class TestSize:
    def test_a_module_is_read_in_one_sitting(self):
        long = {
            name: lines
            for name, path in modules()
            if (lines := len(text_of(path).splitlines())) > LONG_ALREADY.get(name, LONGEST_MODULE)
        }

        assert long == {}

    def test_the_exceptions_are_still_needed(self):
        grown_short = [
            name
            for name in LONG_ALREADY
            if not (ROOT / name).exists() or len(text_of(ROOT / name).splitlines()) <= LONGEST_MODULE
        ]

        assert grown_short == []


class TestTime:
    def test_nobody_asks_the_machine_the_time_but_its_one_place(self):
        asked = re.compile(r"\b(?:datetime|date)\.(?:now|today|utcnow)\(|\btime\.time(?:_ns)?\(")
        found = [
            f"{name}:{number}"
            for name, path in modules()
            if name not in {"bot/clock.py", "bot/demo/server.py"}
            for number, line in enumerate(text_of(path).splitlines(), 1)
            if asked.search(line)
        ]

        assert found == []


class TestWhatIsCommitted:
    def test_nothing_points_out_of_the_repository(self):
        # Put together here, so that this file does not find itself.
        outside = re.compile("|".join(("/wo" + "rk/", "--index" + "-url", "--extra-index" + "-url", "file:" + "///")))
        found = [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
            for path in tracked()
            for number, line in enumerate(text_of(path).splitlines(), 1)
            if outside.search(line)
        ]

        assert found == []

    def test_nothing_secret_or_made_is_among_it(self):
        names = [path.relative_to(ROOT).as_posix() for path in tracked()]
        wrong = re.compile(r"(^|/)(\.env|data/.*|.*\.db(-wal|-shm)?|.*\.pyc|\.coverage.*|bot\.log)$")

        assert [name for name in names if wrong.search(name)] == []

    @pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
    def test_a_lock_pins_everything_with_hashes_and_names_no_host(self, lock):
        text = (ROOT / lock).read_text()
        logical = [
            line for line in text.replace("\\\n", " ").splitlines() if line and not line.lstrip().startswith("#")
        ]

        assert len(logical) > 10
        assert [line for line in logical if "==" not in line or "--hash=sha256:" not in line] == []
        assert re.findall(r"https?://|--(?:index|extra|find|trusted)", text) == []

    def test_what_is_asked_for_is_locked(self):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        locked = re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
        asked = {re.split(r"[^A-Za-z0-9._-]", dependency)[0].lower() for dependency in project["dependencies"]}

        assert asked <= set(locked)

    def test_postgresql_is_served_with_the_same_versions_and_its_driver_beside(self):
        plain, with_driver = (
            set(re.findall(r"^[a-z0-9.-]+(?:\[[a-z]+\])?==\S+", (ROOT / name).read_text(), re.MULTILINE))
            for name in ("requirements.lock", "requirements-postgres.lock")
        )

        assert plain < with_driver
        assert all(name.startswith("psycopg") for name in with_driver - plain)

    def test_an_office_on_sqlite_needs_no_driver_of_postgresql(self):
        """What `make install` brings has none, whatever stands beside these tests."""
        blocked = (
            "import sys; sys.modules['psycopg'] = None; import bot.__main__, bot.app, bot.commands, storage.engine"
        )
        done = subprocess.run([sys.executable, "-c", blocked], cwd=ROOT, capture_output=True, text=True, check=False)

        assert done.returncode == 0, done.stderr

    def test_what_judges_from_outside_is_pinned_as_it_was_asked_for(self):
        asked = re.findall(r"^[a-z0-9.-]+==\S+$", (ROOT / "requirements-contract.in").read_text(), re.MULTILINE)
        locked = re.findall(r"^[a-z0-9.-]+==\S+", (ROOT / "requirements-contract.lock").read_text(), re.MULTILINE)

        assert asked
        assert set(asked) <= set(locked)


class TestExceptionsToTheRules:
    def test_each_has_its_reason_on_its_line(self):
        reason = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:\s*no cover)\b(?P<rest>.*)$")
        unexplained = []
        for path in tracked("*.py"):
            for number, line in enumerate(text_of(path).splitlines(), 1):
                found = reason.search(line)
                if found and not re.search(
                    r"[a-z]{3}", re.sub(r"^\s*:?\s*(\[[^]]*\]|[A-Z]+[0-9]+[,\s]*)*", "", found["rest"])
                ):
                    unexplained.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:110]}")

        assert unexplained == []

    def test_each_rule_that_is_switched_off_says_why(self):
        lint = (ROOT / "pyproject.toml").read_text().partition("[tool.ruff.lint]")[2].partition("[tool.mypy]")[0]
        switched_off = re.findall(r'^ +"[A-Z]+[0-9]*",.*$', lint.partition("ignore = [")[2], re.MULTILINE)

        assert len(switched_off) > 5
        assert [line for line in switched_off if "#" not in line] == []


class TestCompose:
    """Read as text: nothing here depends on a reader of YAML."""

    TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")

    def section(self, name: str) -> str:
        found = re.search(rf"^{name}:\n((?:(?: .*)?\n)+)", self.TEXT, re.MULTILINE)
        return found[1] if found else ""

    def test_every_config_is_a_file_that_is_there(self):
        """Compose refuses one with inline content for a service that is read-only."""
        configs = dict(re.findall(r"^  (\w+):\n    file: (\S+)$", self.section("configs"), re.MULTILINE))
        used = set(re.findall(r"\{source: (\w+),", self.TEXT))

        assert used
        assert used == set(configs) == set(re.findall(r"^  (\w+):", self.section("configs"), re.MULTILINE))
        assert "content:" not in self.TEXT
        assert [name for name in configs.values() if ROOT / name not in tracked(str(Path(name)))] == []

    def test_one_service_builds_the_image_that_the_others_use(self):
        bots = re.findall(r"^  (bot-\d):\n((?:    .*\n)+)", self.section("services"), re.MULTILINE)

        assert len(bots) == 3
        assert [name for name, body in bots if "build:" in body] == ["bot-1"]
        assert [name for name, body in bots if "pull_policy: never" in body] == ["bot-2", "bot-3"]
        assert "build:" not in self.TEXT.partition("services:")[0]

    def test_the_balancer_serves_those_bots_and_keeps_the_secret_out_of_its_log(self):
        caddy = (ROOT / "Caddyfile").read_text(encoding="utf-8")

        assert set(re.findall(r"(bot-\d):8080", caddy)) == set(re.findall(r"^  (bot-\d):", self.TEXT, re.MULTILINE))
        assert re.search(r"^\s*request>headers>X-Telegram-Bot-Api-Secret-Token delete$", caddy, re.MULTILINE)
        assert HEALTH_PATH in caddy

    def test_the_databases_password_reaches_the_bots_in_its_url_alone(self):
        assert re.search(r'^    POSTGRES_PASSWORD: ""$', self.TEXT.partition("services:")[0], re.MULTILINE)


class TestRunning:
    @pytest.mark.parametrize("code", [0, 1, EX_USAGE, EX_TEMPFAIL, EX_CONFIG, INTERRUPTED, PIPE_CLOSED])
    def test_every_exit_code_is_told_to_whoever_looks_after_the_machine(self, code):
        told = (
            (ROOT / "docs" / "running.md").read_text(encoding="utf-8").partition("## Exit codes")[2].partition("## ")[0]
        )

        assert re.search(rf"^\| (?:\d+, )?{code}\b", told, re.MULTILINE)

    def test_the_unit_gives_up_on_nothing_that_may_pass(self):
        told = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")

        assert re.findall(r"^RestartPreventExitStatus=(.*)$", told, re.MULTILINE) == [str(EX_CONFIG)]


def test_the_page_of_the_figures_says_what_was_kept_of_them():
    assert PAGE.read_text() == page(json.loads(KEPT.read_text()))


class TestReadme:
    def test_shows_the_procedure_as_it_is(self):
        readme = ROOT / "README.md"
        if not readme.exists():
            pytest.skip("there is no README.md yet")

        assert render().strip() in readme.read_text(encoding="utf-8")

    @pytest.mark.parametrize("command", [*COMMANDS.values()])
    def test_of_the_figures_names_only_commands_that_there_are(self, command):
        assert re.search(rf"^{command}: ", (ROOT / "Makefile").read_text(), re.MULTILINE)

    def test_names_only_commands_that_there_are(self):
        readme = ROOT / "README.md"
        if not readme.exists():
            pytest.skip("there is no README.md yet")
        targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

        assert set(re.findall(r"(?:^|`)make ([a-z-]+)", readme.read_text(encoding="utf-8"), re.MULTILINE)) <= targets


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_every_guard_that_is_to_be_taken_away_stands_where_it_is_looked_for(guard):
    """Taking them away takes half an hour (make test-guards); that they have moved is seen at once."""
    assert text_of(ROOT / guard.file).count(guard.stands) == 1
