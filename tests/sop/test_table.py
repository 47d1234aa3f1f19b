"""The procedure's table checks itself and prints itself; each kind of defect is found in a copy broken on purpose."""

from dataclasses import replace
from pathlib import Path

import pytest

from sop.roles import Role
from sop.rules import DEFAULT_PERFORMERS, SETTABLE
from sop.steps import PROCEDURE, TRANSITIONS, Action, Guard, Lead, Step, Transition, row_of
from sop.table import check_procedure, render

ROOT = Path(__file__).parents[2]


def without(*actions: Action, step: Step | None = None) -> tuple[Transition, ...]:
    return tuple(row for row in TRANSITIONS if row.action not in actions or (step is not None and row.step is not step))


def changed(step: Step, action: Action, **fields) -> tuple[Transition, ...]:
    rows = tuple(replace(r, **fields) if (r.step, r.action) == (step, action) else r for r in TRANSITIONS)
    assert rows != TRANSITIONS
    return rows


def test_the_table_holds_together():
    assert check_procedure() == ()


class TestABrokenTable:
    def test_two_rows_for_one_act_in_a_step_are_found(self):
        twice = next(row for row in TRANSITIONS if row.action is Action.APPROVE)

        assert check_procedure((*TRANSITIONS, twice)) == ("two rows for approve in step 3",)

    def test_a_row_nobody_may_use_is_found(self):
        assert check_procedure(changed(Step.DRAFTING, Action.SUBMIT_DRAFT, by=())) == (
            "nobody may submit-draft in step 1",
        )

    @pytest.mark.parametrize("action", [Action.APPROVE, Action.RETURN, Action.SEND_CORRECTION])
    def test_a_decision_open_to_others_is_found(self, action):
        found = check_procedure(changed(Step.DECISION, action, by=(Role.KOMISIONER, Role.ATASAN_PPID)))

        assert found == (f"{action} decides step 3 without being the Komisioner's alone",)

    @pytest.mark.parametrize("action", [Action.APPROVE, Action.RETURN, Action.SEND_CORRECTION])
    def test_a_decision_on_a_draft_of_ones_own_is_found(self, action):
        guards = tuple(g for g in next(r for r in TRANSITIONS if (r.step, r.action) == (3, action)).guards)
        found = check_procedure(
            changed(Step.DECISION, action, guards=tuple(g for g in guards if g is not Guard.NOT_DRAFTER))
        )

        assert found == (f"{action} decides step 3 without being the Komisioner's alone",)

    def test_a_way_to_step_4_past_the_komisioner_is_found(self):
        found = check_procedure(changed(Step.FORWARDING, Action.FORWARD, to=Step.ORDERING))

        assert "forward reaches step 4 past the Komisioner, from step 2" in found

    @pytest.mark.parametrize(
        ("step", "action", "to"),
        [
            (Step.FORWARDING, Action.SET_NUMBER, Step.PUBLISHING),
            (Step.DRAFTING, Action.SET_BASIS, Step.PUBLISHED),
            (Step.DECISION, Action.WITHDRAW, Step.PUBLISHING),
        ],
    )
    def test_a_way_past_the_decision_is_found_wherever_it_leads(self, step, action, to):
        assert check_procedure(changed(step, action, to=to)) != ()

    @pytest.mark.parametrize("here", [Step.FORWARDING, Step.DECISION, Step.ORDERING])
    def test_an_admins_way_that_leads_on_or_nowhere_is_found(self, here):
        for to in Step:
            found = check_procedure(ways_back={here: (to,)})

            assert found == (() if to < here else (f"an admin's way back leads on, from step {here} to {to}",))

    def test_an_admins_way_out_of_what_was_published_is_found(self):
        assert check_procedure(ways_back={Step.PUBLISHED: (Step.PUBLISHING,)}) == (
            "an admin takes back what was published, from step 6",
        )

    def test_a_step_that_cannot_be_reached_is_found(self):
        found = check_procedure(changed(Step.ORDERING, Action.ORDER, to=Lead.STAYS))

        assert "step 5 cannot be reached" in found
        assert "step 6 cannot be reached" in found

    def test_a_step_one_cannot_get_out_of_is_found(self):
        rows = tuple(
            replace(row, to=Lead.STAYS) if row.step is Step.PUBLISHING and isinstance(row.to, Step) else row
            for row in TRANSITIONS
        )

        assert "step 5 has no way to the end" in check_procedure(rows)

    def test_an_act_without_a_row_is_found(self):
        assert check_procedure(without(Action.SET_BASIS)) == ("no row for set-basis",)

    def test_a_guard_without_a_row_is_found(self):
        found = check_procedure(changed(Step.DECISION, Action.SEND_CORRECTION, guards=(Guard.NOT_DRAFTER,)))

        assert found == (f"no row uses the guard '{Guard.CORRECTION_OPEN.value}'",)

    def test_a_way_by_both_parafs_counts_as_a_way(self):
        found = check_procedure(without(Action.PARAF))

        assert "no row for paraf" in found
        assert "step 2 has no way to the end" not in found
        assert check_procedure(changed(Step.DRAFTING, Action.PARAF_AND_FORWARD, to=Lead.STAYS)) == ()


