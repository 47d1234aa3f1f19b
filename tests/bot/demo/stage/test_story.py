"""The story as data: every scene can be played and told, in words that an office may read."""

import re

import pytest

from bot.demo.stage import jumps, mishaps, premises, tour, words
from bot.demo.stage.office import OFFICE
from bot.demo.stage.player import FAST, READING, Pace
from bot.demo.stage.story import STORY, Awaited, Say, Scene, Send, Tap
from bot.demo.stage.words import Words
from handlers.screens import texts  # noqa: F401  # the screens must load: their labels are what the story presses

KEYS = {named.key for named in OFFICE}
SENTENCES = [scene.heading for scene in STORY] + [scene.caption for scene in STORY]
SENTENCES += [
    told
    for module in (jumps, mishaps, premises, tour, words)
    for told in vars(module).values()
    if isinstance(told, Words)
]
HARSH = re.compile(r"\b(anda|kamu|kalian|segera|harus|wajib|gagal|salah|error|ditolak|tolak)\b", re.IGNORECASE)
FOREIGN = re.compile(
    r"\b(file|link|upload|download|user|deadline|draft|status|update|klik|reset|tour)\b", re.IGNORECASE
)


def test_there_is_something_to_judge():
    assert len(SENTENCES) > 2 * len(STORY) + 5


@pytest.mark.parametrize("told", SENTENCES, ids=lambda told: told.id[:40])
def test_what_is_said_is_calm_and_formal_and_said_in_both_languages(told):
    assert told.id != told.en
    for text in (told.id, told.en):
        assert text.strip() == text
        assert "!" not in text
        assert not re.search(r"\d:\d\d", text), "time is written with a point"
    assert not HARSH.search(told.id)
    assert not FOREIGN.search(told.id)


@pytest.mark.parametrize("scene", STORY, ids=lambda scene: scene.caption.id[:40])
def test_a_caption_is_one_or_two_short_sentences(scene):
    for text in (scene.caption.id, scene.caption.en):
        sentences = re.findall(r"[^.]+\.", text)
        assert "".join(sentences) == text
        assert len(sentences) in {1, 2}
        assert len(text) <= 185


@pytest.mark.parametrize("scene", STORY, ids=lambda scene: scene.caption.id[:40])
def test_a_scene_names_people_of_the_office_and_files_that_are_there(scene):
    assert (scene.who is None) == (scene.act is None)
    assert {scene.who, *(awaited.who for awaited in scene.awaits)} <= KEYS | {None}
    assert all((awaited.button is None) != (awaited.words is None) for awaited in scene.awaits)
    match scene.act:
        case Send(file=file):
            assert file.is_file()
        case Say(text=text):
            assert text
        case Tap(label=label):
            assert label


def test_the_story_is_the_sops():
    taps = [scene.act.label for scene in STORY if isinstance(scene.act, Tap)]

    assert taps == [
        "Paraf",
        "Paraf dan sampaikan",
        "Kembalikan untuk diperbaiki",
        "Paraf",
        "Paraf dan sampaikan",
        "Setujui",
        "Ya, setujui",
        "Perintahkan publikasi",
        "Sudah tayang",
    ]
    assert [scene.act.file.suffix for scene in STORY if isinstance(scene.act, Send)] == [".pdf", ".docx"]


def test_at_reading_speed_it_takes_three_to_four_minutes():
    acts = sum(scene.act is not None for scene in STORY)
    seconds = sum(READING.reading(scene) for scene in STORY) + READING.pointing * acts

    assert 180 <= seconds <= 230, "the bot's own seconds come to it"
    assert 1.0 <= READING.pointing <= 1.5


def test_something_is_awaited_after_each_act_but_the_last():
    acting = [scene for scene in STORY if scene.act is not None]

    assert all(scene.awaits for scene in acting[:-1])
    assert acting[-1].awaits == ()
    assert isinstance(acting[0].awaits[0], Awaited)
    assert isinstance(acting[0], Scene)


def test_a_pace_gives_longer_captions_longer():
    short, long = sorted(STORY, key=lambda scene: len(scene.caption.id))[:: len(STORY) - 1]
    pace = Pace(least=1, per_character=0.05)

    assert pace.reading(long) > pace.reading(short) > 1
    assert FAST.reading(long) == 0
