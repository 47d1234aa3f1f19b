"""Each guard is taken away in a copy of this house, and the tests must go red: `python -m tests.reliability.guards`.

A test that cannot fail proves nothing. For each guard the smallest selection of tests that holds it is named; in an
untouched copy all of them are green. Nothing is changed in the work tree.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.reliability.figures import Figures, Place

PROMISE = "Each guard that is taken away is missed: the tests that are named for it go red, and are green with it"
KINDS = ("both",)
SHORT = LONG = None
"""All of them, or it says nothing."""

ROOT = Path(__file__).parents[2]
SECONDS = 300


@dataclass(frozen=True)
class Guard:
    """What stands in `file`, what it is broken into, and which tests must notice."""

    name: str
    file: str
    stands: str
    broken: str
    tests: tuple[str, ...]


GUARDS = (
    Guard(
        "revision check",
        "storage/shelf.py",
        ".where(t.maklumat.c.id == maklumat.id, t.maklumat.c.revision == revision)",
        ".where(t.maklumat.c.id == maklumat.id)",
        ("tests/storage/test_desk.py -k older_revision",),
    ),
    Guard(
        "a reassigned step is one person's",
        "sop/guards.py",
        "if attempt.actor != given.to:",
        "if False:",
        ("tests/sop/test_reassigning.py::TestWhoPerformsItFromThenOn",),
    ),
    Guard(
        "a right to reassign",
        "sop/reassigning.py",
        "    may_reassign(actor, roster)\n    role",
        "    role",
        ("tests/sop/test_reassigning.py::TestWhoMayReassign",),
    ),
    Guard(
        "steps that are never reassigned",
        "sop/reassigning.py",
        "    reassignable(m)\n    if m.hold",
        "    if m.hold",
        ("tests/sop/test_reassigning.py::TestWhichSteps",),
    ),
    Guard(
        "a right to rescue",
        "sop/rescuing.py",
        "    may_rescue(actor, office.roster)\n    if wish.visit",
        "    if wish.visit",
        ("tests/sop/test_rescuing.py::TestWhoAndWhere",),
    ),
    Guard(
        "an admin never leads on",
        "sop/rescuing.py",
        "if wish.step is None or wish.step not in WAYS_BACK.get(m.step, ()):",
        "if wish.step is None:",
        ("tests/sop/test_rescuing.py -k to_every_earlier",),
    ),
    Guard(
        "whose approval it carries hears of another text",
        "sop/telling.py",
        "    people = (*vouching(scene.after, scene.office), *scene.drafters)\n",
        "    people = scene.drafters\n",
        ("tests/sop/test_telling.py::TestAFinalTextThatIsNotTheApprovedOne",),
    ),
    Guard(
        "returned by an admin, an approval is void",
        "sop/folding.py",
        "    if event.to <= Step.DECISION:\n",
        "    if False:\n",
        ("tests/sop/test_rescuing.py -k are_void",),
    ),
    Guard(
        "update key",
        "storage/inbox.py",
        "        if body in known:\n            continue\n",
        "",
        ("tests/storage/test_inbox.py::TestKeeping",),
    ),
    Guard(
        "BEGIN IMMEDIATE",
        "storage/engine.py",
        'begin="BEGIN IMMEDIATE"',
        'begin="BEGIN"',
        ("tests/storage/test_engine.py -k never_find_it_locked",),
    ),
    Guard(
        "a writer on SQLite asks again for its turn",
        "storage/engine.py",
        "kind_of(refused) is not Failing.LOCKED or time.monotonic() > until:",
        "kind_of(refused) is not Failing.LOCKED or True:",
        ("tests/storage/test_engine.py -k second_writer_waits",),
    ),
    Guard(
        "write lock",
        "storage/engine.py",
        'connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")',
        "pass",
        ("tests/storage/test_engine.py -k second_writer_waits",),
    ),
    Guard(
        "order within a chat",
        "storage/inbox.py",
        "sa.func.min(t.inbox.c.seq)",
        "sa.func.max(t.inbox.c.seq)",
        ("tests/storage/test_inbox.py::TestLanes",),
    ),
    Guard(
        "claim of a chat",
        "bot/worker.py",
        "if await self.claims.take(_lane(head.chat_id)):",
        "if True:",
        ("tests/bot/test_several_workers.py -k by_one_of_them",),
    ),
    Guard(
        "claim let go of when a look fails",
        "bot/worker.py",
        "                if head.chat_id not in still:\n                    await",
        "                if still and head.chat_id not in still:\n                    await",
        ("tests/bot/test_several_workers.py -k fails_after_the_claim",),
    ),
    Guard(
        "claims of others",
        "storage/claims.py",
        'return bool(connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (_key(name),)).scalar_one())',
        "return True",
        ("tests/storage/test_claims.py::TestBetweenProcesses",),
    ),
    Guard(
        "who starts is seen by a restore",
        "bot/app.py",
        "    claims.appear()\n",
        "",
        ("tests/bot/test_marks.py -k waits_for_telegram",),
    ),
    Guard(
        "chain: the hash before",
        "storage/journal.py",
        "if row.previous != previous:",
        "if False:",
        ("tests/storage/test_journal.py",),
    ),
    Guard(
        "chain: the entry's own hash",
        "storage/journal.py",
        "return None if row.hash == _hash(previous, *told) else NOT_ITSELF",
        "return None",
        ("tests/storage/test_journal.py",),
    ),
    Guard(
        "chain: the entry's number",
        "storage/journal.py",
        "    if row.seq != number:\n        return NOT_NUMBERED\n",
        "",
        ("tests/storage/test_journal.py",),
    ),
    Guard(
        "an altered file is handed to nobody",
        "storage/files.py",
        "    if not are_of(data, sha256):\n        raise FileAltered(sha256)\n",
        "",
        ("tests/bot/test_courier.py -k goes_to_nobody_and_who_asked_hears_so",),
    ),
    Guard(
        "append-only on SQLite",
        "storage/migrations/versions/0001_the_first_schema.py",
        'for verb in ("UPDATE", "DELETE")',
        'for verb in ("UPDATE",)',
        ("tests/storage/test_journal.py -k refuses_to_change",),
    ),
    Guard(
        "a card tells of its own version's parafs",
        "handlers/screens/headlines.py",
        "if paraf.version == event.version and paraf.at <= event.at}",
        "if paraf.version == m.version}",
        ("tests/handlers/screens/test_cards.py -k tells_nothing_of_the_parafs_on_the_next_one",),
    ),
    Guard(
        "a tap tells what it has become",
        "handlers/taking.py",
        "    if any(isinstance(event, CorrectionJoined) for event in outcome.events):",
        "    if False:",
        ("tests/stories/test_returning.py -k noted_after_the_draft_was_returned",),
    ),
    Guard(
        "on SQLite no entry takes the place of another",
        "storage/migrations/versions/0012_no_entry_takes_anothers_place.py",
        'if op.get_bind().dialect.name == "sqlite":\n        op.execute(\n            "CREATE',
        'if op.get_bind().dialect.name == "none":\n        op.execute(\n            "CREATE',
        ("tests/storage/test_journal.py -k takes_the_place",),
    ),
    Guard(
        "verify sees that the triggers are gone",
        "bot/commands/verify.py",
        "if not database.read_now(journal.is_guarded):",
        "if False:",
        ("tests/bot/test_record_commands.py -k let_the_journal_be_changed",),
    ),
    Guard(
        "append-only on PostgreSQL",
        "storage/migrations/versions/0001_the_first_schema.py",
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON journal",
        "BEFORE UPDATE OR TRUNCATE ON journal",
        ("tests/storage/test_journal.py -k refuses_to_change",),
    ),
    Guard(
        "a cause counts once: the inbox",
        "storage/inbox.py",
        'first = sa.update(t.inbox).where(t.inbox.c.seq == seqs[0], t.inbox.c.state == "new")',
        "first = sa.update(t.inbox).where(t.inbox.c.seq == seqs[0])",
        ("tests/storage/test_inbox.py::TestFinishing",),
    ),
    Guard(
        "a cause counts once: the journal",
        "storage/counter.py",
        'if "cause" in str(refused.orig):',
        "if False:",
        ("tests/storage/test_desk.py -k where_the_inbox_forgot",),
    ),
    Guard(
        "a rung is used once",
        "sop/deadlines.py",
        "return (rung for rung in rungs if rung.name not in maklumat.visit.rungs)",
        "return iter(rungs)",
        ("tests/sop/test_deadlines.py -k that_has_fired",),
    ),
    Guard(
        "only an admin changes the calendar",
        "storage/registry.py",
        "            if actor not in people.roster.admins:\n                raise AdminOnly\n",
        "",
        ("tests/storage/test_recalendar.py -k nobody_but_an_admin",),
    ),
    Guard(
        "nobody makes himself anything",
        "storage/officials.py",
        "    if actor == wish.person and wish.change in _NEVER_ONESELF:\n        raise NotToYourself\n",
        "",
        ("tests/storage/test_officials.py -k does_not_decide_over_himself",),
    ),
    Guard(
        "one more who decides has a letter",
        "storage/invites.py",
        "    if has_komisioner(db, now, but_for=name) and not (basis and scan is not None):\n",
        "    if False:\n",
        ("tests/storage/test_officials.py -k letter",),
    ),
    Guard(
        "whose access is closed holds nothing",
        "storage/people.py",
        "closed=closed, unconfirmed=unconfirmed)",
        "unconfirmed=unconfirmed)",
        ("tests/storage/test_officials.py -k nothing_is_taken",),
    ),
    Guard(
        "one more who decides is confirmed",
        "storage/invites.py",
        "confirmed = role is not Role.KOMISIONER or not unconfirmed",
        "confirmed = True",
        ("tests/storage/test_confirming.py::TestOneMoreWhoDecides",),
    ),
    Guard(
        "a member is confirmed",
        "storage/invites.py",
        'gained["to_be_member" if unconfirmed else "is_member"] = True',
        'gained["is_member"] = True',
        ("tests/storage/test_confirming.py::TestAMember",),
    ),
    Guard(
        "the first Komisioner is the first",
        "storage/invites.py",
        "        raise InviteUnusable\n    return True",
        "        return True\n    return True",
        ("tests/storage/test_confirming.py::TestOneMoreWhoDecides",),
    ),
    Guard(
        "who is no member stands in for no Komisioner",
        "storage/people.py",
        "return absence if fits else replace(absence, stand_in=None)",
        "return absence",
        ("tests/storage/test_confirming.py::TestAMember",),
    ),
    Guard(
        "a second person is known",
        "sop/guards.py",
        "if a.actor in a.office.roster.unconfirmed:",
        "if False:",
        ("tests/sop/test_written_decisions.py -k no_komisioner",),
    ),
    Guard(
        "a second admin is known",
        "storage/officials.py",
        "return admin.is_confirmed and not admin.admin_unconfirmed",
        "return True",
        ("tests/storage/test_confirming.py::TestASecondPerson",),
    ),
    Guard(
        "only a Komisioner in office confirms",
        "storage/officials.py",
        "if actor not in people.roster.komisioner_in_office():",
        "if False:",
        ("tests/storage/test_confirming.py::TestWhoSays",),
    ),
    Guard(
        "another account takes two admins",
        "storage/officials.py",
        "        if asker == case.actor:\n",
        "        if False:\n",
        ("tests/storage/test_officials.py -k takes_two_admins",),
    ),
    Guard(
        "the last admin cannot leave",
        "storage/officials.py",
        "        raise LastAdmin\n",
        "        return\n",
        ("tests/storage/test_officials.py -k last_one_cannot_leave",),
    ),
    Guard(
        "still needed?",
        "bot/parcels.py",
        "        if not _still_needed(parcel.event, view):\n            return None\n",
        "",
        ("tests/bot/test_courier.py -k no_longer_needed",),
    ),
    Guard(
        "marked as leaving by one process",
        "storage/lanes.py",
        '.where(t.outbox.c.id == parcel, t.outbox.c.state == "queued")\n        .values(state="sending"',
        '.where(t.outbox.c.id == parcel)\n        .values(state="sending"',
        ("tests/bot/test_courier.py -k took_up_meanwhile",),
    ),
    Guard(
        "an admin who waits for a word is not the second",
        "storage/officials.py",
        "if not any(_is_known_admin(one) or not _is_known_admin(case.official) for one in others):",
        "if not others:",
        ("tests/storage/test_officials.py -k no_komisioner_has_confirmed",),
    ),
    Guard(
        "who left and comes back is asked about anew",
        "storage/officials.py",
        "to_be_member=False, admin_unconfirmed=False, confirmed_at=None)",
        "to_be_member=False, admin_unconfirmed=False)",
        ("tests/storage/test_officials.py -k asked_about_anew",),
    ),
    Guard(
        "a redrawing that fails holds up nothing",
        "storage/lanes.py",
        "and not _is_passed(row) for row",
        "for row",
        ("tests/bot/test_courier.py -k holds_up_nothing",),
    ),
    Guard(
        "who waits for its turn does not hold up the end",
        "bot/courier.py",
        "waiting.cancel()",
        "pass",
        ("tests/bot/test_courier.py -k ordered_pause_does_not_hold_up_the_end",),
    ),
    Guard(
        "a block that was taken back meanwhile gives nobody up",
        "bot/courier.py",
        "if inbox.came_since(db, parcel.chat_id, heard_up_to):",
        "if False:",
        ("tests/bot/test_courier.py -k block_that_is_taken_back",),
    ),
    Guard(
        "a clock that was set back loses nothing that was given up",
        "storage/people.py",
        "sa.or_(since.is_(None), since > now)",
        "since.is_(None)",
        ("tests/storage/test_reach.py -k set_back",),
    ),
    Guard(
        "cards that a closing took away come back with the access",
        "storage/handing.py",
        "            if is_under_way(maklumat):\n",
        "            if not is_under_way(maklumat):\n",
        ("tests/storage/test_officials.py -k cards_that_wait_for_somebody_else",),
    ),
    Guard(
        "an answer of before does not reach an account that was left",
        "storage/closing.py",
        "p.telegram_id == o.chat_id, p.closed_at",
        "p.closed_at",
        ("tests/storage/test_outbox.py -k answer_that_was_on_its_way",),
    ),
    Guard(
        "presence before another try",
        "bot/courier.py",
        "if parcel.attempts and not await self.presence.is_there():",
        "if False:",
        ("tests/bot/test_courier.py -k outage_of_hours",),
    ),
    Guard(
        "at most three copies",
        "storage/lanes.py",
        "MOST_COPIES = 3",
        "MOST_COPIES = 5",
        ("tests/bot/test_courier.py -k three_copies_at_most",),
    ),
    Guard(
        "authority: the role is held",
        "sop/guards.py",
        "    if role in roster.roles_of(actor):\n        return\n",
        "    return\n",
        ("tests/sop/test_decide.py::TestWhoHasNoMandate",),
    ),
    Guard(
        "absence: who may say so",
        "storage/absences.py",
        " and actor not in people.roster.admins:\n",
        " and False:\n",
        ("tests/storage/test_absences.py::TestWhoMaySaySo",),
    ),
    Guard(
        "absence: the scan where Komisioner decide",
        "storage/absences.py",
        "    if Role.KOMISIONER in roles and asked.scan is None:\n",
        "    if False:\n",
        ("tests/storage/test_absences.py::TestWhoMaySaySo",),
    ),
    Guard(
        "absence: who stands in for a Komisioner is a member",
        "storage/absences.py",
        "        if not official.is_member:\n",
        "        if False:\n",
        ("tests/storage/test_absences.py::TestWhoMayStandIn",),
    ),
    Guard(
        "absence: no step without a holder",
        "sop/roles.py",
        "and _somebody_else(able, absent, a))",
        ")",
        ("tests/sop/test_roles.py",),
    ),
    Guard(
        "on paper: who had a part neither records nor confirms",
        "sop/guards.py",
        "    if a.actor in a.maklumat.had_part_in(a.maklumat.version):\n",
        "    if False:\n",
        ("tests/sop/test_written_decisions.py -k drafted_it",),
    ),
    Guard(
        "on paper: a second person confirms",
        "sop/guards.py",
        "    if a.actor == _record(a).by:\n",
        "    if False:\n",
        ("tests/sop/test_written_decisions.py -k whoever_recorded_it",),
    ),
    Guard(
        "on paper: not without the scan",
        "sop/deeds.py",
        "    if deed.act.item.scan is None:\n        raise errors.ScanRequired\n",
        "",
        ("tests/sop/test_written_decisions.py -k scan_is_compulsory",),
    ),
    Guard(
        "on paper: an objection is a Komisioner's to lift",
        "sop/guards.py",
        "    if held is not None and held.objection:\n",
        "    if False:\n",
        ("tests/sop/test_written_decisions.py -k nobody_below_lifts",),
    ),
    Guard(
        "authority: the step is this role's",
        "sop/guards.py",
        "    if attempt.role not in by:\n",
        "    if False:\n",
        ("tests/sop/test_decide.py -k nobody_but_a_komisioner",),
    ),
    Guard(
        "authority is asked inside the transaction",
        "storage/desk.py",
        "decision, before = decide(current, command, actor, now, office), current.revision",
        "office = getattr(self, '_first', office)\n            self._first = office\n"
        "            decision, before = decide(current, command, actor, now, office), current.revision",
        ("tests/storage/test_desk.py -k ended_between_button_and_tap",),
    ),
    Guard(
        "a restore draws a mark",
        "storage/restore.py",
        '    notes.write(db, notes.BUTTONS, "".join(secrets.choice(MARKS) for _ in range(3)))\n',
        "",
        ("tests/stories/test_restoring.py -k buttons_that_count", "tests/storage/test_backup.py -k draws_a_mark"),
    ),
    Guard(
        "a machine that slept was not heard meanwhile",
        "bot/app.py",
        "parts.desk, elapsed, parts.alarm, parts",
        "parts.desk, time.monotonic, parts.alarm, parts",
        ("tests/bot/test_polls.py -k slept",),
    ),
    Guard(
        "a maklumat that cannot be read stops no other",
        "storage/shelf.py",
        "        except UNREADABLE:\n            incidents",
        "        except ZeroDivisionError:\n            incidents",
        ("tests/storage/test_unreadable.py",),
    ),
    Guard(
        "a message that cannot be read stops no other",
        "storage/lanes.py",
        "    except UNREADABLE as trouble:\n        # Damaged",
        "    except ZeroDivisionError as trouble:\n        # Damaged",
        ("tests/bot/test_unreadable_rows.py -k TestInTheOutbox and told",),
    ),
    Guard(
        "the server lets go of a machine that is gone without a word",
        "storage/engine.py",
        "-c tcp_keepalives_idle=10 ",
        "",
        ("tests/storage/test_engine.py -k lets_go",),
    ),
    Guard(
        "a maklumat whose rows contradict each other stops no other",
        "storage/shelf.py",
        "    except (StaleRevision, IntegrityError):\n        incidents",
        "    except ZeroDivisionError:\n        incidents",
        ("tests/storage/test_unreadable.py -k contradict",),
    ),
    Guard(
        "an entry of the journal that cannot be read hides no maklumat",
        "storage/journal.py",
        "    except UNREADABLE:\n        return None",
        "    except ZeroDivisionError:\n        return None",
        ("tests/bot/test_unreadable_rows.py -k TestOfTheJournal",),
    ),
    Guard(
        "a note that names no card keeps no card back",
        "storage/cautions.py",
        " if _is_row(value))",
        ")",
        ("tests/storage/test_cautions.py -k names_no_card",),
    ),
    Guard(
        "an update that cannot be read any more stops no other",
        "storage/inbox.py",
        "    except ValueError:\n        return ()",
        "    except ZeroDivisionError:\n        return ()",
        ("tests/bot/test_unreadable_rows.py -k TestInTheInbox",),
    ),
    Guard(
        "a paper that cannot be made stops no other",
        "storage/papers.py",
        "        except UNREADABLE as trouble:\n            yield row, trouble",
        "        except ZeroDivisionError:\n            raise",
        ("tests/bot/test_unreadable_rows.py -k TestOfAPaper and made",),
    ),
    Guard(
        "nothing is written behind a transaction that the database took back",
        "storage/sweep.py",
        "            if not is_under_way(db):",
        "            if db is None:",
        ("tests/storage/test_sweep.py",),
    ),
    Guard(
        "an alarm that could not be ended goes on",
        "bot/alarm.py",
        '            about = f"could not be written from',
        '            self._tried_at.pop("database", None)\n'
        '            self._told_at.pop("database", None)\n'
        '            about = f"could not be written from',
        ("tests/bot/test_alarm.py -k only_some_of_it",),
    ),
    Guard(
        "a paused machine is known by Telegram's clock",
        "bot/polls.py",
        "        self._date = at\n",
        "",
        ("tests/bot/test_polls.py -k paused",),
    ),
    Guard(
        "what was noted by a clock that was ahead counts for nothing",
        "storage/moments.py",
        "sa.and_(moment > now - within, moment <= now + CLOCKS_DIFFER)",
        "sa.and_(moment > now - within)",
        ("tests/storage/test_strangers.py -k month_ahead",),
    ),
    Guard(
        "Typst lets go of large pictures",
        "bot/papers/render.py",
        "if template in _WITH_PICTURES:",
        "if template is None:",
        ("tests/bot/papers/test_pictures.py -k ten_papers",),
    ),
    Guard(
        "an office on SQLite needs no driver of PostgreSQL",
        "storage/engine.py",
        "import sqlalchemy as sa\nfrom sqlalchemy import event\n",
        "import psycopg\nimport sqlalchemy as sa\nfrom sqlalchemy import event\n",
        ("tests/house/test_house.py -k no_driver",),
    ),
    Guard(
        "whoever is being alarmed is told that it is over",
        "bot/alarm.py",
        "        self._told_at[what] = self.monotonic()\n        try:",
        "        try:",
        ("tests/bot/test_alarm.py -k on_its_way",),
    ),
    Guard(
        "of several processes one says that a paper is given up",
        "storage/papers.py",
        "return attempts == MOST_ATTEMPTS",
        "return attempts is None or attempts >= MOST_ATTEMPTS",
        ("tests/storage/test_papers.py",),
    ),
    Guard(
        "what a gateway refuses is not refused by Telegram",
        "bot/outcome.py",
        "    return isinstance(error, Forbidden | BadRequest) and error.__cause__ is not None",
        "    return False",
        ("tests/bot/test_outcome.py -k gateway",),
    ),
    Guard(
        "a clock that is ahead of Telegram's holds the sweep",
        "bot/clock.py",
        "        return has_leapt or is_told_so\n",
        "        return has_leapt\n",
        ("tests/bot/test_scheduler.py -k wrong_from_the_start", "tests/bot/test_courier.py -k ahead_of_telegrams"),
    ),
    Guard(
        "nothing is due by a clock that is ahead",
        "storage/desk.py",
        "reminders = [] if self._is_ahead() else ",
        "reminders = ",
        ("tests/storage/test_desk.py -k clock_that_is_ahead",),
    ),
    Guard(
        "an answer that lay unread says nothing of the clock",
        "bot/clock.py",
        "ahead = self.wall() - at - timedelta(seconds=self.passed() - asked)",
        "ahead = self.wall() - at",
        ("tests/bot/test_scheduler.py -k lay_unread",),
    ),
    Guard(
        "a damaged page is noticed at the start",
        "bot/opening.py",
        "if database.is_sqlite and database.read_now(_ails):",
        "if False and database.read_now(_ails):",
        ("tests/bot/test_endings.py -k damaged_page",),
    ),
    Guard(
        "where no admin can be told, the drafters are",
        "bot/courier.py",
        " or reached(people.roster.holders(*DRAFTERS))\n",
        "\n",
        ("tests/bot/test_courier.py -k only_admin_cannot",),
    ),
    Guard(
        "a closed account fills nothing",
        "storage/strangers.py",
        ", t.people.c.closed_at.is_(None))\n",
        ")\n",
        ("tests/storage/test_strangers.py -k account_that_is_closed",),
    ),
    Guard(
        "two never write one backup",
        "storage/backup.py",
        "os.O_CREAT | os.O_EXCL | os.O_WRONLY",
        "os.O_CREAT | os.O_WRONLY",
        ("tests/storage/test_backup.py -k half_made_file_of_the_same_second",),
    ),
    Guard(
        "a button of before a restore",
        "bot/marks.py",
        "return bare if sign and mark == self.value else NOTHING",
        "return bare if sign else data",
        ("tests/bot/test_marks.py", "tests/stories/test_restoring.py -k buttons_that_count"),
    ),
    Guard(
        "a message of ours of which nothing is recorded",
        "storage/provenance.py",
        "if said.target is not None and not _is_ours(db, said.chat_id, said.target):",
        "if False:",
        (
            "tests/storage/test_provenance.py::TestOneOfOurs",
            "tests/stories/test_restoring.py -k mere_copy or the_one_thing",
        ),
    ),
    Guard(
        "a question that was put by another message",
        "storage/provenance.py",
        "return place.asked <= set(put)",
        "return bool(put) or True",
        ("tests/storage/test_provenance.py -k asked_there", "tests/stories/test_restoring.py -k took_a_messages"),
    ),
    Guard(
        "what is answered to an account that is not his any more",
        "storage/closing.py",
        "sa.and_(o.kind.in_(_ANSWERING), o.chat_id > 0)",
        "sa.false()",
        ("tests/storage/test_officials.py -k had_begun_before", "tests/storage/test_outbox.py -k an_answer_that_was"),
    ),
    Guard(
        "a reply to something of which nothing is known is asked about",
        "handlers/answering.py",
        "replies=replies_to_something(message)",
        "replies=False",
        ("tests/stories/test_which_one_is_meant.py -k ones_own or another_chat",),
    ),
    Guard(
        "a reply to one maklumat that names another is asked about",
        "handlers/answering.py",
        "    if others:\n        # It replies",
        "    if False:\n        # It replies",
        ("tests/stories/test_which_one_is_meant.py -k card_of_one",),
    ),
    Guard(
        "a reply to a question that names another is asked about",
        "handlers/answering.py",
        "if prompt.maklumat is not None and prompt.purpose not in TAKEN_BY:",
        "if False:",
        ("tests/stories/test_naming_another.py -k reply_to_a_question",),
    ),
    Guard(
        "a reply to a card that names what is out of reach is asked about",
        "handlers/weighing.py",
        "if meaning is not None and not doubtful:",
        "if meaning is not None:",
        ("tests/stories/test_naming_another.py -k out_of_reach",),
    ),
    Guard(
        "a plain message that names what is out of reach is asked about",
        "handlers/unaddressed.py",
        "if replies or numbers or (asked is not None and not _asks_what(asked, view)) or may_be_page:",
        "if replies or may_be_page:",
        ("tests/stories/test_naming_another.py -k plain_page",),
    ),
    Guard(
        "a message that names several is asked about",
        "handlers/unaddressed.py",
        "if len(named) + len(in_name) > 1:",
        "if False:",
        ("tests/stories/test_naming_another.py -k two_numbers",),
    ),
    Guard(
        "a sheet right below its question that may be of another maklumat is asked about",
        "handlers/unaddressed.py",
        "    if elsewhere:\n        await ask_which(context, brought, [view, *elsewhere], question=asked.id)\n    elif",
        "    if",
        ("tests/stories/test_naming_another.py -k below_it",),
    ),
    Guard(
        "a sheet that was asked for before and may be of another maklumat is asked about",
        "handlers/unaddressed.py",
        "may_be = [v for v, o in offers if v in named or (is_of_paper and possible(v, o, brought))]",
        "may_be = []",
        ("tests/stories/test_naming_another.py -k page_of_another",),
    ),
    Guard(
        "what comes right below a question and is no answer to it is asked about",
        "handlers/unaddressed.py",
        "elif is_of_paper or plain_meaning(view, offered, brought) in",
        "elif True or plain_meaning(view, offered, brought) in",
        ("tests/stories/test_right_below.py -k obstacle",),
    ),
    Guard(
        "what comes right below a question is dealt with as its answer first",
        "handlers/unaddressed.py",
        "if asked is not None and not is_thanks and await _right_below(context, asked, brought, offers, named):",
        "if False:",
        ("tests/stories/test_right_below.py -k question_for",),
    ),
    Guard(
        "what was spoken of last may be meant",
        "handlers/unaddressed.py",
        "or spoken_of or is_there",
        "or is_there",
        ("tests/stories/test_right_below.py -k card_of_another",),
    ),
    Guard(
        "the page of one that is sent again is asked about",
        "handlers/unaddressed.py",
        "or is_final or spoken_of or is_there\n",
        "or is_final or spoken_of\n",
        ("tests/stories/test_right_below.py -k sent_again",),
    ),
    Guard(
        "a number that was asked for before a Komisioner's question came is a choice",
        "handlers/weighing.py",
        "between = await _asked_besides(context, view, brought) if asked.person is None else []",
        "between: list[Action] = []",
        ("tests/stories/test_right_below.py -k hides_no_number",),
    ),
    Guard(
        "words to the question that a photo answered return no draft before its correction is sent",
        "handlers/taking.py",
        "action is not Action.RETURN or prompt.closed_at is not None",
        "action is not Action.RETURN",
        ("tests/stories/test_returning.py -k join",),
    ),
    Guard(
        "of several questions for a correction none returns one that goes on",
        "handlers/taking.py",
        " and act.action is not Action.NOTE_CORRECTION\n",
        "\n",
        ("tests/stories/test_returning.py -k neither_returns",),
    ),
    Guard(
        "a correction that is over unsent is told to whoever began it",
        "sop/deeds.py",
        "    return tuple(collected.by for collected in deed.maklumat.collecting if collected.by != deed.actor)\n",
        "    return ()\n",
        ("tests/stories/test_unsent_corrections.py -k another_approves",),
    ),
    Guard(
        "no cursor is left half read",
        "storage/engine.py",
        'if statement.startswith("SELECT") and',
        "if False and",
        ("tests/storage/test_reading.py -k half_way",),
    ),
    Guard(
        "who is in office is as the rows say now",
        "storage/reuse.py",
        "found = self._made.get((besides, rows))",
        "found = next(iter(self._made.values()), None)",
        ("tests/storage/test_reuse.py",),
    ),
    Guard(
        "of two final texts only the last can be used",
        "handlers/taking.py",
        "        over = (*over, finals.CONFIRM)\n",
        "        pass\n",
        ("tests/stories/test_final_texts.py -k about_the_first",),
    ),
    Guard(
        "a final text is used instead of another only once that was said",
        "handlers/finals.py",
        "(prompt.purpose == CONFIRM and prompt.question == stood)",
        "prompt.purpose == CONFIRM",
        ("tests/stories/test_final_texts.py -k other_drafter",),
    ),
    Guard(
        "what is affirmed or confirmed is what was shown",
        "sop/deeds.py",
        "if deed.act.shown not in (0, mark):",
        "if False:",
        (
            "tests/stories/test_final_texts.py -k affirmed",
            "tests/stories/test_answered_otherwise.py -k what_was_shown",
            "tests/sop/test_errors.py -k every_leaf",
        ),
    ),
    Guard(
        "a question that another message answered does no act again",
        "handlers/taking.py",
        "open_yet = await context.reading.still_open(context.me.id, over, act.maklumat) if over else ()",
        "open_yet = ()",
        ("tests/stories/test_answered_otherwise.py -k again",),
    ),
    Guard(
        "an answer that was chosen is of the question that it was offered for",
        "handlers/screens/questions.py",
        "choices.append((label, action, next((number for number, _ in waiting), 0)))",
        "choices.append((label, action, 0))",
        ("tests/stories/test_answered_otherwise.py -k offered_for",),
    ),
    Guard(
        "a question that was answered does no act again",
        "handlers/answering.py",
        "elif not is_open and action in _DONE_AGAIN:",
        "elif False:",
        ("tests/stories/test_right_below.py -k holds_it_again",),
    ),
    Guard(
        "thanks are no answer",
        "handlers/answering.py",
        "if is_courtesy(brought) and (may_be_thanks or not is_open):",
        "if False:",
        ("tests/stories/test_right_below.py -k thanks_return",),
    ),
    Guard(
        "a question in the place of an older one keeps its buttons",
        "storage/replies.py",
        "if not standing.asks_another(db, reply.chat_id, reply.message_id, reply.question):",
        "if True:",
        ("tests/stories/test_right_below.py -k second_tap",),
    ),
    Guard(
        "the choice which maklumat is meant is made once",
        "handlers/answering.py",
        "    context.turn.settles = (prompt.id,)\n",
        "",
        ("tests/stories/test_which_one_is_meant.py -k recorded_once",),
    ),
    Guard(
        "what was written before a restore could be known of",
        "storage/provenance.py",
        "if said.written is not None and not _could_know(db, said.chat_id, said.written):",
        "if False:",
        ("tests/storage/test_provenance.py::TestAfterARestore", "tests/stories/test_restoring.py -k can_know"),
    ),
    Guard(
        "codes of before a restore",
        "storage/restore.py",
        "        invites.void_all(db, now),\n",
        "",
        ("tests/bot/test_record_commands.py -k are_void",),
    ),
    Guard(
        "an old button",
        "sop/guards.py",
        "if action not in OUTLIVES_ITS_VISIT and visit != m.visit.number:",
        "if False:",
        ("tests/sop/test_decide.py::TestASecondTap",),
    ),
    Guard(
        "an older draft",
        "sop/guards.py",
        "if action not in OUTLIVES_ITS_VERSION and version != m.version:",
        "if False:",
        ("tests/sop/test_decide.py -k older_draft_version",),
    ),
    Guard(
        "who drafted never decides",
        "sop/guards.py",
        "    if a.actor in a.maklumat.drafters_of(a.maklumat.version):\n",
        "    if False:\n",
        ("tests/sop/test_decide.py::TestDeciding -k draft",),
    ),
    Guard(
        "commit before offset",
        "bot/intake.py",
        "        await keep(self.database, self.bot_id, updates, self.clock())\n",
        "        self.offset = updates[-1]['update_id'] + 1\n"
        "        await keep(self.database, self.bot_id, updates, self.clock())\n",
        ("tests/bot/test_intake.py -k confirms_nothing_and_loses_nothing",),
    ),
    Guard(
        "a webhook that keeps polls away is taken back",
        "bot/intake.py",
        "            if refused.is_for_a_webhook:\n",
        "            if False:\n",
        ("tests/bot/test_intake.py -k taken_back",),
    ),
    Guard(
        "the webhook's secret",
        "bot/webhook.py",
        "return hmac.compare_digest(given, self.secret.encode())",
        "return True",
        ("tests/bot/test_webhook.py::TestWhoDoesNotKnowTheSecret",),
    ),
    Guard(
        "the webhook's 200 after the commit",
        "bot/webhook.py",
        "return _answer(HTTPStatus.SERVICE_UNAVAILABLE)\n        self.on_kept()",
        "return _answer(HTTPStatus.OK)\n        self.on_kept()",
        ("tests/bot/test_webhook.py -k while_it_cannot_be_kept",),
    ),
    Guard(
        "shapes at the door",
        "bot/shapes.py",
        "    except ValidationError:\n        return None\n",
        "    except ValidationError:\n        return known\n",
        ("tests/bot/test_shapes.py",),
    ),
    Guard(
        "no update deeper than can be read",
        "storage/inbox.py",
        "        if not _is_shallow(update):\n",
        "        if False:\n",
        ("tests/bot/test_shapes.py",),
    ),
    Guard(
        "what is hindered for ever is given up",
        "storage/inbox.py",
        "return self.setbacks + 1 >= MOST_SETBACKS and",
        "return False and",
        ("tests/bot/test_intake.py -k hindered_for_ever",),
    ),
    Guard(
        "what was given up behind a redrawing is told",
        "bot/courier.py",
        "return ((parcel.kind, parcel.maklumat), *behind)",
        "return ((parcel.kind, parcel.maklumat), *(behind and ()))",
        ("tests/bot/test_courier.py -k redrawing_is_the_first",),
    ),
    Guard(
        "who waits behind a failing message is told of",
        "bot/courier.py",
        "if parcel.attempts >= LONG_FAILURES and",
        "if False and",
        ("tests/bot/test_courier.py -k failed_to_take",),
    ),
    Guard(
        "a failing database costs no attempt",
        "bot/worker.py",
        "no_network or is_passing(trouble) or",
        "no_network or",
        ("tests/bot/test_shapes.py -k costs_no_attempt",),
    ),
    Guard(
        "failures beside the handlers come to an end",
        "bot/worker.py",
        "            if not is_passing(trouble):\n",
        "            if False:\n",
        ("tests/bot/test_shapes.py -k beside_the_handlers",),
    ),
    Guard(
        "a private chat is its own person's",
        "handlers/gate.py",
        "return chat.type == Chat.PRIVATE and chat.id != sender.id",
        "return False",
        ("tests/bot/test_forged_taps.py",),
    ),
    Guard(
        "a code is good once",
        "storage/invites.py",
        "t.invites.c.used_at.is_(None), t.invites.c.expires_at > now)\n        .values",
        "t.invites.c.expires_at > now)\n        .values",
        ("tests/storage/test_people.py",),
    ),
    Guard(
        "the watchdog of the tick",
        "bot/scheduler.py",
        "self.monotonic() - self._ticked_at > LATE * self.seconds:",
        "False:",
        ("tests/bot/test_scheduler.py -k set_back",),
    ),
    Guard(
        "no reminders just after the clock was set forward",
        "bot/scheduler.py",
        "reminded = 0 if await self._is_held() else",
        "await self._is_held()\n            reminded =",
        ("tests/bot/test_scheduler.py -k set_forward_holds",),
    ),
    Guard(
        "a gap between polls while the bot lives",
        "bot/polls.py",
        "timedelta(seconds=tick - before[1])",
        "timedelta()",
        ("tests/bot/test_polls.py -k of_more_gives",),
    ),
    Guard(
        "nobody is reminded while Telegram is not heard",
        "bot/polls.py",
        "self._last is not None and self.elapsed() - self._last[1] <= TOO_LONG.total_seconds()",
        "self._last is not None",
        ("tests/bot/test_polls.py::TestWhetherAnybodyCanBeReminded",),
    ),
    Guard(
        "a reminder that waits gives way to the next",
        "storage/sweep.py",
        "    if not reminder.apart:\n        overtake(db, chat_id, m.id, now)\n",
        "",
        ("tests/storage/test_sweep.py -k said_once",),
    ),
    Guard(
        "who is let in again reads of a restore",
        "storage/officials.py",
        "    closing.speak_of_the_restore(case.db, case.wish.person)\n",
        "",
        ("tests/storage/test_officials.py -k notice_of_a_restore",),
    ),
)


def run(_place: Place, _size: object, _number: int) -> Figures:
    """Break them all, one after another."""
    return tried(GUARDS)


def tried(guards: Sequence[Guard]) -> Figures:
    """Break these one after another."""
    figures = Figures()
    folder = Path(tempfile.mkdtemp(prefix="guards-"))
    try:
        _copy(folder)
        wrong = _red_untouched(folder, guards)
        figures.exactly("selections that are red though nothing is broken", len(wrong), 0)
        if not wrong:
            red = sum(_is_missed(folder, guard) for guard in guards)
            figures.exactly("guards", f"{red}/{len(guards)}", f"{len(guards)}/{len(guards)}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return figures


def main() -> int:
    """Break them, or some of them; 1 when one was not missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.guards", description=__doc__)
    parser.add_argument("only", nargs="*", help="words in the names of the guards to break; all when left out")
    only = parser.parse_args().only
    figures = tried([guard for guard in GUARDS if not only or any(word in guard.name for word in only)])
    print(figures)
    return 1 if figures.short else 0


