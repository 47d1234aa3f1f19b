"""The ordered table of handlers: every command of the house has one, and each update goes where it belongs."""

import inspect
import pkgutil

import pytest
from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, TypeHandler

import handlers
from handlers import (
    absence,
    acting,
    admin,
    answering,
    archive,
    callbacks,
    confirming,
    deciding,
    drafting,
    editable,
    errors,
    fallback,
    gate,
    lists,
    officials,
    personal,
    reassigning,
    recap,
    rescuing,
    scans,
    start,
    succeeding,
    unaddressed,
    working_days,
    written,
)
from handlers.asked import TAKEN_BY
from handlers.callbacks import Tap, Verb, encode
from sop.roles import Role
from sop.steps import Action

COMMANDS = {
    "start": start.on_start,
    "baru": drafting.on_new,
    "tugas": lists.on_tasks,
    "daftar": lists.on_open_list,
    "status": lists.on_status,
    "riwayat": lists.on_history,
    "arsip": archive.on_archive,
    "rekap": recap.on_recap,
    "sop": lists.on_sop,
    "berhalangan": absence.on_absence,
    "alihkan": reassigning.on_reassign,
    "dataku": personal.on_my_data,
    "bantuan": lists.on_help,
    "penanganan": rescuing.on_rescue,
    "undang": admin.on_invite,
    "pejabat": admin.on_people,
    "kalender": working_days.on_calendar,
    "kesehatan": admin.on_health,
}
"""The commands that people know and tests from outside rely on."""
TAPS = {
    Verb.DO: acting.on_do,
    Verb.ASK: acting.on_ask,
    Verb.CONFIRM: deciding.on_confirm,
    Verb.CARD: deciding.on_card,
    Verb.WRITTEN: written.on_written,
    Verb.VERDICT: written.on_verdict,
    Verb.SCAN: scans.on_scan,
    Verb.SIGNED: scans.on_signed,
    Verb.DEFAULT_TEXT: editable.on_default_text,
    Verb.LAST_TEXT: editable.on_last_text,
    Verb.NOTA_DINAS: editable.on_nota_dinas,
    Verb.SHOW: lists.on_show_tap,
    Verb.HISTORY: lists.on_history_tap,
    Verb.DRAFT: lists.on_draft_tap,
    Verb.CHECKLIST: drafting.on_checklist,
    Verb.PAPERS: archive.on_papers_tap,
    Verb.BUNDLE_PDF: archive.on_bundle_tap,
    Verb.BUNDLE_ZIP: archive.on_bundle_tap,
    Verb.REGISTER: archive.on_register_tap,
    Verb.PUT_ASIDE: answering.on_put_aside,
    Verb.CHOOSE: answering.on_choose,
    Verb.WHICH: answering.on_which,
    Verb.MONTH: working_days.on_month,
    Verb.CHANGE_DAYS: working_days.on_change,
    Verb.STAND_IN: absence.on_stand_in,
    Verb.BACK: absence.on_back,
    Verb.OFFICIAL: officials.on_official,
    Verb.CHANGE_OFFICIAL: officials.on_change,
    Verb.CONFIRM_ACCOUNT: officials.on_confirm,
    Verb.OFFICIAL_HISTORY: officials.on_history,
    Verb.KNOW: confirming.on_know,
    Verb.DISOWN: confirming.on_disown,
    Verb.DISOWN_SURELY: confirming.on_disown_surely,
    Verb.WHO: confirming.on_who,
    Verb.REASSIGN: reassigning.on_maklumat,
    Verb.REASSIGN_TO: reassigning.on_person,
    Verb.RESCUE: rescuing.on_maklumat,
    Verb.RESCUE_BY: rescuing.on_remedy,
    Verb.STEP_BACK: rescuing.on_remedy,
    Verb.RESEND: rescuing.on_remedy,
    Verb.SUCCEED: succeeding.on_succeed,
    Verb.UNDERSTOOD: start.on_understood,
}
HELPERS = {
    "asked",
    "asking_who",
    "attachments",
    "callbacks",
    "context",
    "finals",
    "inspection",
    "leaving",
    "letters",
    "meaning",
    "replied",
    "screens",
    "taking",
    "unaddressed",
    "weighing",
    "when",
}
"""What handlers lean on; nothing in there takes an update."""
USER = {"id": 7, "is_bot": False, "first_name": "Wahyu"}
CHAT = {"id": 7, "type": "private", "first_name": "Wahyu"}


def said(text: str, kind: str = "message") -> dict[str, object]:
    words = text.split()
    entities = [{"type": "bot_command", "offset": 0, "length": len(words[0])}] if text.startswith("/") else []
    edited = {"edit_date": 1_800_000_001} if kind.startswith("edited") else {}
    body = {"message_id": 1, "date": 1_800_000_000, "chat": CHAT, "from": USER, "text": text, "entities": entities}
    return {"update_id": 1, kind: body | edited}


