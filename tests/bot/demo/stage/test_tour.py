"""The tour: it plays, pauses, goes on, is taken over, starts again, and never fights with a viewer."""

import asyncio
from dataclasses import replace

import pytest

from bot.demo.stage.player import FAST
from bot.demo.stage.story import STORY, Tap
from bot.demo.stage.tour import OVERTAKEN, TAKEN_OVER

pytestmark = pytest.mark.asyncio(loop_scope="module")

WHOLE = {
    "Opened": 1,
    "DraftGiven": 2,
    "ParafGiven": 4,
    "Forwarded": 2,
    "Returned": 1,
    "Approved": 1,
    "PublicationOrdered": 1,
    "Published": 1,
    "ConfirmedLive": 1,
    "StepEntered": 9,
}
PARAF = next(n for n, scene in enumerate(STORY, 1) if scene.act == Tap("Paraf"))
"""The scene in which the first paraf is given."""


def at_a_pace(visit, **pace) -> None:
    visit.stage.tour._pace = replace(FAST, **pace)


async def paused_before_the_first_paraf(visit) -> None:
    """The viewer pauses while it is shown which button will be pressed; the story ends soon after."""
    at_a_pace(visit, pointing=0.4)
    visit.stage.tour._scenes = STORY[:PARAF]
    await visit.asks("tour", do="play")
    await visit.at_scene(PARAF)
    await visit.until(lambda: visit.stage.tour.to_json()["pointing"])
    await visit.asks("tour", do="pause")


async def test_before_anybody_plays_it_is_idle(visit):
    assert (await visit.looks())["tour"] == {
        "state": "idle",
        "scene": 0,
        "of": len(STORY),
        "heading": None,
        "caption": None,
        "person": None,
        "pointing": None,
    }


async def test_it_plays_the_whole_sop_in_the_office_that_is_there(visit):
    office = visit.premises._database

    shown = await visit.asks("tour", do="play")

    assert shown["tour"]["state"] in {"preparing", "playing"}
    assert await visit.stage.tour.finished() == "finished"
    assert visit.premises._database is office, "nothing had happened yet: no new office was needed"
    assert await visit.events() == WHOLE
    shown = await visit.looks()
    assert shown["tour"]["scene"] == len(STORY)
    assert shown["tour"]["caption"] == STORY[-1].caption.to_json()
    (maklumat,) = shown["maklumat"]
    assert (maklumat["phase"], maklumat["version"]) == ("published", 2)
    assert [s["state"] for s in maklumat["steps"]] == ["done"] * 6
    await visit.until(lambda: visit.told("e-ppid", "berkas pada laman sama dengan naskah yang disetujui"))


@pytest.mark.besides
async def test_a_used_office_is_cleared_away_before_it_plays(visit):
    await visit.says("ppid", "/baru Maklumat yang lain")

    await visit.asks("tour", do="play")

    assert await visit.stage.tour.finished() == "finished"
    assert await visit.events() == WHOLE


async def test_before_a_tap_it_shows_the_person_and_the_button_and_before_words_who_writes(visit):
    pointed = []
    at_a_pace(visit, pointing=0.02)
    told = visit.stage.tour.points

    def points(message_id, label):
        told(message_id, label)
        pointed.append((visit.stage.tour.to_json(), visit.premises.people))

    visit.stage.tour.points = points
    await visit.asks("tour", do="play")
    assert await visit.stage.tour.finished() == "finished"

    acts = [scene for scene in STORY if scene.act is not None]
    assert len(pointed) == len(acts)
    for scene, (shown, people) in zip(acts, pointed, strict=True):
        assert shown["person"] == people[scene.who].id
        assert shown["heading"] == scene.heading.to_json()
        assert shown["caption"] == scene.caption.to_json()
        message_id, label = shown["pointing"]["message_id"], shown["pointing"]["label"]
        assert label == (scene.act.label if isinstance(scene.act, Tap) else None)
        assert (message_id is not None) == (label is not None or getattr(scene.act, "to", None) is not None)
    assert visit.stage.tour.to_json()["pointing"] is None


async def test_while_it_is_paused_nobody_does_anything(visit):
    await paused_before_the_first_paraf(visit)
    before = await visit.events()
    assert before["ParafGiven"] == 0

    await asyncio.sleep(0.6)  # longer than it is pointed

    shown = (await visit.looks())["tour"]
    assert shown["state"] == "paused"
    assert shown["caption"] == STORY[PARAF - 1].caption.to_json()
    assert await visit.events() == before
    at_once = await visit.asks("tour", do="resume")
    assert at_once["tour"]["state"] == "playing"
    assert await visit.stage.tour.finished() == "finished"
    assert (await visit.events())["ParafGiven"] == 1


async def test_playing_a_paused_story_goes_on_with_it(visit):
    await paused_before_the_first_paraf(visit)

    shown = await visit.asks("tour", do="play")

    assert (shown["tour"]["state"], shown["tour"]["scene"]) == ("playing", PARAF)
    assert await visit.stage.tour.finished() == "finished"


