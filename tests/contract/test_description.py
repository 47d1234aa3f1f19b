"""The judge of requests judged: a description of our own in the same form, with every way to be wrong."""

import pytest

from tests.contract.description import ABSENT, Description, description

CHAT = {"name": "chat_id", "types": ["Integer", "String"], "required": True, "description": "Where to."}


def field(name, *types, required=False, says=""):
    return {"name": name, "types": list(types), "required": required, "description": says}


OURS = Description(
    {
        "methods": {
            "sendCard": {
                "returns": ["Array of Card"],
                "fields": [
                    CHAT,
                    field("title", "String", required=True, says="Heading, 1-5 characters"),
                    field("note", "String", says="Words, 1-5 characters after entities parsing"),
                    field("number", "Integer", says="Values between 1-100 are accepted."),
                    field("weight", "Float"),
                    field("silent", "Boolean"),
                    field("picture", "InputFile", "String"),
                    field("tags", "Array of String", says="From 1-2 items"),
                    field("codes", "Array of Integer", says="At most 3 codes can be specified."),
                    field("keys", "KeyRows", "Asking", says="What stands below"),
                    field("shape", "Shape"),
                    field("parts", "Array of Round", "Array of Square"),
                ],
            },
            "changeCard": {
                "returns": ["Card", "Boolean"],
                "fields": [
                    field("card_id", "Integer", says="Required if inline_id is not specified."),
                    field("inline_id", "String", says="Required if card_id is not specified."),
                ],
            },
        },
        "types": {
            "Card": {"fields": [field("id", "Integer", required=True), field("shape", "Shape")]},
            "KeyRows": {"fields": [field("rows", "Array of Array of Key", required=True)]},
            "Key": {
                "description": ["Exactly one of the fields other than text and colour must be used."],
                "fields": [
                    field("text", "String", required=True),
                    field("colour", "String", says='Must be one of "red" (as .RGB) or "blue". Else grey.'),
                    field("data", "String", says="Data, 1-4 bytes"),
                    field("url", "String"),
                ],
            },
            "Asking": {"fields": [field("ask", "Boolean", required=True)]},
            "Shape": {"subtypes": ["Round", "Square"]},
            "Round": {
                "fields": [
                    field("type", "String", required=True, says="Its type, must be round"),
                    field("media", "String", required=True),
                ]
            },
            "Square": {
                "fields": [
                    field("type", "String", required=True, says='Its type, always "square"'),
                    field("side", "Float", required=True),
                ]
            },
        },
    }
)
GOOD = {"chat_id": "5", "title": "Halo"}
FILE = {"upload": "a.pdf", "size": 3}


@pytest.mark.parametrize(
    "more",
    [
        {"number": "7", "weight": "1.5", "silent": "true", "tags": '["a"]', "codes": "[1, 2]"},
        {"number": 7, "weight": 1, "silent": False, "tags": ["a"], "codes": [1, 2]},
        {"chat_id": "@kantor", "note": "longer before its markup is read"},
        {"picture": "BQAC"},
        {"picture": FILE},
        {"picture": "attach://first", "first": FILE},
        {"parts": '[{"type": "round", "media": "attach://f0"}, {"type": "square", "side": 2}]', "f0": FILE},
        {"keys": '{"rows": [[{"text": "Ya", "data": "s:1", "colour": "blue"}], []]}'},
        {"keys": {"ask": True}},
        {"shape": '{"type": "square", "side": 1.5}'},
    ],
)
def test_what_is_right_passes(more):
    assert OURS.objections("sendCard", GOOD | more) == []


