"""Anybody enrolled reads what is kept about him, and nothing of anybody else."""

import json

import pytest

from tests.stories.house import NUMBER, House

pytestmark = pytest.mark.story


async def test_the_komisioner_reads_what_is_kept_about_him(house: House):
    await house.to_step_4()
    await house.received()

    await house.komisioner.say("/dataku")

    told = await house.received()
    assert set(told) == {"komisioner"}
    words, file = told["komisioner"]
    assert "Data yang disimpan tentang Bapak" in words.text
    assert "1 tindakan pada 1 maklumat" in words.text
    assert "Komisioner sejak" in words.text
    assert file.document
    kept = json.loads(await house.komisioner.download(file.document))
    assert kept["nomor_akun_telegram"] == house.komisioner.id
    (act,) = kept["tindakan"]
    assert act["maklumat"] == NUMBER
    assert "disetujui oleh" in act["uraian"]
    assert "<" not in act["uraian"]
    assert not any(name in json.dumps(kept) for name in ("Wahyu", "Sri", "Rina"))


async def test_a_stranger_is_told_nothing_new(house: House):
    stranger = await house.telegram.person("Orang")
    house.people["stranger"] = stranger

    await stranger.say("/dataku")

    (refusal,) = (await house.received())["stranger"]
    assert "belum terdaftar" in refusal.text
