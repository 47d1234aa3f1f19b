"""Why not, of steps that are given to another person and of maklumat that an admin helps; beside explaining.py."""

from collections.abc import Mapping

from handlers.screens.markup import joined
from handlers.screens.phrases import step_named
from handlers.screens.scene import Explanation, Scene, always
from handlers.screens.vacancies import sentences, without_access
from sop import errors
from sop.roles import PersonId, Role


def _not_awaited(error: errors.NotAwaited, scene: Scene) -> str:
    people = scene.view.people if scene.view else scene.people
    official = people.by_id.get(PersonId(error.person)) if people else None
    if official is not None and official.telegram_id is None:
        # He may well be waited for: that his access was closed meanwhile is what keeps the card from him.
        return f"Kartu belum dapat dikirim ulang. {sentences(without_access((official,)))}"
    return (
        f"Saat ini tidak ada yang ditunggu dari {scene.who(error.person)} pada maklumat ini. "
        "Mohon memilih kembali melalui /penanganan."
    )


GIVEN_OR_RESCUED: Mapping[type[Exception], Explanation] = {
    errors.ReassignedToAnother: lambda error, scene: (
        f"Mohon maaf, {step_named(error.step)} dialihkan kepada {scene.who(error.to)} dan hanya dilaksanakan oleh "
        "pejabat tersebut. Mohon berkoordinasi dengan yang bersangkutan."
    ),
    errors.NotYoursToReassign: always(
        "Mohon maaf, langkah hanya dialihkan oleh Atasan PPID atau admin. Mohon menyampaikan keperluannya kepada salah "
        "satu pejabat tersebut."
    ),
    errors.NotYoursToRescue: always(
        "Mohon maaf, penanganan hanya untuk admin. Menu yang tersedia dapat dilihat pada /bantuan."
    ),
    errors.NeverRescued: lambda error, _scene: (
        f"Maklumat ini sudah berada pada {step_named(error.step)}. Apabila lamannya belum sesuai, mohon dilaporkan "
        "melalui Belum tayang."
    ),
    errors.NeverForward: lambda error, _scene: (
        f"Maklumat ini berada pada {step_named(error.step)} dan hanya dapat dikembalikan ke langkah yang lebih awal. "
        "Mohon memilih kembali melalui /penanganan."
    ),
    errors.NotAwaited: _not_awaited,
    errors.NeverReassigned: lambda error, _scene: (
        f"Maklumat ini berada pada {step_named(error.step)}; yang dapat dialihkan hanya langkah 2, 4, dan 5. "
        "Apabila pejabatnya berhalangan, mohon dicatat melalui /berhalangan."
    ),
    errors.PerformerUnfit: lambda error, scene: (
        f"{scene.who(error.to)} tidak memegang peran untuk {step_named(error.step)}, yaitu "
        f"{joined((Role(role).label for role in error.fitting), 'atau')}. Mohon memilih pejabat lain."
    ),
    errors.NotToOneself: always(
        "Langkah dialihkan kepada pejabat lain, bukan kepada diri sendiri. Mohon memilih pejabat lain."
    ),
}
