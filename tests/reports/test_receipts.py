"""The receipt of a sending: a paper, and an email to the candidate's people with the paper in it."""

from django.core import mail

from nominations.services.answers import save_answer, send
from paritrana.notices.models import Notice
from reports.models import Dispatch, Document
from reports.services import building, dispatch, make_receipt
from tests import factories


def test_receipt_is_mailed_once_to_who_has_an_address(category, nominees, official, secretariat, monkeypatch):
    official.email = "pejabat@example.id"
    official.save(update_fields=["email"])
    instrument = factories.instrument(category, indicators=1)
    nomination = factories.nomination(category, nominees[0], secretariat)
    save_answer(nomination, instrument.indicators.get(), value="yes", version=0, by=official)
    sending = send(nomination, sender_name="Pejabat", sender_office="Kabid", by=official)
    told = Notice.objects.filter(to=official).count()
    document = make_receipt(sending)
    assert make_receipt(sending) == document
    assert dispatch.post(document) == 0  # the paper is not made yet
    assert building.build_document(document.pk)
    document = Document.objects.get(pk=document.pk)
    assert (dispatch.post(document), dispatch.post(document)) == (1, 0)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["pejabat@example.id"], f"Tanda Terima {sending.receipt}")
    assert [part[0] for part in message.attachments] == ["tanda-terima.pdf"]
    assert sending.receipt in message.body
    assert Dispatch.objects.get().status == "sent"
    assert Notice.objects.filter(to=official).count() == told