@pytest.mark.parametrize("paused", [True, False])
async def test_taken_over_it_stops_where_it_is_and_the_viewer_goes_on_by_hand(visit, paused):
    await paused_before_the_first_paraf(visit)
    if not paused:
        await visit.asks("tour", do="resume")

    shown = await visit.asks("tour", do="take_over")

    assert shown["tour"]["state"] == "taken_over"
    assert shown["tour"]["caption"] == TAKEN_OVER.to_json()
    assert shown["tour"]["person"] is shown["tour"]["pointing"] is None
    await visit.settled()
    before = await visit.events()
    assert before["ParafGiven"] == 0
    await visit.taps("ppid", "Paraf")
    await visit.taps("atasan-ppid", "Paraf dan sampaikan")
    assert (await visit.events())["Forwarded"] == 1
    assert (await visit.looks())["maklumat"][0]["step"] == 3


@pytest.mark.besides
async def test_started_again_it_plays_from_the_beginning_in_a_new_office(visit):
    await paused_before_the_first_paraf(visit)
    at_a_pace(visit)
    visit.stage.tour._scenes = STORY

    shown = await visit.asks("tour", do="restart")

    assert shown["tour"]["state"] == "preparing"
    assert shown["tour"]["caption"] is None
    assert await visit.stage.tour.finished() == "finished"
    assert await visit.events() == WHOLE


@pytest.mark.besides
async def test_a_viewer_who_presses_the_button_first_has_taken_over(visit):
    await paused_before_the_first_paraf(visit)
    await visit.taps("ppid", "Paraf")

    await visit.asks("tour", do="resume")

    assert await visit.stage.tour.finished() == "taken_over"
    shown = (await visit.looks())["tour"]
    assert shown["caption"] == OVERTAKEN.to_json()
    assert shown["scene"] == PARAF
    assert (await visit.events())["ParafGiven"] == 1
    await visit.taps("atasan-ppid", "Paraf dan sampaikan")
    assert (await visit.looks())["maklumat"][0]["step"] == 3


async def test_a_viewer_who_leads_the_maklumat_elsewhere_has_taken_over(visit):
    at_a_pace(visit, least=0.4)
    await visit.asks("tour", do="play")
    await visit.at_scene(PARAF)
    await visit.asks("tour", do="pause")
    await visit.settled()
    await visit.taps("ppid", "Batalkan")
    visit.hand("ppid").say("Tidak jadi.", visit.offered("ppid", "Batal").id)
    await visit.settled()

    await visit.asks("tour", do="resume")

    assert await visit.stage.tour.finished() == "taken_over"
    assert (await visit.looks())["maklumat"][0]["phase"] == "cancelled"


@pytest.mark.besides
async def test_a_viewer_who_blocks_the_bot_on_the_phone_that_is_next_has_taken_over(visit):
    at_a_pace(visit, least=0.4)
    await visit.asks("tour", do="play")
    await visit.at_scene(2)
    visit.hand("ppid").set_blocked(blocked=True)

    assert await visit.stage.tour.finished() == "taken_over"

    at_a_pace(visit)
    await visit.asks("tour", do="play")
    assert await visit.stage.tour.finished() == "finished", "played anew, in an office where nobody blocks the bot"


async def test_it_goes_on_through_troubles_of_every_kind(visit):
    at_a_pace(visit, least=0.05)
    await visit.asks("tour", do="play")
    await visit.at_scene(3)
    await visit.asks("mishap", kind="kill-bot")
    await visit.at_scene(6)
    await visit.asks("mishap", kind="flood", seconds=1)
    await visit.at_scene(9)
    await visit.asks("mishap", kind="telegram-down", seconds=0.5)
    await visit.at_scene(10)
    await visit.asks("mishap", kind="duplicate")
    await visit.asks("clock", to="tomorrow")

    assert await visit.stage.tour.finished() == "finished"
    events = await visit.events()
    assert {kind: number for kind, number in events.items() if kind != "RungReached"} == WHOLE


async def test_a_bot_that_does_not_come_back_ends_the_story_in_words(visit):
    visit.premises.revival_seconds = 60
    at_a_pace(visit, longest=0.5)
    await visit.asks("mishap", kind="kill-bot")

    await visit.asks("tour", do="play")

    assert await visit.stage.tour.finished() == "failed"
    assert "bot" in (await visit.looks())["tour"]["caption"]["id"]


async def test_what_is_not_being_played_cannot_be_paused_resumed_or_taken_over(visit):
    for deed in ("pause", "resume", "take_over"):
        await visit.refused("tour", do=deed)

    await paused_before_the_first_paraf(visit)
    await visit.refused("tour", do="pause")
    await visit.asks("tour", do="resume")
    await visit.refused("tour", do="resume")
    await visit.refused("tour", do="play")


@pytest.mark.parametrize("seconds", [0.0, 0.3])
async def test_lingering_is_as_long_as_it_says_however_often_it_is_paused(visit, seconds):
    tour = visit.stage.tour
    tour._going.set()
    tour.state = "playing"
    loop = asyncio.get_running_loop()
    began = loop.time()
    lingering = asyncio.create_task(tour.lingers(seconds))
    for _ in range(2):
        await asyncio.sleep(0.05)
        tour.pause()
        await asyncio.sleep(0.1)
        tour.resume()
    await lingering

    assert loop.time() - began >= (seconds and seconds + 0.2)
