"""Each panelist checks alone that exactly the own sheet counted, each candidate that its sheets are there."""

import json

from scoring import commitments, verify
from scoring.models import Event, ScoreSheet
from scoring.services import ranking
from tests.conftest import client_for
from tests.scoring.ranking.test_pages import at
from tests.scoring.ranking.test_publication import release


def test_owner_is_shown_that_exactly_this_sheet_counted(closed_by_verbs, secretariat, tmp_path, capsys):
    category = closed_by_verbs("totals", recused=True)
    ranking.run(category, by=secretariat)
    sheet = ScoreSheet.objects.filter(status="closed").select_related("nomination__edition__province")[5]
    edition = sheet.nomination.edition
    address = f"/{edition.province.slug}/{edition.slug}/penilaian/{sheet.pk}/bukti/"
    client = client_for(sheet.person)
    page = client.get(address).content.decode()
    code, root = commitments.versions(sheet)[0].code, Event.objects.get(verb="sheets.close").data["root"]
    for text in (code, "dipakai dalam perhitungan ke-1", root):
        assert text in page
    file = tmp_path / "bukti.json"
    file.write_bytes(b"".join(client.get(address + "berkas/").streaming_content))
    assert verify.main([str(file)]) == 0
    assert f"kode terima {code}" in capsys.readouterr().out
    proof = json.loads(file.read_text())
    assert (proof["root"], proof["size"]) == (root, "11")
    for before, after in ((proof["salt"], "0" * 32), (proof["path"][0], proof["path"][1]), ('"index":"', '"index":"1')):
        file.write_text(json.dumps(proof, separators=(",", ":"), sort_keys=True).replace(before, after, 1))
        assert verify.main([str(file)]) == 1


def test_candidate_takes_home_that_its_sheets_stand_under_the_root(decided, official, tmp_path, capsys):
    decision = decided("totals", recused=True)
    category, client = decision.category, client_for(official)
    address = at(category, "own_proof", 1)
    assert client.get(address).status_code == 404
    release(decision)
    assert address in client.get(at(category, "explanation", 1)).content.decode()
    assert client.get(at(category, "own_proof", 2)).status_code == 404
    file = tmp_path / "bukti.json"
    file.write_bytes(b"".join(client.get(address).streaming_content))
    proof = json.loads(file.read_text())
    assert (proof["root"], proof["size"]) == (Event.objects.get(verb="sheets.close").data["root"], "11")
    assert [sorted(sheet) for sheet in proof["sheets"]] == [["commitment", "index", "path", "round"]] * 3
    assert verify.main([str(file)]) == 0
    assert "nomine 1: 3 lembar interview" in capsys.readouterr().out
    first = proof["sheets"][0]
    for before, after in ((first["commitment"], "0" * 64), ('"index":"1"', '"index":"0"'), (proof["root"], "0" * 64)):
        file.write_text(json.dumps(proof, separators=(",", ":"), sort_keys=True).replace(before, after, 1))
        assert verify.main([str(file)]) == 1
