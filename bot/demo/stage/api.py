"""The stage over HTTP, under /local/stage: the page's clock, troubles, tour and reset, each answered with the whole."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.demo.phones.api import guarded, read_body
from bot.demo.stage import samples
from bot.demo.stage.stage import Stage
from bot.demo.stage.words import NotOnStage

Json = dict[str, Any]
Deed = Callable[[Json], Awaitable[None]]


class StageApi:
    """One stage, seen by its page."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def routes(self) -> list[Route]:
        """Everything under /local/stage."""
        deeds: dict[str, Deed] = {
            "clock": self._clock,
            "mishap": self._mishap,
            "tour": self._tour,
            "reset": self._reset,
        }
        doors = [
            Route(f"/local/stage/{name}", guarded(partial(self._do, deed)), methods=["POST"])
            for name, deed in deeds.items()
        ]
        return [Route("/local/stage", guarded(self._look), methods=["GET"]), *doors, *samples.routes()]

    async def _look(self, _request: Request) -> Response:
        return JSONResponse(await self._stage.snapshot(), headers={"Cache-Control": "no-store"})

    async def _do(self, deed: Deed, request: Request) -> Response:
        try:
            await deed(await read_body(request))
        except NotOnStage as refusal:
            return JSONResponse({"error": refusal.words.to_json()}, status_code=409)
        return await self._look(request)

    async def _clock(self, given: Json) -> None:
        await self._stage.jumps.to(str(given["to"]))

    async def _mishap(self, given: Json) -> None:
        await self._stage.mishaps.befall(str(given["kind"]), given.get("seconds"))

    async def _tour(self, given: Json) -> None:
        tour = self._stage.tour
        match given["do"]:
            case "play":
                await tour.play()
            case "pause":
                tour.pause()
            case "resume":
                tour.resume()
            case "take_over":
                await tour.take_over()
            case "restart":
                await tour.restart()
            case other:
                raise ValueError(f"no such thing to do: {other}")

    async def _reset(self, _given: Json) -> None:
        await self._stage.reset()
