"""What a container of ours may not do, by compose.yaml and the Dockerfile, read as text: docker is not asked."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
CAPABILITIES = {
    # To become another user at its start.
    "database": {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"},
    # Ports 80 and 443.
    "balancer": {"NET_BIND_SERVICE"},
}
"""What services keep of root's powers; the bots keep none."""


def blocks(text: str, indent: int) -> Mapping[str, str]:
    """What stands under each key at this depth, its lines joined."""
    found = re.finditer(rf"^ {{{indent}}}([\w-]+):[^\n]*\n((?:(?: {{{indent + 2}}}[^\n]*)?\n)*)", text, re.MULTILINE)
    return {one[1]: one[0] for one in found}


def services() -> Mapping[str, str]:
    """Each service with what it takes over from the common part of the bots."""
    (common,) = re.findall(r"^x-bot: &bot\n((?:(?: [^\n]*)?\n)+)", COMPOSE, re.MULTILINE)
    section = COMPOSE.partition("\nservices:\n")[2].partition("\nconfigs:\n")[0] + "\n"
    shared = re.sub(r"^", "  ", common, flags=re.MULTILINE)
    return {name: body + (shared if "<<: *bot" in body else "") for name, body in blocks(section, 2).items()}


SERVICES = services()


def test_every_service_is_looked_at():
    assert set(SERVICES) == {"bot-1", "bot-2", "bot-3", "database", "balancer"}


@pytest.mark.parametrize("name", SERVICES)
class TestEveryService:
    @pytest.mark.parametrize(
        "line",
        [
            r"read_only: true",
            r"tmpfs: \[.*/tmp.*\]",
            r"cap_drop: \[ALL\]",
            r"security_opt: \[\"no-new-privileges:true\"\]",
            r"mem_limit: \d+[mg]",
            r"pids_limit: \d+",
            r"restart: unless-stopped",
        ],
    )
    def test_is_bounded(self, name, line):
        assert re.search(rf"^ +{line}$", SERVICES[name], re.MULTILINE)

    def test_keeps_no_power_but_those_it_needs(self, name):
        kept = re.search(r"cap_add: \[(.*)\]", SERVICES[name])

        assert set(kept[1].split(", ") if kept else ()) == CAPABILITIES.get(name, set())
        assert not re.search(r"privileged|network_mode|pid: host|ipc: host|docker\.sock|devices:", SERVICES[name])

    def test_is_reached_from_outside_only_where_it_is_the_balancer(self, name):
        assert ("ports:" in SERVICES[name]) is (name == "balancer")

    def test_runs_an_image_of_a_named_version_or_our_own(self, name):
        (image,) = re.findall(r"^ +image: (\S+)$", SERVICES[name], re.MULTILINE)

        assert image == "maklumat-bot" or re.fullmatch(r"\w+:\d[\w.-]*(@sha256:[0-9a-f]{64})?", image)

    def test_has_no_secret_of_its_own_written_down(self, name):
        written = re.findall(r"^ +\w*(?:TOKEN|SECRET|PASSWORD)\w*: *(\S+)", SERVICES[name], re.MULTILINE)

        assert [value for value in written if not value.startswith(("${", '""'))] == []


def test_whether_the_database_and_the_bots_live_is_asked():
    assert "healthcheck:" in SERVICES["database"]
    assert re.search(r"^HEALTHCHECK .* CMD python -m bot health \|\| test \$\? -eq 75$", DOCKERFILE, re.MULTILINE)


class TestTheImage:
    FINAL = DOCKERFILE.rpartition("\nFROM ")[2]

    def test_runs_as_a_numbered_user_without_rights(self):
        assert re.findall(r"^USER (.*)$", self.FINAL, re.MULTILINE) == ["10001:10001"]
        assert self.FINAL.index("USER ") < self.FINAL.index("ENTRYPOINT ")

    def test_is_made_of_a_named_version(self):
        assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"python:3.13-slim"}

    def test_holds_the_packages_and_what_the_lock_names_and_nothing_else_of_this_folder(self):
        copied = re.findall(r"^COPY (?!--from)(\S+)", DOCKERFILE, re.MULTILINE)

        assert set(copied) == {"requirements-postgres.lock", "sop", "storage", "handlers", "bot"}
        assert not re.search(r"^ADD ", DOCKERFILE, re.MULTILINE)
        assert "--require-hashes --only-binary :all:" in DOCKERFILE

    def test_has_no_secret_in_any_layer(self):
        assert not re.search(r"^(?:ARG|ENV|RUN) .*(?:TOKEN|SECRET|PASSWORD)", DOCKERFILE, re.MULTILINE)
        ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        assert {".env", "data"} <= {line.strip("/") for line in ignored} or ignored[0] == "*"
