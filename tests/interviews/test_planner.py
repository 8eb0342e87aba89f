"""The planner against an independent checker and against brute force, on random days with fixed seeds."""

import json
import random
from dataclasses import replace

import pytest

from bench.planner import day as tight
from interviews.planner import Absence, Block, Budget, Demands, Group, Room, Row, Turn, Undecided, find
from interviews.planner.check import problems, with_panels
from interviews.planner.collisions import collision, without
from interviews.planner.demands import as_json, drawn, from_json, rows_as_json, rows_from_json
from interviews.planner.words import sentences

DAY = 739_000 * 24 * 60
NINE = tuple(range(1, 10))


def at(hour, minute=0):
    return DAY + hour * 60 + minute


def room(name="Ruang A", opens=9, closes=17, panel=NINE, **values):
    return Room(name, values.pop("place", name), values.pop("mode", "on_site"), at(opens), at(closes), panel)


def regions(quorum=5, **values):
    return Group(
        "daerah",
        "Kabupaten/Kota",
        **({"presentation": 7, "questions": 13, "gap": 5} | values),
        quorum=quorum,
        raters=NINE,
    )


def turns(count, category="daerah", first=1, **values):
    return tuple(
        Turn(number, f"Daerah {number:02}", number, category, **values) for number in range(first, first + count)
    )


def times(rows):
    return [f"{(row.start - DAY) // 60:02}.{row.start % 60:02}" for row in rows]


# --- an independent checker: the award's rules once more, minute by minute


def keeps_all(day, rows):
    by_key = {turn.key: turn for turn in day.turns}
    groups = {group.key: group for group in day.groups}
    if sorted(row.turn for row in rows) != sorted(by_key):
        return False
    places, people, guests = set(), set(), set()
    for row in rows:
        turn, where = by_key[row.turn], day.rooms[row.room]
        group = groups[turn.category]
        minutes = range(row.start, row.end)
        if len(minutes) != group.presentation + group.questions or row.start % 5:
            return False
        if not (where.opens <= row.start and row.end <= where.closes):
            return False
        if turn.mode and where.mode not in (turn.mode, "hybrid"):
            return False
        if (turn.earliest or 0) > row.start or (turn.latest or row.start) < row.start:
            return False
        for block in day.blocks:
            if block.place in ("", where.place) and any(block.opens <= minute < block.closes for minute in minutes):
                return False
        if any(start <= minute < end for start, end in turn.busy for minute in minutes):
            return False
        away = {one.person for one in day.absences for minute in minutes if one.opens <= minute < one.closes}
        if set(row.panel) != (set(where.panel) & set(group.raters)) - away or len(row.panel) < max(group.quorum, 1):
            return False
        wanted = [
            (places, {(where.place, minute) for minute in range(row.start, row.end + group.gap)}),
            (people, {(person, minute) for person in row.panel for minute in range(row.start, row.end + group.gap)}),
            (guests, {(turn.nominee, minute) for minute in range(row.start, row.end + group.gap)}),
        ]
        for taken, new in wanted:
            if taken & new:
                return False
            taken |= new
    return linked_enough(day, rows, by_key) and rested_enough(day, rows)


def linked_enough(day, rows, by_key):
    for group in day.groups:
        panels = [set(row.panel) for row in rows if by_key[row.turn].category == group.key]
        if group.key in day.loose or not panels:
            continue
        together = [panels.pop()]
        while near := [one for one in panels if any(one == two or len(one & two) >= day.shared for two in together)]:
            together += near
            panels = [one for one in panels if one not in near]
        if panels:
            return False
    return True


def rested_enough(day, rows):
    for place in {one.place for one in day.rooms} if day.most else ():
        own = sorted((row.start, row.end) for row in rows if day.rooms[row.room].place == place)
        for number in range(len(own) - day.most):
            stretch = own[number : number + day.most + 1]
            if all(after[0] - before[1] < day.pause for before, after in zip(stretch, stretch[1:], strict=False)):
                return False
    return True


# --- brute force: every turn at every time of every room


def brute_force(day):
    """Whether any plan exists. Knows nothing of orders, bounds or kinds."""
    choices = []
    for turn in day.turns:
        group = next(group for group in day.groups if group.key == turn.category)
        own = []
        for number, where in enumerate(day.rooms):
            for start in range(where.opens, where.closes, 5):
                (row,) = with_panels(day, [_row(turn, number, start)])
                if keeps_all(replace(day, turns=(turn,)), [row]):
                    own.append((row, where.place, row.end + group.gap, turn.nominee))
        choices.append(own)
    choices.sort(key=len)
    return _extend(day, choices, [])


def _extend(day, choices, chosen):
    if len(chosen) == len(choices):
        return keeps_all(day, [one[0] for one in chosen])
    return any(
        _extend(day, choices, [*chosen, one])
        for one in choices[len(chosen)]
        if not any(_meet(one, other) for other in chosen)
    )


