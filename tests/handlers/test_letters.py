"""A letter's number has a figure and is no date alone; a name has letters, and nothing that names have not."""

from datetime import date

import pytest

from handlers.admin import _invitation
from handlers.letters import (
    letter_alone,
    letter_and_term,
    letter_number,
    names_letter,
    person_name,
    post_name,
)
from handlers.screens.officials import days_unread
from handlers.when import DaysLongPast, DaysUnfit, Term
from sop.roles import Role
from storage.errors import DetailUnfit

TODAY = date(2027, 1, 18)


@pytest.mark.parametrize("number", ["SK 12/2027", "14/SDM.13-Kpt/04/2027", " SP Nomor 3 Tahun 2027; ", "Kpt. 9/2026"])
def test_a_number_is_kept_as_it_is_written(number):
    assert letter_number(number, TODAY) == number.strip(" ;")


@pytest.mark.parametrize(
    "number", ["", "...", "menyusul", "sesuai perintah pimpinan", "01-02-2027", "1 Maret 2027", "9" * 201, "9", "12."]
)
def test_what_names_no_letter_is_asked_for_again(number):
    with pytest.raises(DetailUnfit):
        letter_number(number, TODAY)


@pytest.mark.parametrize(
    ("written", "first", "until"),
    [
        ("SK 9/2027", None, None),
        ("SK 9/2027;", None, None),
        ("SK 9/2027; 01-03-2027 s.d. 31-12-2027", date(2027, 3, 1), date(2027, 12, 31)),
        ("SK 9/2027 01-03-2027 s.d. 31-12-2027", date(2027, 3, 1), date(2027, 12, 31)),
        ("SK 9/2027 sejak besok", date(2027, 1, 19), None),
        ("SK 9/2027, mulai hari ini", date(2027, 1, 18), None),
        ("SK 9/2027; lusa", date(2027, 1, 20), None),
        ("SK 9/2027 s.d. 31 Desember 2027", None, date(2027, 12, 31)),
        ("SK 9/2027; sampai dengan tanggal 31 Desember 2027", None, date(2027, 12, 31)),
        ("SK 9/2027; 1 Maret 27 s.d. 31 Des 27", date(2027, 3, 1), date(2027, 12, 31)),
        ("SK 9/2027; 01-03-27", date(2027, 3, 1), None),
        ("SK 9/2027; 5-3-2027 s.d. 5-3-2027", date(2027, 3, 5), date(2027, 3, 5)),
        ("TMT 1 Maret 2027, SK 9/2027", date(2027, 3, 1), None),
        ("s.d. 31 Desember 2027, SK 9/2027", None, date(2027, 12, 31)),
        ("TMT 1 Maret 2027 s/d 31-12-2027; SK 9/2027", date(2027, 3, 1), date(2027, 12, 31)),
        ("SK 9/2027 s/d 31-12-2027", None, date(2027, 12, 31)),
        ("SK 9/2027; 2027-03-01", date(2027, 3, 1), None),
        ("SK 9/2027 2027-03-01 hingga 2027-12-31", date(2027, 3, 1), date(2027, 12, 31)),
        ("SK 9/2027\n1 Maret 2027", date(2027, 3, 1), None),
        ("SK 9/2027 TMT 1 Februari 2027 sampai diakhiri", date(2027, 2, 1), None),
        (
            "SK 9/2027 terhitung mulai tanggal 1 Maret 2027 sampai dengan tanggal 2 April 2027",
            date(2027, 3, 1),
            date(2027, 4, 2),
        ),
    ],
)
def test_the_days_of_a_role_are_read_beside_its_letter(written, first, until):
    assert letter_and_term(written, TODAY) == ("SK 9/2027", Term(first, until))


@pytest.mark.parametrize(
    "number",
    ["SK Nomor 3 Tahun 2027 tanggal 1 Maret 2027", "14/SDM.13-Kpt/04/2027", "SK 12/3/2027", "SK 9/2027 tgl. 1-3-27"],
)
def test_the_letters_own_date_is_part_of_its_number(number):
    assert letter_and_term(number, TODAY) == (number, Term())
    assert letter_alone(number, TODAY) == number


