"""The arguments of one Bot API call, however they came: query, urlencoded form, JSON or multipart.

Reading only; whether an argument makes sense is for the methods to say.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.demo.botapi.refusals import BadRequest
from bot.demo.world.records import Upload

TRUE_WORDS = frozenset({"true", "yes", "1"})


@dataclass(frozen=True)
class Arguments:
    """Values by name. Everything may be a string, as forms have nothing else."""

    values: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether it was given at all, empty or not."""
        return name in self.values or name in self.uploads

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are taken as written.

        Raises:
            BadRequest: It holds half a surrogate pair.
        """
        value = self.values.get(name, default)
        written = value if isinstance(value, str) else json.dumps(value)
        try:
            written.encode()
        except UnicodeEncodeError:
            raise BadRequest("strings must be encoded in UTF-8") from None
        return written

    def integer(self, name: str, default: int = 0) -> int:
        """A number; what is none counts as the default, as at Telegram."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """A yes or no."""
        return str(self.values.get(name, "")).lower() in TRUE_WORDS

    def json(self, name: str, refusal: str) -> Any:
        """An object or list, given as such or as a string; None when absent or empty."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise BadRequest(refusal) from None

    def written(self) -> dict[str, Any]:
        """For the ledger: every value as it came, files by name and size."""
        files = {name: {"upload": file.name, "size": len(file.content)} for name, file in self.uploads.items()}
        return {**self.values, **files}


async def read_arguments(request: Request) -> Arguments:
    """All that came with the request.

    Raises:
        BadRequest: The JSON cannot be read.
    """
    values: dict[str, Any] = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        body = await request.body()
        try:
            given = json.loads(body) if body else {}
        except ValueError:
            raise BadRequest("can't parse request body as a JSON object") from None
        if not isinstance(given, dict):
            raise BadRequest("request body must be a JSON object")
        values |= given
    elif kind in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        async with request.form(max_part_size=1 << 20) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    mime = value.content_type or "application/octet-stream"
                    uploads[name] = Upload(value.filename or name, mime, await value.read())
                else:
                    values[name] = value
    return Arguments(values, uploads)
