"""One line per address: who gets in, and what the others get. Letters are roles of people of Kaltim.

A administrator, S secretariat, C chair, P panelist, O observer, H branch head, F branch staff, N official of a
candidate. Who is not named gets 403 (the edition is theirs to see, this page is not), unless named in
`hidden`: those get 404, because the row itself is out of their reach. The same people of Kalsel get 404 on
every row of Kaltim.
"""

from dataclasses import dataclass

EVERYBODY = "ASCPOHFN"


@dataclass(frozen=True)
class Line:
    args: str = ""  # which row: a name of World.rows
    roles: str = EVERYBODY
    hidden: str = ""
    method: str = "GET"
    ok: int = 200  # what those in `roles` get
    public: bool = False  # also signed out
    personal: bool = False  # about the person who asks: everybody signed in gets it, wherever they sit
    signed_out: int | None = None  # what nobody in particular gets, when that differs
    national: bool = False  # no row of a province: the same roles elsewhere get the same


def post(args: str, roles: str, ok: int = 302, hidden: str = "") -> Line:
    """An address that only acts; asked with an empty form."""
    return Line(args, roles, hidden, "POST", ok)


LINES: dict[str, Line] = {
    # public
    "public": Line(public=True),
    "healthz": Line(public=True, ok=503),  # no worker beside the tests
    "results": Line("edition", ok=404, public=True),  # nothing is released yet
    "check": Line(public=True),
    "check_code": Line("code", public=True),
    "slip": Line(public=True),
    "account_login": Line(public=True, ok=302, signed_out=200),
    "account_reset_password": Line(public=True),
    "account_reset_password_done": Line(public=True),
    "account_reset_password_from_key": Line("reset key", public=True),
    "account_reset_password_from_key_done": Line(public=True),
    # personal
    "home": Line(personal=True),
    "profile": Line(personal=True),
    "notices": Line(personal=True),
    "notices_read": Line(personal=True, method="POST", ok=302),
    "account_logout": Line(personal=True),
    "account_change_password": Line(personal=True),
    # the nation
    "nation": Line(roles="A", national=True),
    "secretariat_new": Line(roles="A", national=True),
    "province": Line("province", "A", national=True),
    "branches": Line(roles="A", national=True),
    "branch_new": Line(roles="A", national=True),
    "branch": Line("branch", "A", national=True),
    "area_end": Line("area", "A", method="POST", ok=302, national=True),
    "edition_new": Line(roles="S", national=True),
    # people and editions
    "edition": Line("edition"),
    "edition_edit": Line("edition", "S"),
    "categories": Line("edition", "S"),
    "category_new": Line("edition", "S"),
    "category_edit": Line("category", "S"),
    "category_remove": post("category", "S", 422),
    "stages": Line("edition", "SCO"),
    "stage": Line("category", "SCO"),
    "seats": Line("edition", "ASCPO"),
    "seats_lay_out": post("edition", "S", 422),
    "seat_new": Line("seat kind", "S"),
    "scorers": Line("edition", "S"),
    "notices_sent": Line("edition", "S"),
    "notice_told": post("notice", "S"),
    "audit": Line("edition", "SO"),
    "seat": Line("seat", "S", hidden="ACPOHFN"),
    "seat_edit": Line("seat", "S", hidden="ACPOHFN"),
    "seat_fill": Line("empty seat", "S", hidden="ACPOHFN"),
    "seat_hand_over": Line("seat", "S", hidden="ACPOHFN"),
    "seat_end": Line("seat", "S", hidden="ACPOHFN"),
    "seat_block": Line("seat", "S", hidden="ACPOHFN"),
    "seat_unblock": post("seat", "S", hidden="ACPOHFN"),
    "seat_invite": post("seat", "S", hidden="ACPOHFN"),
    "seat_told": post("seat", "S", 422, hidden="ACPOHFN"),
    "seat_slip": post("seat", "S", 200, hidden="ACPOHFN"),
    # nominations
    "nominations": Line("edition", "SCPOHFN"),
    "nomination_new": Line("edition", "SH"),
    "nominee_new": Line("edition", "SH", ok=404),
    "nomination": Line("nomination", "SCPOHFN"),
    "calls": Line("edition", "S"),
    "call": Line("nomination", "S"),
    "nomination_act": post("nomination", "SCPOHFN", 422),
    "nomination_extend": post("nomination", "S", 422),
    "nomination_check": Line("nomination", "N", ok=302),
    "nomination_sent": Line("nomination", "N"),
    "nomination_section": Line("section", "N", ok=302),
    "evidence_upload": Line("section item", "N"),
    "upload": Line("upload", "N", hidden="ASCPOHF"),
    "questions": Line("nomination", "N"),
    "questions_file": Line("questions", "N"),
    "questions_check": Line("answer import", "N"),
    "questions_original": Line("answer import", "N"),
    "on_behalf": Line("nomination", "S"),
    "on_behalf_enter": Line("question", "S"),
    "on_behalf_objection": Line("on behalf", "N"),
    "replacement_ask": Line("nomination", "N"),
    "replacement": Line("replacement", "N"),
    "replacement_decide": Line("replacement", "S"),
    "colleagues": Line("nomination", "N"),
    "colleague_slip": post("colleague", "N", 200),
    "evidence": Line("evidence", "SCPOHFN"),
    "evidence_state": Line("evidence", "N"),
    "evidence_preview": Line("drawn evidence", "SCPOHFN"),
    "verification": Line("edition", "S"),
    "verification_file": Line("nomination", "S"),
    "verify_answer": post("answer", "S", 422),
    "verification_history": Line("answer", "S"),
    "verification_hold": post("section", "S", 422),
    "verification_return": post("nomination", "S", 422),
    "verification_complete": post("nomination", "S", 422),
    "verification_lapse": post("nomination", "S", 422),
    "selection": Line("edition", "S"),
    "instrument": Line("category", "S"),
    "instrument_act": post("category", "S", 404),
    "instrument_change": Line("category", "S"),
    "instrument_file": Line("questions of category", "S"),
    "indicator_new": Line("category", "S"),
    "indicator": Line("indicator", "S"),
    # coverage
    "coverage": Line("edition", "SCPOHFN"),
    "coverage_regency": Line("regency", "SCPOHFN"),
    "coverage_entry": Line("regency", "HF"),
    "coverage_confirmation": Line("edition", "H"),
    "coverage_import": Line("edition", "HF"),
    "coverage_import_template": Line("edition", "HF"),
    "coverage_import_check": Line("coverage import", "HF"),
    "coverage_import_file": Line("coverage import", "HF"),
    "coverage_target": Line("edition", "S"),
    "coverage_explain": Line("regency", "HFN"),
    "national_coverage": Line(roles="A", national=True),
    "protection": Line("edition", "SCPOHFN"),
    "protection_groups": Line("edition", "S"),
    "protection_group": Line("protected group", "S"),
    "protection_regency": Line("regency", "SHF"),
    "regulations": Line("edition", "SCPOHFN"),
    "regulation_new": Line("edition", "S"),
    "regulation": Line("regulation", "S"),
    "regulation_file": Line("regulation", "SCPOHFN"),
    "outreach": Line("edition", "SCPOHFN"),
    "outreach_new": Line("edition", "S"),
    "outreach_event": Line("outreach", "SCPOHFN"),
    "outreach_edit": Line("outreach", "S"),
    "outreach_presence": Line("outreach", "S"),
    # scoring
    "rule_books": Line("edition", "SCPO"),
    "rule_book": Line("category", "SCPO"),
    "rule_book_start": post("category", "S"),
    "rule_book_weights": post("category", "S", 422),
    "rule_book_rules": Line("category", "S"),
    "rule_book_copy": Line("category", "S"),
    "rule_book_freeze": post("category", "SC"),
    "rule_book_thaw": post("category", "SC", 422),
    "criterion_add": Line("category", "S"),
    "criterion": Line("criterion", "S"),
    "criterion_remove": post("criterion", "S"),
    "criterion_move": post("criterion", "S"),
    "sheets": Line("edition", "CP"),
    "sheet": Line("sheet", "P", hidden="C"),
    "progress_list": Line("edition", "SCO"),
    "progress": Line("category", "SCO"),
    "desk_open": post("category", "S", 422),
    "hand_overs": post("category", "S"),
    "coverage_values": post("category", "S"),
    "scoring_close": post("category", "S"),
    "sheet_follow": Line("sheet of category", "SCO"),
    "conflicts": Line("edition", "SCPO"),
    # ranking
    "rankings": Line("edition", "SCPOH"),
    "ranking": Line("category", "SCPO"),
    "ranking_run": post("category", "S"),
    "explanation": Line("row", "SCPOH", hidden="AFN"),
    "review": Line("category", "SCPOH"),
    "review_open": Line("category", "S"),
    "review_response": Line("response", "H"),
    "review_reply": Line("response", "S"),
    "plenary": Line("category", "SCPO"),
    "plenary_revoke": post("category", "C", 404),
    "award_add": Line("category", "SC"),
    "award_remove": post("award", "SC"),
    "papers": Line("category", "SCO"),
    "paper_new": Line("paper kind", "S"),
    "paper": Line("paper", "SCO"),
    "paper_confirm": post("paper", "SCO"),
    "paper_discard": post("paper", "SCO", 422),
    "paper_scan": Line("paper", "SCO"),
    # interviews
    "interviews": Line("edition", "SCPOHFN"),
    "interview_plan": Line("edition", "S"),
    "venues": Line("edition", "S"),
    "interview": Line("session", "SCPOHFN"),
    "interview_panel": post("session", "S", 422),
    "interview_leave": post("session", "S", 422),
    "interview_cancel": post("session", "S", 422),
    "interview_close": post("session", "S"),
    "attendance": Line("slot", "S"),
    "slot_time": Line("slot", "S"),
    # documents
    "documents": Line("edition", "SCON"),
    "signer": Line("edition", "S"),
    "report": post("edition", "S", 404),
    "certificates": Line("category", "S"),
    "batch": Line("batch", "S"),
    "document_file": Line("document", "SCON"),
    "document_retry": post("document", "S"),
}
