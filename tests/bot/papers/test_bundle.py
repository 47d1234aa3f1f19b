import pytest
from bot.papers.bundle import Issuer, bundle
from tests.bot.papers.archived import Archived
from pathlib import Path

@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_try(bench):
    m = await Archived(bench)(final=__import__("tests.documents").documents.pdf("final"))
    dossier = await bench.house.reading.dossier(m.id, bench.house.now)
    import time
    t=time.time()
    made = await bundle(dossier, Issuer("Jalan Contoh Nomor 1, Karanganyar", "58/PP.07-SOP/3313/2023"), bench.house.reading.file)
    print("T", time.time()-t)
    Path("/tmp/bexp/bundle.pdf").write_bytes(made)
    again = await bundle(dossier, Issuer("Jalan Contoh Nomor 1, Karanganyar", "58/PP.07-SOP/3313/2023"), bench.house.reading.file)
    assert made == again
