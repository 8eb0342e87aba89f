import pytest

from paritrana.committees.models import Stage
from paritrana.committees.workflow import ORDER, IllegalMove, Kind, earlier_stages, move_for, next_stage


def test_the_table_has_the_stages_of_the_model():
    assert list(ORDER) == [stage.value for stage in Stage]


@pytest.mark.parametrize(
    ("stage", "skips", "following"),
    [
        ("preparation", [], "nomination"),
        ("nomination", ["selection"], "interviews"),
        ("nomination", ["selection", "interviews"], "deliberation"),
        ("selection", ["interviews"], "deliberation"),
        ("announced", [], "closed"),
        ("closed", [], None),
    ],
)
def test_next_stage_leaves_out_what_is_skipped(stage, skips, following):
    assert next_stage(stage, skips) == following


def test_every_move_up_to_decided_can_be_taken_back():
    for stage in ("nomination", "selection", "interviews", "deliberation", "decided"):
        assert earlier_stages(stage, [])[0] == ORDER[ORDER.index(stage) - 1]
        assert move_for(stage, "preparation", []).kind is Kind.BACK
    assert earlier_stages("announced", []) == []


def test_nothing_comes_back_from_announced():
    for source in ("announced", "closed"):
        for target in ORDER[: ORDER.index(source)]:
            with pytest.raises(IllegalMove, match="Keputusan perubahan"):
                move_for(source, target, [])


def test_announcement_is_a_release_and_asks_for_its_own_right():
    move = move_for("decided", "announced", [])
    assert (move.kind, move.code, move.note_required) == (Kind.RELEASE, "categories.release", False)


def test_no_stage_is_jumped_over():
    with pytest.raises(IllegalMove):
        move_for("nomination", "interviews", [])
    with pytest.raises(IllegalMove):
        move_for("nomination", "nomination", [])


def test_a_skipped_stage_is_entered_on_the_way():
    assert move_for("nomination", "interviews", ["selection"]).entered == ("selection", "interviews")