def _meet(one, other):
    (row, place, until, guest), (row2, place2, until2, guest2) = one, other
    both = row.start < until2 and row2.start < until
    return both and (place == place2 or guest == guest2 or bool(set(row.panel) & set(row2.panel)))


def _row(turn, number, start):
    return Row(turn.key, number, start, start, ())


# --- random days


def random_day(chance, most_turns, hours):
    people = tuple(range(1, chance.randint(3, 9) + 1))
    groups = []
    for number in range(chance.randint(1, 3)):
        raters = tuple(person for person in people if chance.random() < 0.85) or people[:1]
        groups.append(
            Group(
                f"k{number}",
                f"Kategori {number}",
                chance.choice([5, 7, 10]),
                chance.choice([8, 10, 13, 20]),
                chance.choice([0, 5]),
                chance.randint(1, max(1, len(raters) - 1)),
                raters,
            )
        )
    rooms = []
    for number in range(chance.randint(1, 3)):
        opens = at(8) + 5 * chance.randint(0, 12)
        panel = people if chance.random() < 0.3 else tuple(one for one in people if chance.random() < 0.6) or people[:1]
        mode = chance.choice(["on_site", "on_site", "online", "hybrid"])
        place = chance.choice(["A", "B"])
        rooms.append(
            Room(f"Ruang {number}", place, mode, opens, opens + 5 * chance.randint(hours * 6, hours * 12), panel)
        )
    found = []
    for number in range(1, chance.randint(1, most_turns) + 1):
        earliest = at(8) + 5 * chance.randint(0, hours * 10) if chance.random() < 0.25 else None
        latest = (earliest or at(8)) + 5 * chance.randint(0, hours * 10) if chance.random() < 0.25 else None
        found.append(
            Turn(
                number,
                f"Daerah {number:02}",
                number if chance.random() < 0.85 else 1,
                chance.choice(groups).key,
                earliest,
                latest,
                chance.choice(["", "", "", "on_site", "online"]),
            )
        )
    blocks, absences = [], []
    for number in range(chance.randint(0, 2)):
        opens = at(8) + 5 * chance.randint(0, hours * 12)
        blocks.append(Block(f"Jeda {number}", opens, opens + 5 * chance.randint(1, 6), chance.choice(["", "A"])))
    for _number in range(chance.randint(0, 2)):
        opens = at(8) + 5 * chance.randint(0, hours * 12)
        absences.append(Absence(chance.choice(people), opens, opens + 5 * chance.randint(1, 24)))
    return Demands(
        tuple(groups),
        tuple(rooms),
        tuple(found),
        tuple(blocks),
        tuple(absences),
        {person: f"Panelis {person}" for person in people},
        chance.randint(1, 3),
        most=chance.choice([0, 0, 0, 0, 2, 3]),
        pause=chance.choice([10, 15]),
    )


@pytest.mark.parametrize("block", range(10))
def test_five_hundred_random_days_have_a_plan_or_a_proof(block):
    """400 days of up to 8 delegations and 100 small ones that brute force looks through as well."""
    for number in range(50):
        small = number % 5 == 0
        day = random_day(random.Random(1000 * block + number), 5 if small else 8, 1 if small else 3)
        rows = find(day, "2025")
        if rows is not None:
            assert keeps_all(day, rows), (block, number)
            assert problems(day, rows) == []
        else:
            a_smallest_set_collides(day, small)
        if small:
            assert brute_force(day) is (rows is not None), (block, number)


def a_smallest_set_collides(day, small):
    found = collision(day)
    assert found.sure
    assert sentences(day, found)
    assert find(without(day, found)) is None
    assert not (small and brute_force(without(day, found)))
    for demand in found.demands:
        easier = without(day, found, demand)
        assert keeps_all(easier, find(easier)), demand


# --- what a plan is like


def test_nineteen_turns_fit_a_day_with_opening_and_break():
    """users.md 1.18: 19 turns of 25 minutes are 7 h 55; with opening and lunch 9 h 40."""
    blocks = (Block("Pembukaan", at(8), at(8, 45)), Block("Istirahat", at(12), at(13)))
    day = Demands((regions(),), (room(opens=8, closes=18),), turns(19), blocks)
    rows = find(day, "7")
    assert (times(rows)[0], times(rows)[7], times(rows)[8], times(rows)[-1]) == ("08.45", "11.40", "13.00", "17.10")
    assert len(rows) == 19


def test_order_is_drawn_from_the_seed_and_nothing_else():
    day = Demands((regions(),), (room(),), turns(7))
    order = [row.turn for row in find(day, "123456")]
    assert order == sorted(range(1, 8), key=lambda number: drawn("123456", number))
    assert [row.turn for row in find(replace(day, turns=day.turns[::-1]), "123456")] == order
    assert [row.turn for row in find(day, "654321")] != order


def test_windows_bend_the_order_only_where_they_must():
    day = Demands((regions(),), (room(),), turns(5))
    order = [row.turn for row in find(day, "9")]
    early = replace(day, turns=tuple(replace(one, latest=at(9)) if one.key == order[3] else one for one in day.turns))
    assert [row.turn for row in find(early, "9")] == [order[3], *order[:3], order[4]]


