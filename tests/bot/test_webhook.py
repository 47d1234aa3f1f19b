"""Updates by webhook: what is answered with 200 is committed, and nothing is believed that does not know the secret."""

import ast
import asyncio
import inspect
import json
import logging
import socket
import textwrap
from dataclasses import replace
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bot import app, webhook
from bot.addresses import HEALTH_PATH
from bot.settings import load
from bot.webhook import LARGEST_BODY, AddressUnusable, Listener
from storage import tables as t
from tests.bot.bench import Hurried
from tests.bot.test_intake import fail_commits
from tests.ports import free_port

SECRET = "a-secret-of-this-test-and-of-no-office_1"  # made up
PATH = "/telegram/here"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = {"update_id": 501, "message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "a"}}


@pytest.fixture
def listener(bench, monkeypatch):
    """As the composition root makes it, on a port of its own; it does not run yet."""
    monkeypatch.setattr("uvicorn.server.asyncio", Hurried(20))
    port = free_port()
    settings = load(
        None,
        bot_token=bench.server.token,
        webhook_url=f"http://127.0.0.1:{port}{PATH}",
        webhook_secret=SECRET,
        listen=f"127.0.0.1:{port}",
    )
    made, heartbeat, _ = app._webhook(replace(bench.parts, settings=settings))
    assert isinstance(made, Listener)
    made.heartbeat = heartbeat
    return made


@pytest.fixture
async def at_the_door(bench, listener):
    """It listens."""
    async with bench.running(listener):
        await asyncio.wait_for(listener.listening.wait(), 5)
        yield listener


@pytest.fixture
async def http(at_the_door):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{at_the_door.port}", trust_env=False) as client:
        yield client


@pytest.fixture
def bring(http):
    """Telegram brings something, with what the test says otherwise; the answer."""

    async def post(
        body: bytes | dict[str, Any] = UPDATE, *, path: str = PATH, method: str = "POST", **headers: str | None
    ) -> httpx.Response:
        sent = {HEADER: SECRET, "Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        wanted = {name: value for name, value in sent.items() if value is not None}
        return await http.request(method, path, content=content, headers=wanted)

    return post


@pytest.fixture
def kept(bench):
    """The numbers of what the inbox holds of this bot."""

    def read() -> list[int]:
        return [row.update_id for row in bench.all_of(t.inbox) if row.bot_id == bench.bot.id]

    return read


class TestWhatTelegramBrings:
    async def test_is_kept_before_it_is_told_so(self, bring, kept, bench, listener):
        bench.worker.nudged.clear()

        answer = await bring()

        assert answer.status_code == 200
        assert kept() == [501]
        assert bench.worker.nudged.is_set()

    async def test_is_kept_once_however_often_it_comes(self, bring, kept):
        assert [(await bring()).status_code for _ in range(3)] == [200] * 3
        assert kept() == [501]

    async def test_is_kept_whole(self, bring, bench):
        hostile = UPDATE | {"message": UPDATE["message"] | {"text": "\x00 \ud800 𝄞 </b>"}}

        assert (await bring(json.dumps(hostile).encode())).status_code == 200
        (row,) = [row for row in bench.all_of(t.inbox) if row.bot_id == bench.bot.id]
        assert json.loads(row.body) == hostile

    async def test_many_at_once_are_all_kept(self, bring, kept, bench):
        chat = {"id": bench.house.wahyu.telegram_id, "type": "private"}
        said = UPDATE | {"message": UPDATE["message"] | {"chat": chat}}

        answers = await asyncio.gather(*(bring(said | {"update_id": number}) for number in range(600, 640)))

        assert {answer.status_code for answer in answers} == {200}
        assert sorted(kept()) == list(range(600, 640))

    async def test_is_refused_while_it_cannot_be_kept_and_taken_when_it_can(self, bring, kept, bench, listener, caplog):
        bench.worker.nudged.clear()
        failed = fail_commits(bench, 2)

        refused = [(await bring()).status_code for _ in range(2)]

        assert refused == [503, 503]
        assert len(failed) == 2
        assert kept() == []
        assert not bench.worker.nudged.is_set()
        assert "an update could not be kept" in caplog.text
        assert "Traceback" not in caplog.text
        assert (await bring()).status_code == 200
        assert kept() == [501]

    async def test_is_not_told_to_be_kept_while_the_commit_is_under_way(self, bring, bench):
        committing, go_on = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def wait(_connection: Any) -> None:
            loop.call_soon_threadsafe(committing.set)
            asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(5)

        sa.event.listen(bench.database.writer, "commit", wait)
        answer = asyncio.create_task(bring())
        await asyncio.wait_for(committing.wait(), 5)
        await bench.a_while()

        assert not answer.done()
        go_on.set()
        assert (await answer).status_code == 200


class TestWhoDoesNotKnowTheSecret:
    @pytest.mark.parametrize(
        "given",
        [
            None,
            "",
            SECRET[:-1],
            SECRET + "x",
            SECRET.swapcase(),
            "x" * len(SECRET),
            "é" * 20,
            f"Bearer {SECRET}",
        ],
        ids=["none", "empty", "shorter", "longer", "other case", "as long", "not ascii", "bearer"],
    )
    async def test_is_refused_and_nothing_is_kept(self, bring, kept, given):
        encoded = given.encode() if given is not None else None

        answer = await bring(**{HEADER.replace("-", "_"): encoded})

        assert (answer.status_code, answer.content) == (403, b"")
        assert kept() == []

    async def test_is_refused_before_anything_of_the_body_is_looked_at(self, bring):
        wrong = {HEADER.replace("-", "_"): "x" * 40}

        assert (await bring(b"[", **wrong)).status_code == 403
        assert (await bring(b"[", Content_Type="text/html", **wrong)).status_code == 403
        assert (await bring(b"x" * (LARGEST_BODY + 1), **wrong)).status_code == 403

    def test_learns_nothing_from_the_time_it_takes(self):
        """The comparison is hmac's on bytes; no other operator touches what was given."""
        tree = ast.parse(textwrap.dedent(inspect.getsource(Listener._knows_the_secret)))
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}

        assert "hmac.compare_digest" in calls
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.Compare)]


