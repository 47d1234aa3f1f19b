"""What a telling looks at: the maklumat before and after, who holds what now, and what goes with a step's card."""

from dataclasses import dataclass

from sop.maklumat import Maklumat
from sop.notices import Enclosure
from sop.roles import DRAFTERS, PersonId, Role
from sop.rules import Office
from sop.steps import Step
from sop.turns import awaited, performing


@dataclass(frozen=True)
class Scene:
    """One decision as it is told: `before` is none where it was opened by it."""

    before: Maklumat | None
    after: Maklumat
    office: Office

    @property
    def drafters(self) -> tuple[PersonId, ...]:
        """Both roles of step 1."""
        return self.office.roster.holders(*DRAFTERS)

    @property
    def komisioner(self) -> tuple[PersonId, ...]:
        """All who hold the role, whoever may decide on this version."""
        return self.office.roster.holders(Role.KOMISIONER)

    def holders(self, step: Step) -> tuple[PersonId, ...]:
        """Of the step that it stands in, or has just left, only the one to whom it was reassigned."""
        for m in (self.after, self.before):
            if m is not None and m.step is step:
                return performing(m, self.office)
        return self.office.holders(step)

    @property
    def awaited_before(self) -> tuple[PersonId, ...]:
        """Whom it waited for until then, the second person under a written decision among them."""
        return awaited(self.before, self.office) if self.before is not None else ()

    @property
    def for_step(self) -> tuple[Enclosure, ...]:
        """What the step it now stands in needs, for somebody who has had nothing of it yet."""
        match self.after.step:
            case Step.DRAFTING | Step.FORWARDING if self.after.draft is not None:
                return (Enclosure.DRAFT,)
            case Step.DECISION:
                return (Enclosure.PAGE_PICTURE, Enclosure.DRAFT, Enclosure.NOTA_DINAS)
            case Step.ORDERING if self.after.offered_final is not None:
                # Who orders affirms it, and cannot affirm what he has not got.
                return (Enclosure.DISPOSISI, Enclosure.FINAL)
            case Step.ORDERING:
                return (Enclosure.DISPOSISI,)
            case Step.PUBLISHING:
                return (Enclosure.TO_PUBLISH, Enclosure.PERINTAH)
            case _:
                return ()
