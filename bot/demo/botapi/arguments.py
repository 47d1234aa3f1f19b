"""The arguments of one Bot API call, however they came: query, urlencoded form, JSON or multipart.

Reading only, as the Bot API server reads: to it every argument is a string, and what is no number is the number 0.
Whether an argument makes sense is for the methods to say; what was taken otherwise than written, for remarks.py.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.demo.botapi.refusals import BadRequest
from bot.demo.world.records import Upload

TRUE_WORDS = frozenset({"true", "yes", "1"})
LEADING_NUMBER = re.compile(r"-?\d{0,18}", re.ASCII)
FORM_PART_BYTES = 1 << 20


class Absent:
    """Not given, or empty: no JSON at all, which is something else than null."""


ABSENT = Absent()


@dataclass(frozen=True)
class Arguments:
    """Values by name, as they came: strings, or whatever a JSON body held. `repeated` names came more than once."""

    values: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)
    repeated: tuple[str, ...] = ()

    def has(self, name: str) -> bool:
        """Whether it was given at all, empty or not."""
        return name in self.values or name in self.uploads

    def text(self, name: str) -> str:
        """A string, empty when absent; what is none in a JSON body is taken as it is written there.

        Raises:
            BadRequest: It holds half a surrogate pair.
        """
        value = self.values.get(name, "")
        written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        try:
            written.encode()
        except UnicodeEncodeError:
            raise BadRequest("strings must be encoded in UTF-8") from None
        return written

    def integer(self, name: str, default: int = 0) -> int:
        """The number it begins with; the default when it is empty, 0 when it begins with none."""
        written = self.text(name)
        return leading_number(written) if written else default

    def flag(self, name: str) -> bool:
        """Whether it says true, yes or 1; anything else is a no."""
        return self.text(name).strip().lower() in TRUE_WORDS

    def json(self, name: str, refusal: str) -> Any:
        """What its JSON holds; ABSENT when it is absent or empty.

        Raises:
            BadRequest: It is no JSON; `refusal` is Telegram's sentence.
        """
        written = self.text(name)
        if not written:
            return ABSENT
        try:
            return json.loads(written)
        except ValueError:
            raise BadRequest(refusal) from None

    def written(self) -> dict[str, Any]:
        """For the ledger: every value as it came, files by name and size."""
        files = {name: {"upload": file.name, "size": len(file.content)} for name, file in self.uploads.items()}
        return {**self.values, **files}


def leading_number(written: str) -> int:
    """The number at the beginning of a string; 0 when there is none."""
    found = LEADING_NUMBER.match(written)
    return int(found[0]) if found and found[0] not in {"", "-"} else 0


async def read_arguments(request: Request) -> Arguments:
    """All that came with the request; of what came twice the first counts.

    Raises:
        BadRequest: The JSON cannot be read.
    """
    pairs: list[tuple[str, Any]] = list(request.query_params.multi_items())
    uploads: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        pairs.extend(_read_json(await request.body()))
    elif kind in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        async with request.form(max_part_size=FORM_PART_BYTES) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    mime = value.content_type or "application/octet-stream"
                    uploads.setdefault(name, Upload(value.filename or name, mime, await value.read()))
                else:
                    pairs.append((name, value))
    values: dict[str, Any] = {}
    repeated = [name for name, value in pairs if values.setdefault(name, value) is not value]
    return Arguments(values, uploads, tuple(repeated))


def _read_json(body: bytes) -> list[tuple[str, Any]]:
    try:
        given = json.loads(body) if body else {}
    except ValueError:
        raise BadRequest("can't parse request body as a JSON object") from None
    if not isinstance(given, dict):
        raise BadRequest("JSON object expected")
    return list(given.items())