class TestThePrintedTable:
    def test_begins_with_the_sops_own_columns(self):
        lines = render().splitlines()

        assert lines[0] == "| No | Kegiatan | Pelaksana | Persyaratan | Waktu | Output |"
        assert lines[1] == "|---|---|---|---|---|---|"
        assert lines[9] == "| Step | Action | By | While | Leads to |"

    def test_has_the_six_steps_in_their_order(self):
        rows = render().splitlines()[2:8]

        assert [row.split(" | ")[0] for row in rows] == ["| 1", "| 2", "| 3", "| 4", "| 5", "| 6"]
        assert rows[2] == (
            "| 3 | Memberikan arahan, koreksi dan persetujuan terhadap draft Maklumat Pelayanan Informasi Publik | "
            "Komisioner | Draft naskah | 1 hari | Disposisi/arahan |"
        )
        assert "Atasan PPID, PPID *(by setting)*" in rows[1]

    def test_has_a_line_for_every_way_out_and_one_for_what_is_kept_at_any_step(self):
        rows = render().splitlines()[11:]

        anywhere = (Action.KEEP_REMARK, Action.FILE_SCAN)
        assert len(rows) == sum(row.action not in anywhere for row in TRANSITIONS) + len(anywhere)
        assert rows[-2] == (
            "| any | file-scan | Atasan PPID, PPID, Pelaksana (operator), E PPID | a paper was made | stays |"
        )
        assert rows[-1] == "| any | keep-remark | everyone | - | stays |"
        assert "| 3 | approve | Komisioner | this person did not draft the version; it is not held | 4 |" in rows
        assert "| 4 | order | performers of 4 | it is not held | 5 |" in rows

    def test_stays_a_table_in_markdown(self):
        for line in render().strip().splitlines():
            assert not line or (line.startswith(("| ", "|---")) and line.endswith("|")), line

    def test_is_the_one_in_the_readme(self):
        readme = ROOT / "README.md"
        if not readme.exists():
            pytest.skip("README not written yet")

        _, _, rest = readme.read_text(encoding="utf-8").partition("<!-- procedure -->")
        shown, end, _ = rest.partition("<!-- /procedure -->")

        assert end, "README.md has no <!-- procedure --> ... <!-- /procedure -->"
        assert shown.strip() == render().strip()


class TestTheSopsWords:
    def test_every_step_has_its_row_word_for_word(self):
        sop = {
            1: ("Regulasi PPID", "1 hari", "Draft naskah"),
            2: ("Draft naskah", "1 hari", "Nota Dinas"),
            3: ("Draft naskah", "1 hari", "Disposisi/arahan"),
            4: ("Nota Dinas", "1 hari", "Disposisi/arahan"),
            5: ("Upload Maklumat pelayanan", "1 hari", "Maklumat pelayanan Terpublikasi"),
            6: ("-", "-", "Maklumat pelayanan Terpublikasi"),
        }

        assert {int(row.step): (row.requirement, row.time, row.output) for row in PROCEDURE} == sop
        assert all(row_of(step).step is step for step in Step)

    def test_steps_1_and_3_are_fixed_and_the_defaults_may_be_set(self):
        assert set(SETTABLE) == {Step.FORWARDING, Step.ORDERING, Step.PUBLISHING}
        assert all(set(DEFAULT_PERFORMERS[step]) <= roles for step, roles in SETTABLE.items())
        assert DEFAULT_PERFORMERS[Step.DECISION] == (Role.KOMISIONER,)
        assert DEFAULT_PERFORMERS[Step.DRAFTING] == (Role.PPID, Role.ATASAN_PPID)

    def test_the_sops_five_columns_are_named_as_in_its_head(self):
        assert [role.label for role in Role] == ["Atasan PPID", "PPID", "Komisioner", "Pelaksana (operator)", "E PPID"]
