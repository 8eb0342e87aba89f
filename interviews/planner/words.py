"""Colliding demands in sentences."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews.planner.collisions import Collision, Demand, only
from interviews.planner.demands import GRID, Demands, Group, Room, Turn, moment, overlap, seated, suits
from interviews.planner.kinds import kinds_of
from paritrana.numbers import tanggal


def clock(at: int) -> str:
    return f"{moment(at):%H.%M}"


def hours(length: int) -> str:
    return _("%(hours)s jam %(minutes)s menit") % {"hours": length // 60, "minutes": length % 60}


def sentences(demands: Demands, found: Collision) -> list[str]:
    """Why it cannot be, then each demand that plays a part, then the way out."""
    kept = only(demands, set(found.demands))
    turns = sorted(kept.turns, key=lambda turn: turn.name)
    text = [*(_no_place(kept, turns[0]) if len(turns) == 1 else _too_much(kept))]
    if len(turns) > 1:
        text.append(_("Tidak dapat dijadwalkan bersama: %(names)s.") % {"names": ", ".join(map(_called(kept), turns))})
    text += [_other(demands, one) for one in found.demands if one.kind != "turn"]
    if not found.sure:
        text.append(_("Kemungkinannya terlalu banyak untuk diperiksa semua; mungkin sebagian saja sudah cukup."))
    elif len(found.demands) > 1:
        text.append(_("Cukup melonggarkan salah satu di antaranya."))
    return text


def unlinked(group: Group, shared: int) -> str:
    return _(
        "%(category)s hanya boleh dibagi atas beberapa panel bila sedikitnya %(shared)s panelis duduk di keduanya, "
        "supaya nilainya satu ukuran."
    ) % {"category": group.name, "shared": shared}


def _called(demands: Demands):  # type: ignore[no-untyped-def]
    """The name, with the category where one delegation is heard in two."""
    names = [turn.name for turn in demands.turns]
    return lambda turn: turn.name if names.count(turn.name) == 1 else f"{turn.name} ({demands.group(turn).name})"


def _no_place(demands: Demands, turn: Turn) -> Iterator[str]:
    group = demands.group(turn)
    rooms = [room for room in demands.rooms if suits(turn, room)]
    largest = max(
        (len(seated(demands, group, room, start)) for room in rooms for start in range(room.opens, room.closes, GRID)),
        default=0,
    )
    if rooms and largest < max(group.quorum, 1):
        yield _("%(category)s memerlukan %(quorum)s panelis; panel yang hadir paling banyak %(seated)s.") % {
            "category": group.name,
            "quorum": max(group.quorum, 1),
            "seated": largest,
        }
    else:
        yield _("%(name)s (%(length)s menit) tidak mendapat tempat pada jam ruang mana pun.") % {
            "name": turn.name,
            "length": group.talk,
        }


def _too_much(demands: Demands) -> Iterator[str]:
    """The counting argument, where it is a proof: so many minutes are needed, the rooms have fewer."""
    groups = [demands.group(turn) for turn in demands.turns]
    used = {index for kind in kinds_of(demands) for index in kind.starts}
    rooms = [room for index, room in enumerate(demands.rooms) if index in used]
    if not rooms:
        return
    needed = sum(group.step for group in groups)
    first = min(-1 if turn.earliest is None else turn.earliest for turn in demands.turns)
    ends = [
        None if turn.latest is None else turn.latest + group.talk
        for turn, group in zip(demands.turns, groups, strict=True)
    ]
    last = None if None in ends else max(end for end in ends if end is not None)
    free = {room: _free(demands, room, first, last) for room in rooms}
    spared = max(group.gap for group in groups) * len({room.place for room in rooms})
    if needed - spared <= sum(free.values()):
        return
    lengths = sorted({group.step for group in groups})
    each = _("%(length)s menit") % {"length": " / ".join(map(str, lengths))}
    yield ngettext(
        "%(count)s giliran %(each)s memerlukan %(needed)s; %(rooms)s.",
        "%(count)s giliran %(each)s memerlukan %(needed)s; %(rooms)s.",
        len(groups),
    ) % {
        "count": len(groups),
        "each": each,
        "needed": hours(needed),
        "rooms": ", ".join(
            _("%(room)s (%(day)s) hanya punya %(free)s")
            % {"room": room.name, "day": tanggal(moment(room.opens)), "free": hours(length)}
            for room, length in free.items()
        ),
    }


def _free(demands: Demands, room: Room, first: int, last: int | None) -> int:
    """Minutes of the room outside breaks, from the first start to the last end."""
    blocks = [(block.opens, block.closes) for block in demands.blocks if block.place in ("", room.place)]
    closes = room.closes if last is None else min(room.closes, last)
    cells = range(max(room.opens, first), closes, GRID)
    return GRID * sum(not any(overlap((cell, cell + GRID), block) for block in blocks) for cell in cells)


def _other(demands: Demands, one: Demand) -> str:
    if one.kind == "window":
        turn = next(turn for turn in demands.turns if turn.key == one.key)
        if turn.latest is None:
            return _("%(name)s baru dapat mulai pukul %(time)s.") % {
                "name": turn.name,
                "time": clock(turn.earliest or 0),
            }
        if turn.earliest is None:
            return _("%(name)s harus mulai paling lambat pukul %(time)s.") % {
                "name": turn.name,
                "time": clock(turn.latest),
            }
        return _("%(name)s hanya dapat mulai pukul %(first)s sampai %(last)s.") % {
            "name": turn.name,
            "first": clock(turn.earliest),
            "last": clock(turn.latest),
        }
    if one.kind == "block":
        block = demands.blocks[int(one.key)]
        return _("%(name)s, %(day)s %(opens)s–%(closes)s.") % {
            "name": block.name,
            "day": tanggal(moment(block.opens)),
            "opens": clock(block.opens),
            "closes": clock(block.closes),
        }
    if one.kind == "absence":
        absence = demands.absences[int(one.key)]
        return _("%(name)s tidak dapat duduk %(day)s %(opens)s–%(closes)s%(why)s.") % {
            "name": demands.people.get(absence.person, absence.person),
            "day": tanggal(moment(absence.opens)),
            "opens": clock(absence.opens),
            "closes": clock(absence.closes),
            "why": f" ({absence.why})" if absence.why else "",
        }
    if one.kind == "linked":
        group = next(group for group in demands.groups if group.key == one.key)
        return _(
            "%(category)s hanya boleh dibagi atas dua panel bila sedikitnya %(shared)s panelis duduk di keduanya."
        ) % {
            "category": group.name,
            "shared": demands.shared,
        }
    return _("Paling banyak %(most)s giliran tanpa jeda %(pause)s menit.") % {
        "most": demands.most,
        "pause": demands.pause,
    }