@pytest.mark.parametrize(
    "written",
    [
        *("SK 9/2027; kapan-kapan", "SK 9/2027 sejak kapan-kapan", "SK 9/2027 minggu depan", "SK 9/2027; 31-02-2027"),
        *("SK 9/2027; 31-12-9999", "SK 9/2027; 01-03-1999", "SK 9/2027 1 Maret 2027", "SK 9/2027, 01-03-2027"),
        *("SK 9/2027 sampai Desember 2027", "SK 9/2027; s.d. 1 Maret 2027 s.d. 2 Maret 2027"),
        "SK 9/2027; 5-3-2027 s.d. 1-3-2027",
        *("SK 9/2027 s.d. akhir tahun", "SK 9/2027 Desember 2027", "SK 9/2027 TMT", "TMT bulan depan, SK 9/2027"),
        *("SK 9/2027, bulan depan", "1 Maret 2027, SK 9/2027", "TMT 1 Maret 2027, SK 9/2027 s.d. 31 Desember 2027"),
    ],
)
def test_days_that_cannot_be_read_are_no_part_of_the_number(written):
    with pytest.raises(DaysUnfit):
        letter_and_term(written, TODAY)
    with pytest.raises(DetailUnfit):
        letter_alone(written, TODAY)


@pytest.mark.parametrize("written", ["SK 9/2027; 01-03-2020", "TMT 1 Maret 2020, SK 9/2027", "SK 9/2027; 15-01-2026"])
def test_a_role_that_would_begin_more_than_a_year_back_is_asked_for_again(written):
    with pytest.raises(DaysLongPast) as unfit:
        letter_and_term(written, TODAY)

    assert days_unread(unfit.value) == (
        "Tanggal mulainya lebih dari satu tahun yang lalu. Mohon menuliskannya kembali; tanpa tanggal mulai, peran "
        "berlaku sejak hari ini."
    )


def test_a_role_may_have_begun_up_to_a_year_ago():
    assert letter_and_term("SK 9/2026; 18-01-2026", TODAY) == ("SK 9/2026", Term(date(2026, 1, 18)))
    assert letter_and_term("SK 9/2020; s.d. 31-12-2027", TODAY) == ("SK 9/2020", Term(None, date(2027, 12, 31)))


def test_a_reason_or_two_figures_name_no_letter():
    assert names_letter("SP 12/2027, dinas luar", TODAY)
    assert not any(names_letter(words, TODAY) for words in ("dinas luar", "9", ""))


def test_a_code_has_no_days_of_its_own():
    with pytest.raises(DetailUnfit):
        letter_alone("SK 9/2027 sejak besok", TODAY)


@pytest.mark.parametrize(
    "name",
    ["Dr. H. Wahyu Nugroho, S.H., M.Si.", "Nur'aini", "I Gusti Ayu (Ayu)", "Siti Hajar-Rahmah", "Wahyu NUGROHO, SH"],
)
def test_a_name_is_kept_as_it_is_written(name):
    assert person_name(f" {name} ") == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("wahyu nugroho", "Wahyu Nugroho"),
        ("WAHYU NUGROHO", "Wahyu Nugroho"),
        ("dr. wahyu nugroho, s.h., M.Si.", "dr. Wahyu Nugroho, s.h., M.Si."),
        ("DR. H. WAHYU NUGROHO SH", "DR. H. Wahyu Nugroho SH"),
        ("a. nur'aini (ani)", "A. Nur'aini (Ani)"),
        ("SITI HAJAR-RAHMAH, SH", "Siti Hajar-Rahmah, SH"),
    ],
)
def test_a_name_in_one_case_begins_its_words_with_a_capital_and_degrees_stay(typed, kept):
    assert person_name(typed) == kept


@pytest.mark.parametrize("name", ["Wahyu Nugr0ho", "Pejabat 7", "12345"])
def test_figures_in_a_name_are_refused_as_such(name):
    with pytest.raises(DetailUnfit) as refused:
        person_name(name)
    assert refused.value.what == "figures"


