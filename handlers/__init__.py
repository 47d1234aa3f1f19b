"""What comes in: one module for each thing an official is doing. Handlers translate; they decide and speak nothing.

`register` is the ordered table of them all.
"""

from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from handlers import (
    absence,
    acting,
    admin,
    answering,
    archive,
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
    working_days,
    written,
)

FRESH = filters.UpdateType.MESSAGE
"""New messages only: an edited '/baru' must not open a second maklumat."""


def register(application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
    """Put every handler in its place; the first that fits takes the update."""
    application.add_handler(TypeHandler(Update, gate.on_any), group=-1)
    for handler in (
        CommandHandler("start", start.on_start, FRESH),
        CommandHandler("baru", drafting.on_new, FRESH),
        CommandHandler("tugas", lists.on_tasks, FRESH),
        CommandHandler("daftar", lists.on_open_list, FRESH),
        CommandHandler("status", lists.on_status, FRESH),
        CommandHandler("riwayat", lists.on_history, FRESH),
        CommandHandler("arsip", archive.on_archive, FRESH),
        CommandHandler("rekap", recap.on_recap, FRESH),
        CommandHandler("sop", lists.on_sop, FRESH),
        CommandHandler("dataku", personal.on_my_data, FRESH),
        CommandHandler("bantuan", lists.on_help, FRESH),
        CommandHandler("berhalangan", absence.on_absence, FRESH),
        CommandHandler("alihkan", reassigning.on_reassign, FRESH),
        CommandHandler("penanganan", rescuing.on_rescue, FRESH),
        CommandHandler("undang", admin.on_invite, FRESH),
        CommandHandler("pejabat", admin.on_people, FRESH),
        CommandHandler("kalender", working_days.on_calendar, FRESH),
        CommandHandler("kesehatan", admin.on_health, FRESH),
        CallbackQueryHandler(start.on_understood, start.PATTERN_UNDERSTOOD),
        CallbackQueryHandler(acting.on_do, acting.PATTERN_DO),
        CallbackQueryHandler(acting.on_ask, acting.PATTERN_ASK),
        CallbackQueryHandler(deciding.on_confirm, deciding.PATTERN_CONFIRM),
        CallbackQueryHandler(deciding.on_card, deciding.PATTERN_CARD),
        CallbackQueryHandler(answering.on_put_aside, answering.PATTERN_PUT_ASIDE),
        CallbackQueryHandler(answering.on_choose, answering.PATTERN_CHOOSE),
        CallbackQueryHandler(answering.on_which, answering.PATTERN_WHICH),
        CallbackQueryHandler(drafting.on_checklist, drafting.PATTERN_CHECKLIST),
        CallbackQueryHandler(working_days.on_month, working_days.PATTERN_MONTH),
        CallbackQueryHandler(working_days.on_change, working_days.PATTERN_CHANGE),
        CallbackQueryHandler(absence.on_stand_in, absence.PATTERN_STAND_IN),
        CallbackQueryHandler(absence.on_back, absence.PATTERN_BACK),
        CallbackQueryHandler(written.on_written, written.PATTERN_WRITTEN),
        CallbackQueryHandler(written.on_verdict, written.PATTERN_VERDICT),
        CallbackQueryHandler(scans.on_scan, scans.PATTERN_SCAN),
        CallbackQueryHandler(scans.on_signed, scans.PATTERN_SIGNED),
        CallbackQueryHandler(editable.on_default_text, editable.PATTERN_DEFAULT_TEXT),
        CallbackQueryHandler(editable.on_last_text, editable.PATTERN_LAST_TEXT),
        CallbackQueryHandler(editable.on_nota_dinas, editable.PATTERN_NOTA_DINAS),
        CallbackQueryHandler(succeeding.on_succeed, succeeding.PATTERN_SUCCEED),
        CallbackQueryHandler(officials.on_official, officials.PATTERN_OFFICIAL),
        CallbackQueryHandler(officials.on_change, officials.PATTERN_CHANGE),
        CallbackQueryHandler(officials.on_confirm, officials.PATTERN_CONFIRM),
        CallbackQueryHandler(officials.on_history, officials.PATTERN_HISTORY),
        CallbackQueryHandler(confirming.on_know, confirming.PATTERN_KNOW),
        CallbackQueryHandler(confirming.on_disown, confirming.PATTERN_DISOWN),
        CallbackQueryHandler(confirming.on_disown_surely, confirming.PATTERN_DISOWN_SURELY),
        CallbackQueryHandler(confirming.on_who, confirming.PATTERN_WHO),
        CallbackQueryHandler(reassigning.on_maklumat, reassigning.PATTERN_MAKLUMAT),
        CallbackQueryHandler(reassigning.on_person, reassigning.PATTERN_PERSON),
        CallbackQueryHandler(rescuing.on_maklumat, rescuing.PATTERN_MAKLUMAT),
        CallbackQueryHandler(rescuing.on_remedy, rescuing.PATTERN_REMEDY),
        CallbackQueryHandler(lists.on_show_tap, lists.PATTERN_SHOW),
        CallbackQueryHandler(lists.on_history_tap, lists.PATTERN_HISTORY),
        CallbackQueryHandler(lists.on_draft_tap, lists.PATTERN_DRAFT),
        CallbackQueryHandler(archive.on_papers_tap, archive.PATTERN_PAPERS),
        CallbackQueryHandler(archive.on_bundle_tap, archive.PATTERN_BUNDLE),
        CallbackQueryHandler(archive.on_register_tap, archive.PATTERN_REGISTER),
        CallbackQueryHandler(fallback.on_unknown_tap),
        MessageHandler(FRESH & filters.COMMAND, fallback.on_unknown_command),
        MessageHandler(FRESH, answering.on_message),
    ):
        application.add_handler(handler)
    application.add_error_handler(errors.on_error)
