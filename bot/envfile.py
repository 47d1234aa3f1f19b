"""The `.env` of an office, written by `setup`: what was asked is set, every other line and remark stays as it is.

The file holds the token, so nobody but its owner may read it: it is made with 0600, and put in place whole or not.
"""

import os
import re
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / ".env.example"
_PLAIN = re.compile(r"[^\s#'\"\\$`][^#'\"\\$`\n]*(?<!\s)")
"""What dotenv reads without quotes as it is written."""


def write(file: Path, values: Mapping[str, str]) -> None:
    """Set these variables (names in capitals, values of one line); an empty value takes the variable's line away.

    Where there is no file yet, it begins as the example that comes with the program.

    Raises:
        OSError: it cannot be written; what was there is as it was.
    """
    source = file if file.exists() else EXAMPLE
    lines = source.read_text(encoding="utf-8").splitlines() if source.exists() else []
    for name, value in values.items():
        _set(lines, name, value)
    descriptor, made = tempfile.mkstemp(dir=file.parent, prefix=".env.")
    try:
        # mkstemp makes it readable by its owner alone.
        with os.fdopen(descriptor, "w", encoding="utf-8") as new:
            new.write("\n".join(lines) + "\n")
            new.flush()
            os.fsync(new.fileno())
        Path(made).replace(file)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise


def is_open_to_others(file: Path) -> bool:
    """Whether anybody else on the machine may read or write the token in it; never where there is no such file."""
    try:
        return bool(file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)) and os.name == "posix"
    except OSError:
        return False


def _set(lines: list[str], name: str, value: str) -> None:
    """In the place of its line, else of its first remark (`# NAME=default`), else at the end."""
    live = [at for at, line in enumerate(lines) if re.match(rf"\s*(export\s+)?{name}\s*=", line)]
    remarks = [at for at, line in enumerate(lines) if re.match(rf"#\s*{name}=", line)]
    for at in reversed(live[1:]):
        del lines[at]
    if not value:
        if live:
            del lines[live[0]]
        return
    line = f"{name}={_quoted(value)}"
    if live:
        lines[live[0]] = line
    elif remarks:
        lines[remarks[0]] = line
    else:
        lines.append(line)


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
