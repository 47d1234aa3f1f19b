"""The sample files at hand on the page, so that a newcomer need not have a draft of one's own to try the bot."""

import mimetypes
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

SHELF = Path(__file__).parents[1] / "samples"
IN_ORDER = (
    "maklumat-v1.pdf",
    "maklumat-v2.docx",
    "maklumat-v2.pdf",
    "maklumat-final.pdf",
    "koreksi-1.png",
    "koreksi-2.png",
    "koreksi-3.png",
    "koreksi.ogg",
    "tangkapan-layar.png",
)
"""As the SOP needs them: drafts, the signed text, a Komisioner's corrections, the proof of publication."""


def routes() -> list[Route]:
    """The list, and each file."""
    return [
        Route("/local/stage/samples", _list, methods=["GET"]),
        Route("/local/stage/samples/{name}", _file, methods=["GET"]),
    ]


async def _list(_request: Request) -> Response:
    return JSONResponse([_shown(SHELF / name) for name in IN_ORDER])


async def _file(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in IN_ORDER:
        return Response(status_code=404)
    return FileResponse(SHELF / name, media_type=_mime(name))


def _shown(file: Path) -> dict[str, Any]:
    url = f"/local/stage/samples/{file.name}"
    return {"name": file.name, "size": file.stat().st_size, "mime": _mime(file.name), "url": url}


def _mime(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
