"""After the closing each panelist checks alone that exactly the own sheet counted."""

import json

from scoring import commitments, verify
from scoring.models import Event, ScoreSheet
from scoring.services import ranking
from tests.conftest import client_for


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
