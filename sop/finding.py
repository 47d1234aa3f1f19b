"""What somebody looks for in the archive: by year, title, nomor kendali or number of the letter."""

from sop.maklumat import Maklumat
from sop.wording import clean_words


def is_about(maklumat: Maklumat, words: str) -> bool:
    """Whether each of the words stands in what a maklumat is known by; capitals are no matter.

    A year is that of the nomor kendali, or one that the title names.
    """
    known = f"{maklumat.title} {maklumat.control_number} {maklumat.number}".casefold()
    wanted = clean_words(words).casefold().split()
    return bool(wanted) and all(word in known for word in wanted)
