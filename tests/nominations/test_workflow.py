import pytest

from nominations.services.nominations import CODES
from nominations.workflow import ENDED, MOVES, IllegalMove, Status, actions_for, move_for
from paritrana.access import GRANTS

# The whole table, written out: whoever changes the workflow changes this too.
TABLE = {
    "late": {"confirm_late": "proposed", "cancel_late": "cancelled"},
    "proposed": {"send": "sent", "merge": "merged", "refuse": "refused", "withdraw": "withdrawn"},
    "sent": {
        "supplement": "sent",
        "replace": "sent",
        "refill": "returned",
        "merge": "merged",
        "take_back": "proposed",
        "return": "returned",
        "complete": "verified",
        "withdraw": "withdrawn",
        "disqualify": "disqualified",
    },
    "returned": {
        "send": "sent",
        "lapse": "verified",
        "merge": "merged",
        "refuse": "refused",
        "withdraw": "withdrawn",
        "disqualify": "disqualified",
    },
    "verified": {
        "supplement": "sent",
        "replace": "sent",
        "refill": "returned",
        "recheck": "sent",
        "merge": "merged",
        "return": "returned",
        "shortlist": "shortlisted",
        "leave_out": "not_shortlisted",
        "withdraw": "withdrawn",
        "disqualify": "disqualified",
    },
    "shortlisted": {"leave_out": "not_shortlisted", "withdraw": "withdrawn", "disqualify": "disqualified"},
    "not_shortlisted": {"shortlist": "shortlisted", "withdraw": "withdrawn", "disqualify": "disqualified"},
    "refused": {},
    "withdrawn": {},
    "disqualified": {},
    "cancelled": {},
    "merged": {},
}


def test_the_table_is_exactly_this():
    found = {
        status.value: {action: move_for(status, action).target.value for action in actions_for(status)}
        for status in Status
    }
    assert found == TABLE


@pytest.mark.parametrize("status", list(Status))
def test_every_other_move_is_refused(status):
    for action in {move.action for move in MOVES} - set(TABLE[status]):
        with pytest.raises(IllegalMove):
            move_for(status, action)


def test_ended_states_have_no_way_out():
    assert {status for status in Status if not actions_for(status)} == ENDED


def test_every_action_names_a_right_of_the_matrix():
    assert set(CODES) == {move.action for move in MOVES}
    assert set(CODES.values()) <= set(GRANTS)
