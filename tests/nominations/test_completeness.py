import pytest

from nominations.completeness import Item, State, meter, state

DONE = Item(answered=True)
EMPTY = Item(answered=False)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], State.NOT_STARTED),
        ([EMPTY, EMPTY], State.NOT_STARTED),
        ([DONE, EMPTY], State.FILLING),
        ([Item(answered=False, touched=True)], State.FILLING),
        ([Item(answered=False, files=1)], State.FILLING),
        ([DONE, DONE], State.COMPLETE),
        ([DONE, Item(answered=True, wants_evidence=True)], State.FILLING),
        ([Item(answered=True, wants_evidence=True, files=1)], State.COMPLETE),
        ([DONE, Item(answered=True, flag="incomplete")], State.TO_COMPLETE),
        ([Item(answered=True, flag="incomplete"), Item(answered=True, flag="wrong")], State.TO_CORRECT),
    ],
)
def test_state_of_a_section(items, expected):
    assert state(items) == expected


def test_meter_counts_what_is_complete():
    lacking = Item(answered=True, wants_evidence=True)
    assert meter([DONE, EMPTY, lacking, Item(answered=True, flag="wrong")]) == (1, 4)
    assert [item.lacks_evidence for item in (DONE, EMPTY, lacking)] == [False, False, True]
