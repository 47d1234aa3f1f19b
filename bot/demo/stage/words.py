"""What the stage says to its viewer, in Indonesian and in English; and a refusal in such words."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Words:
    """The same said twice; the page shows the viewer's language."""

    id: str
    en: str

    def to_json(self) -> dict[str, str]:
        """For the page."""
        return asdict(self)


class NotOnStage(Exception):
    """What the viewer asks cannot be done now; `words` say why, and what can be done instead."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


PREPARING = Words(
    "Kantor sedang disiapkan. Mohon menunggu beberapa detik.",
    "The office is being prepared. Please wait a few seconds.",
)