def test_a_room_hears_a_category_to_its_end():
    groups = (regions(), replace(regions(), key="desa", name="Desa"))
    day = Demands(groups, (room(),), turns(3) + turns(3, "desa", 4))
    heard = [row.turn > 3 for row in find(day, "1")]
    assert heard in ([False] * 3 + [True] * 3, [True] * 3 + [False] * 3)


def test_parallel_rooms_without_common_panelists_take_whole_categories():
    """users.md 3.5: the marks of one category need one scale."""
    groups = (regions(quorum=3), replace(regions(quorum=3), key="desa", name="Desa"))
    rooms = (room("Ruang A", panel=NINE[:5]), room("Ruang B", panel=NINE[5:]))
    rows = find(Demands(groups, rooms, turns(4) + turns(4, "desa", 5)), "1")
    assert {row.turn > 4 for row in rows if row.room == 0} != {row.turn > 4 for row in rows if row.room == 1}
    one = Demands(groups[:1], (room("Ruang A", 9, 10, NINE[:5]), room("Ruang B", 9, 10, NINE[5:])), turns(4))
    assert find(one) is None
    assert len(find(replace(one, shared=0))) == 4


def test_two_who_rotate_link_the_rooms():
    rooms = (
        room("A pagi", 9, 10, NINE[:5], place="A"),
        room("B pagi", 9, 10, NINE[4:], place="B"),
        room("B siang", 13, 14, (1, 2, 6, 7, 8), place="B"),
    )
    day = Demands((regions(quorum=4),), (rooms[0], replace(rooms[1], panel=NINE[5:]), rooms[2]), turns(5))
    rows = find(day)
    assert {row.room for row in rows} == {0, 1, 2}
    assert find(replace(day, rooms=day.rooms[:2])) is None


def test_who_leaves_takes_the_quorum_along():
    day = Demands(
        (regions(quorum=9),), (room(closes=16),), turns(4), (), (Absence(3, at(10), at(18)),), {3: "Ibu Tiga"}
    )
    found = collision(day)
    assert find(day) is None
    assert "Ibu Tiga tidak dapat duduk Rabu, 24 April 2024 10.00–18.00." in sentences(day, found)
    assert len(find(replace(day, groups=(regions(quorum=8),)))) == 4


def test_too_many_turns_are_counted_in_words():
    day = Demands((regions(),), (Room("Ruang A", "A", "on_site", at(8), at(12, 35), NINE),), turns(15))
    assert sentences(day, collision(day))[0] == (
        "12 giliran 25 menit memerlukan 5 jam 0 menit; Ruang A (Rabu, 24 April 2024) hanya punya 4 jam 35 menit."
    )


def test_every_tight_day_is_decided():
    """Nineteen delegations, nine panelists: rotating and fixed panels, one room and two, with breaks and without."""
    for closes in (13 * 60, 14 * 60, 14 * 60 + 15, 14 * 60 + 20, 16 * 60):
        turning = tight(closes)
        fixed = tuple(replace(where, closes=turning.rooms[2].closes) for where in turning.rooms[:2])
        for rooms in (turning.rooms, fixed, turning.rooms[::2], (replace(fixed[0], panel=NINE),)):
            for blocks in ((), turning.blocks, (*turning.blocks, Block("Asar", at(15, 15), at(15, 35)))):
                day = replace(turning, rooms=rooms, blocks=blocks)
                rows = find(day, "2025", Budget(500))
                assert rows is None or keeps_all(day, rows)


def test_the_tightest_day_is_refused_with_a_smallest_set():
    """Five minutes more and there is a plan."""
    day = tight(14 * 60 + 15)
    found = collision(day)
    assert (found.sure, len(found.demands)) == (True, 19)
    assert sentences(day, found)
    assert find(tight(14 * 60 + 20)) is not None


def test_a_search_that_is_cut_off_says_so():
    with pytest.raises(Undecided):
        find(Demands((regions(),), (room(),), turns(9)), budget=Budget(3))


def test_demands_and_rows_survive_json():
    day = replace(random_day(random.Random(5), 9, 4), people={1: "Satu"})
    assert from_json(json.loads(json.dumps(as_json(day)))) == day
    rows = find(Demands((regions(),), (room(),), turns(3)))
    assert rows_from_json(json.loads(json.dumps(rows_as_json(rows)))) == rows


def test_problems_name_what_a_hand_has_broken():
    day = Demands(
        (regions(),), (room(), room("Ruang B", panel=NINE[:6])), turns(3), (Block("Istirahat", at(12), at(13)),)
    )
    first, second, third = find(replace(day, rooms=day.rooms[:1]))
    moved = with_panels(day, [first, replace(second, room=1), replace(third, start=at(12))])
    texts = [problem.text for problem in problems(day, moved)]
    assert texts == [
        f"Daerah {third.turn:02} bertemu Istirahat (12.00–13.00).",
    ]
