"""What a message may be meant to be: offered is only what somebody who sends it may mean."""

import pytest

from handlers.attachments import Brought
from handlers.meaning import offered_by, possible
from sop.items import Item
from sop.steps import Action
from tests.handlers.screens.stage import brought, view_of
from tests.sop.office import BAGUS, DIMAS, ENDAH, LINK


@pytest.mark.parametrize("reader", [DIMAS, ENDAH, BAGUS])
@pytest.mark.parametrize(("words", "undoes"), [(LINK, False), ("Lembar itu untuk surat lain.", True)])
def test_an_address_alone_does_not_undo_a_recorded_decision_on_paper(reader, words, undoes):
    view = view_of(brought("step 3, written recorded"), reader)

    assert (Action.REJECT_WRITTEN in possible(view, offered_by(view), Brought(Item(words)))) is undoes