class TestWhatIsNoUpdate:
    @pytest.mark.parametrize(
        "path", ["/", "/telegram", f"{PATH}/", f"{PATH}/x", f"/x{PATH}", "/%2e%2e/etc/passwd", "/docs"]
    )
    async def test_another_path_is_not_there(self, bring, kept, path):
        assert (await bring(path=path)).status_code == 404
        assert kept() == []

    @pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
    async def test_another_method_is_not_there(self, bring, kept, method):
        assert (await bring(method=method)).status_code == 404
        assert kept() == []

    @pytest.mark.parametrize(
        "media", [None, "", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"]
    )
    async def test_anything_but_json_is_no_kind_of_ours(self, bring, kept, media):
        assert (await bring(Content_Type=media)).status_code == 415
        assert kept() == []

    @pytest.mark.parametrize("media", ["application/json", "Application/JSON", "application/json; charset=utf-8"])
    async def test_json_by_any_of_its_names_is(self, bring, media):
        assert (await bring(Content_Type=media)).status_code == 200

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b'{"update_id": 501',
            b"\xff\xfe\xfa",
            b"[]",
            b"[" * 100_000,
            b'"update"',
            b"501",
            b"null",
            b"{}",
            b'{"update_id": "501"}',
            b'{"update_id": true}',
            b'{"update_id": 99999999999999999999}',
            b'{"update_id": ' + b"9" * 5000 + b"}",
            b'{"update_id": 501, "message": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}",
        ],
        ids=range(15),
    )
    async def test_what_cannot_be_read_as_an_update_is_refused_and_not_kept(self, bring, kept, body):
        assert (await bring(body)).status_code == 400
        assert kept() == []

    async def test_the_largest_body_is_taken_and_a_larger_one_is_not(self, bring, kept):
        empty = len(json.dumps(UPDATE | {"x": ""}))
        largest = json.dumps(UPDATE | {"x": "y" * (LARGEST_BODY - empty)}).encode()
        assert len(largest) == LARGEST_BODY

        assert (await bring(largest + b" ")).status_code == 413
        assert kept() == []
        assert (await bring(largest)).status_code == 200
        assert kept() == [501]