def tapped(data: str) -> dict[str, object]:
    return {"update_id": 1, "callback_query": {"id": "1", "from": USER, "chat_instance": "1", "data": data}}


@pytest.fixture
def taker(application):
    """Which callback takes an update, as python-telegram-bot finds it; the gate is asked before."""

    def find(body: dict[str, object]) -> object:
        update = Update.de_json(body, application.bot)
        for handler in application.handlers[0]:
            check = handler.check_update(update)
            if check is not None and check is not False:
                return handler.callback
        return None

    return find


@pytest.mark.parametrize(("command", "callback"), COMMANDS.items())
def test_every_command_has_its_handler(taker, command, callback):
    assert taker(said(f"/{command}")) is callback
    assert taker(said(f"/{command} MKL-2027-001")) is callback
    assert taker(said(f"/{command.upper()}")) is callback
    assert taker(said(f"/{command}@maklumat_bot")) is callback


def test_no_other_command_has_one(application):
    registered = [handler.commands for handler in application.handlers[0] if isinstance(handler, CommandHandler)]

    assert {name for names in registered for name in names} == set(COMMANDS)
    assert len(registered) == len(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", ["edited_message", "channel_post", "edited_channel_post"])
def test_an_edited_command_is_not_carried_out_again(taker, command, kind):
    # PTB's own default would take it: an edited '/baru' would open a second maklumat.
    assert taker(said(f"/{command} Maklumat 2027", kind)) is None


def test_an_unknown_command_has_an_answer(taker):
    assert taker(said("/setuju")) is fallback.on_unknown_command
    assert taker(said("/baru@other_bot Maklumat")) is fallback.on_unknown_command


def test_words_and_files_are_answers(taker):
    photo = {"photo": [{"file_id": "p", "file_unique_id": "u", "width": 1, "height": 1}]}
    body = {"message_id": 1, "date": 1_800_000_000, "chat": CHAT, "from": USER}

    assert taker(said("setuju")) is answering.on_message
    assert taker({"update_id": 1, "message": body | photo}) is answering.on_message
    assert taker({"update_id": 1, "message": body | photo | {"caption": "/baru"}}) is not drafting.on_new


@pytest.mark.parametrize(("verb", "callback"), TAPS.items())
def test_every_verb_has_its_handler(taker, verb, callback):
    about_one = Tap(verb=verb, action=Action.APPROVE, role=Role.KOMISIONER, prompt="3")

    assert taker(tapped(encode(about_one))) is callback
    assert taker(tapped(encode(Tap(verb=verb)))) is callback


def test_no_verb_is_forgotten():
    assert set(TAPS) == set(Verb)


@pytest.mark.parametrize("data", ["zz.1.2", "dox.1", "DO.pf.1.1.1.p", "x", "approve:12"])
def test_foreign_data_has_an_answer_too(taker, data):
    assert taker(tapped(data)) is fallback.on_unknown_tap


def test_the_gate_stands_before_everything(application):
    (first,) = application.handlers[-1]

    assert isinstance(first, TypeHandler)
    assert first.callback is gate.on_any
    assert min(application.handlers) == -1
    assert set(application.handlers) == {-1, 0}


def test_errors_have_one_place(application):
    assert list(application.error_handlers) == [errors.on_error]


def test_every_module_of_handlers_is_registered(application):
    registered = {
        inspect.getmodule(handler.callback).__name__ for group in application.handlers.values() for handler in group
    } | {inspect.getmodule(callback).__name__ for callback in application.error_handlers}
    modules = {f"handlers.{module.name}" for module in pkgutil.iter_modules(handlers.__path__)}

    assert modules - registered == {f"handlers.{name}" for name in HELPERS}


def test_every_handler_is_reached_and_waits_for_its_end(application):
    own = [handler for handler in application.handlers[0] if handler.callback.__module__.startswith("handlers.")]

    assert own == application.handlers[0]
    # block=False would let an error escape from the worker that counts attempts.
    assert all(handler.block for group in application.handlers.values() for handler in group)
    assert all(isinstance(handler, CommandHandler | CallbackQueryHandler | MessageHandler) for handler in own)


def test_registering_calls_nobody(recorded, application):
    assert recorded.methods == ["getMe"]
    assert callbacks.LIMIT == 60


def test_no_modules_own_question_is_taken_for_an_act_of_the_table():
    assert set(TAKEN_BY).isdisjoint(Action)
    assert set(TAKEN_BY).isdisjoint(unaddressed.BY_REPLY_ALONE)
