"""The stage's doors: their whole answer, what they refuse, and who may knock."""

import pytest

from bot.demo.stage.story import TITLE

pytestmark = pytest.mark.asyncio(loop_scope="module")

STEP = {"step", "label", "state", "holders", "holder_ids", "since", "due", "late", "held", "done_at", "done_by"}


async def test_the_whole_answer_is_as_agreed(visit):
    await visit.says("ppid", f"/baru {TITLE}")

    shown = await visit.looks()

    assert set(shown) == {
        "now",
        "offset_seconds",
        "zone",
        "zone_short",
        "bot",
        "telegram",
        "next_deadline",
        "maklumat",
        "tour",
    }
    assert set(shown["telegram"]) == {"state", "until"}
    (maklumat,) = shown["maklumat"]
    assert set(maklumat) == {"number", "title", "version", "phase", "step", "steps"}
    assert [step["step"] for step in maklumat["steps"]] == [1, 2, 3, 4, 5, 6]
    assert all(set(step) == STEP for step in maklumat["steps"])
    assert maklumat["steps"][0]["holders"] == [
        "Bapak Wahyu Nugroho selaku PPID",
        "Ibu Sri Handayani selaku Atasan PPID",
    ]
    assert maklumat["steps"][0]["holder_ids"] == [visit.hand(key).person_id for key in ("ppid", "atasan-ppid")]
    assert maklumat["steps"][0]["due"] == shown["next_deadline"]
    assert set(shown["tour"]) == {"state", "scene", "of", "heading", "caption", "person", "pointing"}


async def test_a_page_elsewhere_may_not_knock(visit):
    elsewhere = {"Origin": "https://example.org"}

    for door in ("clock", "mishap", "tour", "reset"):
        asked = {"do": "play", "to": "hour", "kind": "kill-bot"}
        response = await visit.http.post(f"/local/stage/{door}", json=asked, headers=elsewhere)
        assert response.status_code == 403

    assert (await visit.http.get("/local/stage", headers=elsewhere)).status_code == 403
    assert visit.premises.is_untouched
    assert (await visit.looks())["bot"] == {"state": "running"}


async def test_the_page_itself_may(visit):
    own = {"Origin": str(visit.http.base_url).rstrip("/")}

    assert (await visit.http.post("/local/stage/reset", json={}, headers=own)).status_code == 200


async def test_what_makes_no_sense_is_refused_and_does_nothing(visit):
    for door, given, code in (
        ("clock", {}, 404),
        ("clock", {"to": "yesterday"}, 400),
        ("clock", {"to": None}, 400),
        ("mishap", {}, 404),
        ("mishap", {"kind": "earthquake"}, 400),
        ("mishap", {"kind": "flood", "seconds": 0}, 400),
        ("mishap", {"kind": "flood", "seconds": 100_000}, 400),
        ("mishap", {"kind": "flood", "seconds": "long"}, 400),
        ("mishap", {"kind": "telegram-down", "seconds": -1}, 400),
        ("mishap", {"kind": "telegram-down", "seconds": [1]}, 400),
        ("mishap", {"kind": "telegram-down", "seconds": 1e999}, 400),
        ("tour", {}, 404),
        ("tour", {"do": "dance"}, 400),
    ):
        content = str(given).replace("'", '"').replace("inf", "Infinity").replace("None", "null")
        response = await visit.http.post(
            f"/local/stage/{door}", content=content, headers={"Content-Type": "application/json"}
        )
        assert response.status_code == code, (door, given, response.text)
        assert isinstance(response.json()["error"], str)
    assert visit.premises.is_untouched
    assert (await visit.looks())["telegram"]["state"] == "up"
    assert visit.stage.world.faults == []
    form = await visit.http.post("/local/stage/reset", data={"do": "play"})
    assert form.status_code == 400