class TestABodyWithoutEnd:
    """It says nothing of its length, and goes on for ever."""

    @pytest.fixture
    def line(self, at_the_door):
        """A connection on which a test writes bytes of its own."""

        async def open_line() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
            return await asyncio.open_connection("127.0.0.1", at_the_door.port)

        return open_line

    @staticmethod
    def head(*more: str) -> bytes:
        lines = [f"POST {PATH} HTTP/1.1", "Host: x", f"{HEADER}: {SECRET}", "Content-Type: application/json", *more]
        return "\r\n".join([*lines, "", ""]).encode()

    async def test_is_cut_off_at_the_limit_though_it_tells_no_length(self, line, kept):
        reader, writer = await line()
        writer.write(self.head("Transfer-Encoding: chunked"))
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        sent = 0
        answer = asyncio.create_task(reader.readline())
        # Ever so much may be on the way; what matters is that it does not wait for the end that never comes.
        while not answer.done() and sent < 64 * LARGEST_BODY:
            writer.write(chunk)
            sent += len(chunk)
            try:
                await writer.drain()
            except ConnectionError:
                break
            await asyncio.sleep(0)

        assert b"413" in await asyncio.wait_for(answer, 5)
        assert kept() == []
        writer.close()

    async def test_is_not_waited_for(self, line, kept, monkeypatch):
        monkeypatch.setattr(webhook, "BODY_SECONDS", 0.1)
        reader, writer = await line()
        writer.write(self.head("Content-Length: 100") + b'{"update_id"')

        assert b"408" in await asyncio.wait_for(reader.readline(), 5)
        assert kept() == []
        writer.close()

    async def test_that_breaks_off_leaves_no_trace(self, line, kept, bring, caplog):
        _, writer = await line()
        writer.write(self.head("Content-Length: 1000") + b'{"update_id": 77')
        await writer.drain()
        writer.close()
        await writer.wait_closed()

        assert (await bring()).status_code == 200
        assert kept() == [501]
        assert "Traceback" not in caplog.text


class TestTheDoorItself:
    async def test_says_nothing_of_who_we_are(self, bring, caplog):
        with caplog.at_level(logging.DEBUG):
            answers = [await bring(), await bring(path="/nowhere"), await bring(**{HEADER.replace("-", "_"): "no"})]

        for answer in answers:
            assert "server" not in answer.headers
            assert answer.content == b""
        assert SECRET not in caplog.text

    async def test_writes_no_line_for_each_request(self, bring, caplog):
        with caplog.at_level(logging.DEBUG):
            await bring()

        assert [record for record in caplog.records if record.name == "uvicorn.access"] == []

    async def test_leaves_the_signals_to_the_process(self, at_the_door):
        import signal

        assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL

    async def test_that_is_taken_is_told(self, bench, listener):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            listener.port = taken.getsockname()[1]

            with pytest.raises(AddressUnusable):
                await listener.run()

    async def test_answers_what_was_begun_when_it_closes_and_takes_nothing_more(self, bench, listener, kept):
        committing, go_on = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def wait(_connection: Any) -> None:
            loop.call_soon_threadsafe(committing.set)
            asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(5)

        running = asyncio.create_task(listener.run())
        await asyncio.wait_for(listener.listening.wait(), 5)
        sa.event.listen(bench.database.writer, "commit", wait)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listener.port}", trust_env=False) as client:
            asking = client.post(PATH, json=UPDATE, headers={HEADER: SECRET})
            answer = asyncio.create_task(asking)
            await asyncio.wait_for(committing.wait(), 5)
            running.cancel()
            await bench.a_while()
            assert not running.done()
            with pytest.raises(httpx.ConnectError):
                async with httpx.AsyncClient(trust_env=False) as other:
                    await other.get(f"http://127.0.0.1:{listener.port}{HEALTH_PATH}")
            go_on.set()
            assert (await answer).status_code == 200
        with pytest.raises(asyncio.CancelledError):
            await running
        assert kept() == [501]


class TestHealth:
    async def test_is_bad_until_this_process_has_written_and_good_then(self, http, listener):
        before = await http.get(HEALTH_PATH)
        await listener.heartbeat.beat()
        after = await http.get(HEALTH_PATH)

        assert (before.status_code, before.json()) == (503, {"sehat": False})
        assert (after.status_code, after.json()) == (200, {"sehat": True})

    async def test_is_bad_again_when_it_could_not_write_for_a_while(self, http, listener):
        seconds = 0.0
        listener.heartbeat.elapsed = lambda: seconds
        await listener.heartbeat.beat()
        assert (await http.get(HEALTH_PATH)).status_code == 200

        seconds = 44.0
        assert (await http.get(HEALTH_PATH)).status_code == 200
        seconds = 46.0
        assert (await http.get(HEALTH_PATH)).status_code == 503

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
    async def test_can_only_be_asked_for(self, http, method):
        assert (await http.request(method, HEALTH_PATH)).status_code == 404