@pytest.mark.parametrize(
    ("more", "objections"),
    [
        ({"colour": "red"}, ["sendCard.colour: no such parameter"]),
        ({"stray": FILE}, ["sendCard.stray: no such parameter"]),
        ({"number": "seven"}, ["sendCard.number: 'seven' is no Integer"]),
        ({"number": True}, ["sendCard.number: True is no Integer"]),
        ({"number": 0}, ["sendCard.number: 0 is not 1-100"]),
        ({"number": None}, ["sendCard.number: None is no Integer"]),
        ({"weight": "heavy"}, ["sendCard.weight: 'heavy' is no Float"]),
        ({"silent": "1"}, ["sendCard.silent: '1' is no Boolean"]),
        ({"title": ""}, ["sendCard.title: 0 characters are not 1-5"]),
        ({"title": FILE}, ["sendCard.title: {'upload': 'a.pdf', 'size': 3} is no String"]),
        ({"picture": 5}, ["sendCard.picture: 5 is no InputFile or String"]),
        ({"picture": "attach://first"}, ["sendCard: attach://first came with no file"]),
        ({"tags": "a"}, ["sendCard.tags: 'a' is no Array of String"]),
        ({"tags": "[1]"}, ["sendCard.tags[0]: 1 is no String"]),
        ({"tags": ["a", "b", "c"]}, ["sendCard.tags: 3 is not 1-2"]),
        ({"codes": [1, 2, 3, 4]}, ["sendCard.codes: 4 are more than 3"]),
        ({"codes": [1, "2"]}, ["sendCard.codes[1]: '2' is no Integer"]),
        ({"keys": '{"rows": [[]'}, ["sendCard.keys: '{\"rows\": [[]' is no KeyRows or Asking"]),
        ({"keys": {"rows": [[{"data": "x"}]]}}, ["sendCard.keys.rows[0][0].text: missing"]),
        ({"keys": {"rows": [{"text": "Ya"}]}}, ["sendCard.keys.rows[0]: {'text': 'Ya'} is no Array of Key"]),
        (
            {"keys": {"rows": [[{"text": "Ya", "data": "12345", "colour": "pink", "size": 1}]]}},
            [
                "sendCard.keys.rows[0][0].size: no such field",
                "sendCard.keys.rows[0][0].colour: 'pink' is none of ['red', 'blue']",
                "sendCard.keys.rows[0][0].data: 5 bytes are not 1-4",
                "sendCard.keys.rows[0][0]: exactly one of its fields must be used, not ['data', 'size']",
            ],
        ),
        (
            {"keys": {"rows": [[{"text": "Ya"}]]}},
            ["sendCard.keys.rows[0][0]: exactly one of its fields must be used, not []"],
        ),
        ({"shape": {"type": "round", "side": 1}}, ["sendCard.shape.type: 'round' is not 'square'"]),
        ({"shape": {"type": "square", "side": "1"}}, ["sendCard.shape.side: '1' is no Float"]),
    ],
)
def test_what_is_wrong_is_named_with_its_place(more, objections):
    assert OURS.objections("sendCard", GOOD | more) == objections


def test_what_is_missing_is_named():
    assert OURS.objections("sendCard", {"title": "Halo"}) == ["sendCard.chat_id: missing"]


def test_one_of_two_is_enough_where_either_is_required():
    neither = OURS.objections("changeCard", {})

    assert neither == ["changeCard.card_id: missing, as is inline_id", "changeCard.inline_id: missing, as is card_id"]
    assert OURS.objections("changeCard", {"card_id": 5}) == []


def test_a_method_that_there_is_not():
    assert OURS.objections("sendCards", {}) == ["sendCards: no such method"]


def test_an_answer_is_judged_to_its_end():
    right = [{"id": 1, "shape": {"type": "square", "side": 2}}]

    assert OURS.returned("sendCard", right) == []
    assert OURS.returned("sendCard", [{"id": "1", "shape": {"type": "square"}}]) == [
        "sendCard[0].id: '1' is no Integer",
        "sendCard[0].shape.side: missing",
    ]
    assert OURS.returned("changeCard", True) == []
    assert OURS.misfits("Card", {"id": 1, "colour": "red"}) == ["Card.colour: no such field"]


class TestTheRealDescription:
    """The same three ways to break a request, held against Telegram's own methods."""

    GOOD = {"chat_id": "5000001", "text": "Selamat pagi"}

    @pytest.fixture
    def telegrams(self):
        found = description()
        if found is None:
            pytest.skip(ABSENT)
        return found

    def test_a_good_request_passes(self, telegrams):
        assert telegrams.objections("sendMessage", self.GOOD) == []

    @pytest.mark.parametrize(
        ("request_made", "objection"),
        [
            ({"chat_id": "5000001"}, "sendMessage.text: missing"),
            ({"chat_id": 1, "text": "a", "txt": "x"}, "sendMessage.txt: no such parameter"),
            ({"chat_id": 1, "text": "a", "message_thread_id": "x"}, "sendMessage.message_thread_id: 'x' is no Integer"),
        ],
    )
    def test_a_broken_one_does_not(self, telegrams, request_made, objection):
        assert objection in telegrams.objections("sendMessage", request_made)