def _copy(folder: Path) -> None:
    """What git knows, as it stands now."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)


def _red_untouched(folder: Path, guards: Sequence[Guard]) -> list[str]:
    every = dict.fromkeys(selection for guard in guards for selection in guard.tests)
    red = [selection for selection in every if not _is_green(folder, selection)]
    for selection in red:
        print(f"red though nothing is broken: {selection}", flush=True)
    return red


def _is_missed(folder: Path, guard: Guard) -> bool:
    """Whether the tests go red without this guard."""
    file = folder / guard.file
    whole = file.read_text()
    if whole.count(guard.stands) != 1:
        print(f"{guard.name}: {guard.file} says it {whole.count(guard.stands)} times, not once")
        return False
    file.write_text(whole.replace(guard.stands, guard.broken))
    try:
        green = [selection for selection in guard.tests if _is_green(folder, selection)]
    finally:
        file.write_text(whole)
    print(f"{guard.name}: {'green, nobody noticed' if green else 'red'}", flush=True)
    return not green


def _is_green(folder: Path, selection: str) -> bool:
    where, _, words = selection.partition(" -k ")
    chosen = [where, *(["-k", words] if words else [])]
    # Bytecode of the whole file would be taken for the broken one's: both are written within one second.
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header", *chosen],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode not in (0, 1):
        # Nothing was chosen, or nothing could be collected: that is neither green nor red.
        raise RuntimeError(f"{selection}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
