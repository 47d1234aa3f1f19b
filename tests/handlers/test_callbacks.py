"""The button codec: what it writes comes back as it was, and nothing else is understood."""

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers import callbacks
from handlers.callbacks import LIMIT, BadButton, Tap, Verb, decode, encode
from sop.events import MaklumatId
from sop.roles import Role
from sop.steps import Action
from storage.replies import PROMPT_SLOT

LARGEST = 2**53 - 1
"""No client language in between can be trusted with a larger whole number."""
LONGEST_PROMPT = "9" * 15

numbers = st.integers(min_value=0, max_value=LARGEST)
taps = st.builds(
    Tap,
    verb=st.sampled_from(Verb),
    action=st.none() | st.sampled_from(Action),
    maklumat=numbers.map(MaklumatId),
    visit=numbers,
    version=numbers,
    role=st.none() | st.sampled_from(Role),
    prompt=st.text("0123456789", max_size=15),
)
# Pieces that stand in real data, and pieces that only look as if they did.
LIKENESSES = (
    *("do", "as", "ca", "ok", "pf", "ap", "k", "p", "0", "1", "1c", "z" * 11, "z" * 12, "", "00", "01", "-1", "+1"),
    *(" 1", "1 ", "1_0", "0x1", "A", "DO", "٣", "１", "²", "1e3", "\x00", "\n", "\ud800", "{prompt}", "9" * 16),
)
pieces = st.sampled_from(LIKENESSES)


@given(taps)
def test_what_is_written_comes_back_as_it_was(tap):
    assert decode(encode(tap)) == tap


@given(taps)
def test_telegram_takes_whatever_is_written(tap):
    assert 1 <= len(encode(tap).encode()) <= LIMIT


def test_the_longest_button_there_can_be_fits():
    longest = max(
        len(
            encode(
                Tap(
                    verb=verb,
                    action=action,
                    maklumat=MaklumatId(LARGEST),
                    visit=LARGEST,
                    version=LARGEST,
                    role=role,
                    prompt=LONGEST_PROMPT,
                )
            ).encode()
        )
        for verb, action, role in itertools.product(Verb, Action, Role)
    )

    assert longest <= LIMIT


def test_data_that_would_not_fit_is_never_written():
    with pytest.raises(ValueError, match="bytes"):
        encode(Tap(verb=Verb.PUT_ASIDE, prompt="9" * 56))


def test_every_act_has_a_code_of_its_own():
    assert set(callbacks._ACTIONS) == set(Action)
    assert len(set(callbacks._ACTIONS.values())) == len(Action)


def test_every_role_has_a_code_of_its_own():
    assert set(callbacks._ROLES) == set(Role)
    assert len(set(callbacks._ROLES.values())) == len(Role)


def test_every_verb_has_a_code_of_its_own():
    codes = [verb.value for verb in Verb]

    # An alias would vanish from the enumeration, so its members are counted too.
    assert len(set(codes)) == len(codes) == len(Verb.__members__)
    assert all(code.isascii() and code.isalpha() and code.islower() for code in codes)


def test_codes_once_given_are_kept():
    # A card lives for ever in a chat: a code that changes its meaning would make an old button do something else.
    assert callbacks._ACTIONS[Action.APPROVE] == "ap"
    assert callbacks._ACTIONS[Action.RETURN] == "re"
    assert callbacks._ROLES[Role.KOMISIONER] == "k"
    assert decode("do.ap.1c.3.2.k") == Tap(
        verb=Verb.DO, action=Action.APPROVE, maklumat=MaklumatId(48), visit=3, version=2, role=Role.KOMISIONER
    )


@pytest.mark.parametrize(
    "data",
    [
        None,
        "",
        ".",
        "......",
        ".......",
        "do",
        "do.ap",
        "do.ap.1.1.1.k.",
        "do.ap.1.1.1.k..",
        "do.ap.1.1.1.k.1.1.1",
        "do.ap.01.1.1.k",
        "do.ap.-1.1.1.k",
        "do.ap.+1.1.1.k",
        "do.ap. 1.1.1.k",
        "do.ap.1_0.1.1.k",
        "do.ap.1C.1.1.k",
        "do.ap.٣.1.1.k",
        "do.ap.１.1.1.k",
        "do.ap.1.1.1.K",
        "do.ap.1.1.1.komisioner",
        "DO.ap.1.1.1.k",
        "do.approve.1.1.1.k",
        "do.zz.1.1.1.k",
        "zz.ap.1.1.1.k",
        "do.ap.2gosa7pa2gw.1.1.k",
        "do.ap.zzzzzzzzzzz.1.1.k",
        "do.ap.zzzzzzzzzzzz.1.1.k",
        "ch.sd.0.0.0..{prompt}",
        "ch.sd.0.0.0..-1",
        "ch.sd.0.0.0..١",
        "ch.sd.0.0.0..²",
        "ch.sd.0.0.0..1234567890123456",
        "do.ap.1.1.1.k\n",
        "\ndo.ap.1.1.1.k",
        "do.ap.1.1.1.k\x00",
        "do\u200b.ap.1.1.1.k",
        "\ud800.ap.1.1.1.k",
        "do.ap.1.1.1.\ud800",
        "approve:48",
        '{"a":"approve","id":48}',
        "x" * 64,
        "x" * 100_000,
        "." * 100_000,
        "do." * 30_000,
    ],
)
def test_old_foreign_or_forged_data_is_a_bad_button(data):
    with pytest.raises(BadButton):
        decode(data)


@example("ok..0.0.0")
@given(st.lists(pieces, max_size=9).map(".".join) | st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_nothing_decodes_but_what_was_written(data):
    try:
        tap = decode(data)
    except BadButton:
        return

    assert encode(tap) == data


@given(taps, st.data())
def test_one_changed_character_makes_another_button_or_none(tap, data):
    written = encode(tap)
    at = data.draw(st.integers(0, len(written) - 1))
    changed = written[:at] + data.draw(st.characters()) + written[at + 1 :]

    try:
        found = decode(changed)
    except BadButton:
        return

    assert (found == tap) == (changed == written)


def test_a_question_without_its_number_yet_is_written_and_not_understood():
    data = encode(Tap(verb=Verb.PUT_ASIDE, prompt=PROMPT_SLOT))

    with pytest.raises(BadButton):
        decode(data)
    assert decode(data.replace(PROMPT_SLOT, "12")) == Tap(verb=Verb.PUT_ASIDE, prompt="12")
