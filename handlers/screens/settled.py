"""What is left of a question who somebody is, once nobody asks it any more: by whom and when it was settled."""

from datetime import tzinfo

from handlers.screens.addressing import called
from handlers.screens.dates import moment
from handlers.screens.markup import bold, quoted, screen
from handlers.screens.officials import clause
from sop.officials import OfficialChanged
from storage.officials import OF_KOMISIONER
from storage.outbox import Screen
from storage.people import People


def settled(event: OfficialChanged, people: People, zone: tzinfo) -> Screen:
    """In the place of the question, without its buttons."""
    one, at = people[event.person], quoted(moment(event.at, zone))
    if event.change in OF_KOMISIONER:
        return screen(
            f"Pertanyaan tentang {bold(called(one))} sudah dijawab.",
            f"{clause(event, people)}, {at}. Tidak ada lagi yang perlu ditekan pada pesan ini.",
        )
    what = f"{clause(event, people)}, {at}."
    if one.waits:
        return screen(
            f"Pertanyaan tentang {bold(called(one))} digantikan oleh yang lebih baru.",
            f"{what} Pertanyaan terbaru dapat dilihat pada /tugas.",
        )
    return screen(f"{bold(called(one))} tidak lagi menunggu konfirmasi.", what)
