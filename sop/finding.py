"""What somebody looks for in the archive: by year, title, nomor kendali or the number of a letter."""

from datetime import tzinfo

from sop.maklumat import Maklumat
from sop.wording import clean_words


def is_about(maklumat: Maklumat, words: str, zone: tzinfo) -> bool:
    """Whether each of the words stands in what a maklumat is known by; capitals are no matter.

    A year is that of the nomor kendali, one that the title names, or that of the publication by the office's clock
    (`zone`). Numbers are those of the Nota Dinas, of the minutes, and the nomor kendali of what it replaces.
    """
    m = maklumat
    published = str(m.publication.at.astimezone(zone).year) if m.publication is not None else ""
    minutes = m.decided.minutes if m.decided is not None else ""
    replaces = m.replaces.control_number if m.replaces is not None else ""
    known = " ".join((m.title, m.control_number, m.number, minutes, replaces, published)).casefold()
    wanted = clean_words(words).casefold().split()
    return bool(wanted) and all(word in known for word in wanted)