@pytest.mark.parametrize(
    "name", ["", "W", "<b>Wahyu</b>", "Wahyu \N{SMILING FACE WITH SMILING EYES}", "a" * 101, "Wahyu; DROP"]
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(DetailUnfit):
        person_name(name)


@pytest.mark.parametrize(
    "written",
    [
        "\uff37\uff41\uff48\uff59\uff55",
        "Wah\N{ZERO WIDTH SPACE}yu",
        "\N{RIGHT-TO-LEFT OVERRIDE}Wahyu\N{POP DIRECTIONAL FORMATTING}",
        "Wah\N{ZERO WIDTH JOINER}yu\N{VARIATION SELECTOR-16}",
        "Wahyu\N{COMBINING GRAPHEME JOINER}",
        "\N{LEFT-TO-RIGHT MARK} Wahyu",
        "\N{MATHEMATICAL BOLD CAPITAL W}ahyu",
    ],
)
def test_what_only_looks_otherwise_is_the_name_itself(written):
    assert person_name(written) == "Wahyu"


@pytest.mark.parametrize(
    "written",
    [
        "W\N{CYRILLIC SMALL LETTER A}hyu",
        "B\N{GREEK SMALL LETTER ALPHA}gus",
        "\N{CYRILLIC CAPITAL LETTER ES}\N{CYRILLIC SMALL LETTER O}",
        "W\N{LATIN SMALL LETTER ALPHA}hyu",
        "Wahyu \N{ARABIC-INDIC DIGIT ONE}",
        "Wah\N{ARABIC FATHA}yu",
    ],
)
def test_letters_that_only_look_like_latin_ones_are_refused(written):
    with pytest.raises(DetailUnfit) as refused:
        person_name(written)
    assert refused.value.what == "letters"


@pytest.mark.parametrize(
    "name", ["Andr\u00e9", "Nur\u2019aini", "\u0141ukasz", "Nguy\u1ec5n", "Siti Mar\N{MODIFIER LETTER APOSTROPHE}ah"]
)
def test_accents_and_apostrophes_are_latin(name):
    assert person_name(name) == name


@pytest.mark.parametrize("post", ["", "123", "a" * 101])
def test_what_is_no_post_is_refused(post):
    with pytest.raises(DetailUnfit):
        post_name(post)


@pytest.mark.parametrize(
    ("written", "sapaan"),
    [
        *(("Bpk. Wahyu", "Bapak"), ("Bpk Wahyu", "Bapak"), ("Bp. Wahyu", "Bapak"), ("Bpk.Wahyu", "Bapak")),
        *(("Ibu. Wahyu", "Ibu"), ("Sdr Wahyu", "Sdr."), ("Sdri. Wahyu", "Sdri."), ("Wahyu", "")),
    ],
)
def test_a_sapaan_is_understood_as_it_is_cut_short(written, sapaan):
    invitation = _invitation(f"ppid {written}".split())

    assert (invitation.sapaan, invitation.name) == (sapaan, "Wahyu")


@pytest.mark.parametrize(
    ("written", "roles", "is_admin"),
    [
        ("e ppid Ibu Endah", (Role.E_PPID,), False),
        ("atasan ppid,admin Ibu Endah", (Role.ATASAN_PPID,), True),
        ("ppid, admin Ibu Endah", (Role.PPID,), True),
        ("Operator Ibu Endah", (Role.PELAKSANA,), False),
        ("komisioner Ibu Endah", (Role.KOMISIONER,), False),
    ],
)
def test_a_role_is_understood_as_the_office_writes_it(written, roles, is_admin):
    invitation = _invitation(written.split())

    assert (invitation.roles, invitation.is_admin, invitation.sapaan, invitation.name) == (
        roles,
        is_admin,
        "Ibu",
        "Endah",
    )


@pytest.mark.parametrize("before", ["Bapak", "Bpk.", "ibu", "Sdri."])
def test_the_form_of_address_is_no_part_of_a_name(before):
    assert person_name(f"{before} Bagus Prasetyo, S.H.") == "Bagus Prasetyo, S.H."
    assert person_name(before) != "", "alone it may be one"
