"""Recompute a published ranking (paket hasil): python verify.py snapshot.json [public key in hex]

One file, standard library only, Python 3.9 or newer; it shares no code with the portal. It prints PASS (exit 0),
or the first difference with its place (exit 1), or why the file cannot be read (exit 2). What it says is in
Indonesian, for those who run it. Read it from top to bottom: every number is an integer or a Fraction.
"""

import hashlib
import json
import re
import sys
from fractions import Fraction
from math import comb, lcm

LEVELS = {
    "totals": "totals (nilai akhir, peringkat, dan kode segel)",
    "codes": "codes (juga nilai tiap penilai, dengan kode)",
    "full": "full (semuanya, juga catatan penilaian)",
}


SHEET = "paritrana-lembar/1"  # what a panelist takes home: one sheet and its way up to the root
NOMINEE = "paritrana-kandidat/1"  # what a candidate takes home: the ways of all its sheets, their marks unopened


class Difference(Exception):
    """The first thing that is not as it has to be."""


class Broken(Exception):
    """No snapshot at all."""


def main(arguments):
    if len(arguments) not in (1, 2):
        print("Cara pakai: python verify.py paket-hasil.json [kunci publik]")
        return 2
    try:
        with open(arguments[0], "rb") as file:
            snapshot = read(file.read())
        proofs = {SHEET: verify_sheet, NOMINEE: verify_nominee}
        proof = proofs.get(snapshot.get("format"))
        lines = proof(snapshot) if proof else verify(snapshot, *arguments[1:])
    except Difference as difference:
        print("TIDAK COCOK:", difference)
        return 1
    except (Broken, OSError) as error:
        print("Berkas tidak dapat diperiksa:", error)
        return 2
    except (KeyError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
        print(f"Berkas tidak dapat diperiksa: isinya tidak lengkap atau rusak ({type(error).__name__}: {error})")
        return 2
    print("PASS:", *lines, sep="\n  ")
    return 0


def verify(snapshot, public_key=""):
    """All checks in order; answers what was checked, in lines. Raises Difference at the first that fails."""
    level, rules, run = snapshot["level"], snapshot["rules"], snapshot["run"]
    if snapshot["format"] != "paritrana/1" or level not in LEVELS:
        raise Broken("format atau tingkat paket tidak dikenal")
    lines = [f"tingkat paket: {LEVELS[level]}"]
    same("rules_sha256 (kode segel kriteria)", snapshot["rules_sha256"], seal(rules))
    lines.append("kriteria dan bobot sesuai kode segelnya")
    if level != "totals":
        given = {**run["input"], "rules": rules}
        lines.append(check_commitments(snapshot["commitments"], given["sheets"]))
        if level == "full":
            check_chain(snapshot)
            lines.append(f"catatan penilaian: {snapshot['ledger']['count']} peristiwa, rantainya utuh")
        checked = check_indicators(rules, given)
        found = Ranking(rules, given)
        same("run.result", run["result"], found.result())
        same("run.sha256 (kode segel perhitungan)", run["sha256"], seal({"input": given, "result": run["result"]}))
        if checked:
            lines.append(f"{checked} nilai dari cakupan dihitung ulang dari jumlah peserta dan penyebutnya")
        lines.append("nilai akhir, peringkat, pembeda, dan rincian dihitung ulang dari tiap lembar; segelnya cocok")
    else:
        lines.append("pembulatan dan peringkat dihitung ulang dari nilai akhir yang tepat")
        lines.append("tidak dapat diperiksa pada tingkat ini: nilai tiap penilai, segel perhitungan, catatan penilaian")
    check_order(rules, run["result"]["rows"])
    check_names(snapshot)
    check_signature(snapshot, public_key)
    key = snapshot["signature"]["public_key"]
    lines.append(f"tanda tangan Ed25519 sah, kunci publik {key}")
    lines.append("kunci itu yang Anda berikan" if public_key else "bandingkan kunci itu dengan halaman pengumuman")
    if "robustness" in snapshot:
        same("robustness", snapshot["robustness"], found.bootstrap())
        lines.append(f"peluang peringkat dihitung ulang dari {snapshot['robustness']['panels']} susunan panel")
    return lines


def same(place, found, expected):
    """The same JSON value, or the place of the first difference."""
    if isinstance(found, dict) and isinstance(expected, dict) and set(found) == set(expected):
        for key in expected:
            same(f"{place}.{key}", found[key], expected[key])
    elif isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        for number, pair in enumerate(zip(found, expected)):
            of = f" (nomine {pair[1]['nominee']})" if isinstance(pair[1], dict) and "nominee" in pair[1] else ""
            same(f"{place}[{number}]{of}", *pair)
    elif type(found) is not type(expected) or found != expected:
        raise Difference(f"{place}: tertulis {found!r}, seharusnya {expected!r}")


# --- the file: RFC 8785 bytes and hashes ----------------------------------------------------------------


def read(data):
    """The snapshot in a file: JSON without decimals, no key twice, and spelt as RFC 8785 spells it."""

    def once(pairs):
        if len(dict(pairs)) < len(pairs):
            raise Broken("ada kunci yang tertulis dua kali")
        return dict(pairs)

    def refused(text):
        raise Broken(f"angka harus tertulis sebagai teks: {text}")

    try:
        text = data.decode("utf-8")
        snapshot = json.loads(text, object_pairs_hook=once, parse_float=refused, parse_constant=refused)
    except (ValueError, RecursionError) as error:
        raise Broken(f"bukan JSON yang utuh ({error})") from None
    if not isinstance(snapshot, dict):
        raise Broken("bukan paket hasil")
    # Spaces between the values do not count; any other spelling of the same value would escape the signature.
    compact = re.sub(r'("(?:[^"\\]|\\.)*")|[ \t\r\n]+', lambda match: match[1] or "", text)
    if compact != jcs(snapshot):
        raise Broken("penulisan JSON tidak baku (RFC 8785)")
    return snapshot


ESCAPES = {code: f"\\u{code:04x}" for code in range(32)}
ESCAPES.update({8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"})


def jcs(value):
    """RFC 8785, for what a snapshot holds: no decimals, keys in the order of UTF-16 code units."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return f'"{value.translate(ESCAPES)}"'
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(map(jcs, value)) + "]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(f"{jcs(key)}:{jcs(value[key])}" for key in keys) + "}"


def sha256(data):
    return hashlib.sha256(data).digest()


def seal(value):
    return sha256(jcs(value).encode()).hex()


def raw(text, size, place):
    """The bytes of a hash, key or signature."""
    if not isinstance(text, str) or not re.fullmatch(f"[0-9a-f]{{{2 * size}}}", text):
        raise Difference(f"{place}: bukan {size} byte heksadesimal")
    return bytes.fromhex(text)


# --- commitments and the ledger -------------------------------------------------------------------------


def check_commitments(commitments, sheets):
    """Each sheet with its salt is what was committed to when it was sent; all together have the root."""
    leaves = commitments["leaves"]
    if commitments["root"] is None:
        return "komitmen lembar: tidak ada dalam paket ini"
    opened = {(leaf["nominee"], leaf["round"], leaf["person"]): leaf for leaf in leaves if leaf["salt"] is not None}
    for number, sheet in enumerate(sheets):
        nominee, round_, person = sheet["nominee"], sheet["round"], sheet["person"]
        place = f"run.input.sheets[{number}] (nomine {nominee}, penilai {person}, {round_})"
        leaf = opened.pop((nominee, round_, person), None)
        if leaf is None:
            raise Difference(f"{place}: tidak ada komitmen untuk lembar ini")
        raw(leaf["salt"], 16, f"{place}: garam")
        if leaf["commitment"] != sha256(b"\0" + jcs({"salt": leaf["salt"], "sheet": sheet}).encode()).hex():
            raise Difference(f"{place}: nilainya bukan yang dikirim; komitmennya lain")
    if opened:
        raise Difference(f"commitments: lembar {' / '.join(next(iter(opened)))} tidak ada dalam perhitungan")
    hashes = [raw(leaf["commitment"], 32, f"commitments.leaves[{i}]") for i, leaf in enumerate(leaves)]
    same("commitments.root", commitments["root"], merkle_root(hashes).hex())
    return f"{len(sheets)} lembar sesuai komitmennya, akar Merkle {commitments['root']}"


def merkle_root(leaves):
    """RFC 6962 over leaf hashes: cut at the largest power of two below their number."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"")
    cut = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + merkle_root(leaves[:cut]) + merkle_root(leaves[cut:]))


def verify_sheet(proof):
    """One sheet: with its salt it is the commitment, and the commitment leads up to the root."""
    leaf = sha256(b"\0" + jcs({"salt": proof["salt"], "sheet": proof["sheet"]}).encode())
    same("commitment (komitmen lembar)", proof["commitment"], leaf.hex())
    path = [raw(node, 32, f"path[{number}]") for number, node in enumerate(proof["path"])]
    same("root (akar Merkle)", proof["root"], root_from(leaf, int(proof["index"]), int(proof["size"]), path).hex())
    sheet, code = proof["sheet"], leaf.hex()[:12]
    marks = ", ".join(f"{criterion} {mark}" for criterion, mark in sheet["marks"].items())
    return [
        f"lembar nomine {sheet['nominee']}, penilai {sheet['person']}, {sheet['round']}: {marks}",
        f"kode terima {code[:4]} {code[4:8]} {code[8:]}",
        f"termasuk dalam akar Merkle {proof['root']}",
        "bandingkan akar itu dengan paket hasil atau berita acara, dan kode terima dengan catatan Anda",
    ]


def verify_nominee(proof):
    """All sheets of one candidate: each commitment leads up to the root, from a place of its own."""
    same("sheets.index", len(proof["sheets"]), len({sheet["index"] for sheet in proof["sheets"]}))
    rounds = {}
    for number, sheet in enumerate(proof["sheets"]):
        place = f"sheets[{number}]"
        leaf = raw(sheet["commitment"], 32, f"{place}.commitment")
        path = [raw(node, 32, f"{place}.path[{i}]") for i, node in enumerate(sheet["path"])]
        root = root_from(leaf, int(sheet["index"]), int(proof["size"]), path)
        same(f"{place}: akar Merkle", proof["root"], root.hex())
        rounds[sheet["round"]] = rounds.get(sheet["round"], 0) + 1
    counts = ", ".join(f"{count} lembar {name}" for name, count in sorted(rounds.items()))
    return [
        f"nomine {proof['nominee']}: {counts}",
        f"termasuk dalam akar Merkle {proof['root']}",
        "bandingkan akar itu dengan paket hasil; nilai tiap penilai tidak ada dalam berkas ini",
    ]


def root_from(leaf, index, size, path):
    """The root above a leaf, at `index` of `size`, by the hashes beside its way up, the lowest first."""
    if size == 1 or not path:
        if size != 1 or path:
            raise Difference("path: panjangnya tidak sesuai")
        return leaf
    cut = 1 << (size - 1).bit_length() - 1
    if index < cut:
        return sha256(b"\1" + root_from(leaf, index, cut, path[:-1]) + path[-1])
    return sha256(b"\1" + path[-1] + root_from(leaf, index - cut, size - cut, path[:-1]))


def check_chain(snapshot):
    """h_k = SHA-256(h_(k-1) || event), from the frozen rules to the head; commitments and root stand in it."""
    ledger, commitments = snapshot["ledger"], snapshot["commitments"]
    events = ledger["events"]
    before = events[0]["content"]["data"]["rules"] if events else None
    frozen, root = snapshot["rules_sha256"] if not events else None, None
    for number, event in enumerate(events, 1):
        content, place = event["content"], f"ledger.events[{number - 1}]"
        same(f"{place}.content.number", content["number"], str(number))
        before = sha256(raw(before, 32, place) + jcs(content).encode()).hex()
        same(f"{place}.hash ({content['verb']})", event["hash"], before)
        frozen, root = content["data"].get("rules", frozen), content["data"].get("root", root)
    same("ledger.head", ledger["head"], before)
    same("ledger.count", ledger["count"], str(len(events)))
    same("rules_sha256 terhadap catatan penilaian", snapshot["rules_sha256"], frozen)
    same("commitments.root terhadap catatan penilaian", commitments["root"], root)
    for number, leaf in enumerate(commitments["leaves"]):
        place, content = f"commitments.leaves[{number}]", events[int(leaf["event"]) - 1]["content"]
        same(f"{place}.commitment terhadap catatan", leaf["commitment"], content["data"]["commitment"])
        if leaf["salt"] is not None:
            same(f"{place}.salt terhadap catatan", sha256(bytes.fromhex(leaf["salt"])).hex(), content["salt"])


# --- totals and ranks -----------------------------------------------------------------------------------

MILLION = 10**6  # weights and marks are hundredths, so their product counts millionths of a point


def hundredths(text, place):
    match = re.fullmatch(r"(\d{1,3})\.(\d\d)", text) if isinstance(text, str) else None
    if match is None:
        raise Difference(f"{place}: {text!r} bukan nilai dengan dua desimal")
    return int(match[1] + match[2])


def decimal(units, places):
    return f"{units // 10**places}.{units % 10**places:0{places}d}"


def half_up(value, places):
    """In units of 10^-places, the one rounding."""
    return (2 * value.numerator * 10**places + value.denominator) // (2 * value.denominator)


def check_indicators(rules, given):
    """Values out of coverage: participants of people, in percent, on the line through the published anchors."""
    anchors = {row["code"]: row["anchors"] for row in rules["criteria"] if row.get("anchors")}
    checked = 0
    for nominee, row in given.get("indicators", {}).items():
        for code, pair in row.items():
            a, b = int(pair["participants"]), int(pair["people"])
            points = [(Fraction(x), Fraction(value)) for x, value in anchors[code]]
            value = on_line(points, Fraction(100 * a, b))
            place = f"run.input.values.{nominee}.{code} ({a} dari {b})"
            same(place, given["values"][nominee][code], decimal(half_up(value, 2), 2))
            checked += 1
    return checked


def on_line(points, x):
    """Piecewise linear; outside the points the nearest one's value."""
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]


class Ranking:
    """The order that follows from rules, sheets and values, computed anew."""

    ROUNDS = (("desk", "desk", "desk_people"), ("interview", "panel", "scoring_people"))

    def __init__(self, rules, given):
        self.rules, self.given = rules, given
        self.decimals, self.trim = int(rules["decimals"]), int(rules.get("trim", "0"))
        self.stages = rules.get("rounding_stages", [])
        self.top = hundredths(rules["max_mark"], "rules.max_mark")
        parents = {row["code"]: row["parent"] for row in rules["criteria"]}
        leaves = [row for row in rules["criteria"] if row["source"] != "group" and row["code"] not in parents.values()]
        self.weights = {row["code"]: hundredths(row["weight"], f"rules.criteria.{row['code']}") for row in leaves}
        self.sources = {row["code"]: row["source"] for row in leaves}
        tops = [row["code"] for row in rules["criteria"] if row["parent"] is None]
        self.tops = [[code for code in self.weights if inside(code, top, parents)] for top in tops]
        self.chain = [[code for code in self.weights if inside(code, step, parents)] for step in rules["tie_break"]]
        self.rounds = [(name, self.codes(source), rules[planned]) for name, source, planned in self.ROUNDS]
        self.rounds = [(name, codes, int(planned)) for name, codes, planned in self.rounds if codes]
        self.marks = {name: {nominee: {} for nominee in given["nominees"]} for name, _codes, _planned in self.rounds}
        for number, sheet in enumerate(given["sheets"]):
            self.read_sheet(sheet, f"run.input.sheets[{number}]")
        self.values = {
            nominee: {code: self.figure(row[code], f"run.input.values.{nominee}.{code}") for code in row}
            for nominee, row in given["values"].items()
        }
        self.reasons = {nominee: self.why_not(nominee) for nominee in given["nominees"]}
        self.rank_connected()

    def codes(self, *sources):
        return [code for code, source in self.sources.items() if source in sources]

    def figure(self, text, place):
        value = None if text is None else hundredths(text, place)
        if value is not None and value > self.top:
            raise Difference(f"{place}: {text} di atas nilai tertinggi")
        return value

    def read_sheet(self, sheet, place):
        codes = next(codes for name, codes, _planned in self.rounds if name == sheet["round"])
        of_nominee = self.marks[sheet["round"]][sheet["nominee"]]
        if sheet["person"] in of_nominee or set(sheet["marks"]) != set(codes):
            raise Difference(f"{place}: lembar ganda, atau kriterianya tidak lengkap")
        marks = [self.figure(sheet["marks"][code], f"{place}.{code}") for code in codes]
        of_nominee[sheet["person"]] = (sum(self.weights[c] * m for c, m in zip(codes, marks)), *marks)

    def why_not(self, nominee):
        """Why a nominee is not ranked: a missing figure is never a zero."""
        counts = [(len(self.marks[name][nominee]), planned) for name, _codes, planned in self.rounds]
        if any(count == 0 for count, _planned in counts):
            return "no_sheets"
        if any(count < min(planned, max(3, (planned + 1) // 2)) for count, planned in counts):
            return "few_sheets"
        values = self.values.get(nominee, {})
        return "missing_value" if any(values.get(c) is None for c in self.codes("computed", "attendance")) else None

    def rank_connected(self):
        """Nominees that share no person with the others, directly or through others, have no common scale."""
        ranked, before = [n for n, reason in self.reasons.items() if reason is None], None
        while ranked != before:
            before = ranked
            for name, _codes, _planned in self.rounds:
                ranked = largest_part({nominee: set(self.marks[name][nominee]) for nominee in ranked})
            self.reasons.update({nominee: "not_connected" for nominee in before if nominee not in ranked})
        self.ranked = ranked

    def people(self, name):
        return sorted({person for nominee in self.ranked for person in self.marks[name][nominee]})

    def holes(self, name):
        people = len(self.people(name))
        return any(len(self.marks[name][nominee]) < people for nominee in self.ranked)

    def under(self, policy):
        """Per ranked nominee the points of each criterion, in millionths; and who left the scale."""
        points, clamped = self.exact(policy)
        return {nominee: self.staged(row) for nominee, row in points.items()}, clamped

    def staged(self, row):
        """What the rules round on the way, half up: a panel's mean, each criterion, each component."""
        row, grain = dict(row), Fraction(MILLION, 10**self.decimals)

        def rounded(points, of=10_000):
            """As a figure out of 100 where the points are out of `of` hundredths."""
            return grain * half_up(Fraction(points) * 10_000 / of / MILLION, self.decimals) * of / 10_000

        def spread(codes, of=10_000):
            whole = sum(row[code] for code in codes)
            row.update({code: row[code] * rounded(whole, of) / whole for code in codes if whole})

        if "panel" in self.stages:
            for _name, codes, _planned in self.rounds:
                spread(codes, sum(self.weights[code] for code in codes))
        if "criterion" in self.stages:
            row.update({code: rounded(points) for code, points in row.items()})
        if "group" in self.stages:
            for codes in self.tops:
                spread(codes)
        return row

    def exact(self, policy):
        points = {nominee: {} for nominee in self.ranked}
        clamped = set()
        for name, codes, _planned in self.rounds:
            people, trim = self.people(name), self.trim if name == "interview" else 0
            table = [[self.marks[name][nominee].get(person) for person in people] for nominee in self.ranked]
            if policy == "ls_fill" and self.holes(name):
                filled = [fill([[cell and cell[k] for cell in row] for row in table]) for k in range(len(codes) + 1)]
                table = [list(zip(*rows)) for rows in zip(*filled)]
            highest = self.top * sum(self.weights[code] for code in codes)
            for nominee, row in zip(self.ranked, table):
                kept = sorted(cell for cell in row if cell is not None)
                kept = kept[trim : len(kept) - trim]
                total, *means = (Fraction(sum(column), len(kept)) for column in zip(*kept))
                on_scale = min(max(total, Fraction(0)), Fraction(highest))
                factor = on_scale / total if total else Fraction(1)
                if on_scale != total:
                    clamped.add(nominee)
                points[nominee].update({c: self.weights[c] * mean * factor for c, mean in zip(codes, means)})
        for nominee in self.ranked:
            for code in self.codes("computed", "attendance"):
                points[nominee][code] = Fraction(self.weights[code] * self.values[nominee][code])
        return points, clamped

    def order(self, points):
        """Rank and deciding step: shown total first, then the chain; what is still equal shares the rank."""
        keys = {
            nominee: (self.shown(row), *(sum(row[code] for code in codes) for codes in self.chain))
            for nominee, row in points.items()
        }
        places = {}
        for nominee, key in keys.items():
            others = [other for name, other in keys.items() if name != nominee]
            depth = max((next(i for i, k in enumerate(key) if k != o[i]) for o in others if o != key), default=0)
            step = self.rules["tie_break"][depth - 1] if depth else None
            places[nominee] = 1 + sum(o > key for o in others), "shared" if key in others else step
        return places

    def shown(self, row):
        return half_up(sum(row.values(), Fraction(0)) / MILLION, self.decimals)

    def result(self):
        policy = self.rules["missing_policy"]
        points, clamped = self.under(policy)
        places = others = self.order(points)
        if any(self.holes(name) for name, _codes, _planned in self.rounds):
            others = self.order(self.under("available_mean" if policy == "ls_fill" else "ls_fill")[0])
        rows = [
            {
                "nominee": nominee,
                "rank": str(places[nominee][0]),
                "total": decimal(self.shown(row), self.decimals),
                "exact": str(sum(row.values(), Fraction(0)) / MILLION),
                "deciding_step": places[nominee][1],
                "explanation": self.explanation(row),
            }
            for nominee, row in sorted(points.items(), key=lambda item: places[item[0]][0])
        ]
        minimum = self.rules["minimum_total"]
        low = [] if minimum is None else [n for n in self.ranked if self.below(points[n], minimum)]
        return {
            "rows": rows + [{"nominee": n, "reason": reason} for n, reason in self.reasons.items() if reason],
            "policy_difference": [
                {"nominee": n, "rank": str(a), "other_rank": str(b), "prize": min(a, b) <= int(self.given["places"])}
                for n, a, b in ((n, places[n][0], others[n][0]) for n in self.ranked)
                if a != b
            ],
            "below_minimum": low,
            "clamped": [row["nominee"] for row in rows if row["nominee"] in clamped],
        }

    def below(self, row, minimum):
        return self.shown(row) * 100 < hundredths(minimum, "rules.minimum_total") * 10**self.decimals

    def explanation(self, row):
        """Four decimals per criterion that add up to the shown total, by largest remainder."""
        parts, whole = [row[code] for code in self.weights], sum(row.values(), Fraction(0))
        units = self.shown(row) * 10 ** (4 - self.decimals)
        shares = [part * units / whole if whole else Fraction(0) for part in parts]
        floors = [share.numerator // share.denominator for share in shares]
        by_remainder = sorted(range(len(parts)), key=lambda i: floors[i] - shares[i])
        for i in by_remainder[: units - sum(floors)]:
            floors[i] += 1
        return {code: decimal(units, 4) for code, units in zip(self.weights, floors)}

    def bootstrap(self):
        """Every panel that can be drawn with replacement from the persons, each counted as often as it can be drawn."""
        name = self.rounds[-1][0]
        people, points = self.people(name), self.under(self.rules["missing_policy"])[0]
        places = self.order(points)
        ranked = sorted(self.ranked, key=lambda nominee: places[nominee][0])
        marks = [[self.marks[name][n].get(person) for person in people] for n in ranked]
        table = fill([[cell and cell[0] for cell in row] for row in marks])
        others = [sum(points[n].values()) * len(people) - sum(row) for n, row in zip(ranked, table)]
        if self.stages:
            table, others = self.by_criterion(name, people, ranked)
        scale = lcm(*(Fraction(x).denominator for row in [*table, others] for x in row))
        columns = [[int(x * scale) for x in column] for column in zip(*table)]
        unit = 2 * len(people) * scale * MILLION
        counts = [[0] * len(ranked) for _ in ranked]

        def draw(person, left, ways, sums):
            if person == len(columns) - 1:
                totals = [s + left * x for s, x in zip(sums, columns[person])]
                if self.stages:
                    totals = self.staged_totals(totals, unit // (2 * MILLION))
                shown = [(2 * s * 10**self.decimals + unit // 2) // unit for s in totals]
                first = {}
                for place, total in enumerate(sorted(shown, reverse=True)):
                    first.setdefault(total, place)
                for i, total in enumerate(shown):
                    counts[i][first[total]] += ways
                return
            for times in range(left + 1):
                more = [s + times * x for s, x in zip(sums, columns[person])]
                draw(person + 1, left - times, ways * comb(left, times), more)

        draw(0, len(people), 1, [int(x * scale) for x in others])
        panels, prizes = len(people) ** len(people), int(self.given["places"])
        shares = {
            n: [Fraction(sum(row[:place]), panels) for place in range(len(row) + 1)] for n, row in zip(ranked, counts)
        }
        # The ranks between which 95 % of the panels lie, and the middle one.
        cuts = (Fraction(1, 40), Fraction(1, 2), Fraction(39, 40))
        return {
            "panels": str(panels),
            "first": {n: str(row[1]) for n, row in shares.items()},
            "winning": {n: str(row[min(prizes, len(ranked))]) for n, row in shares.items()},
            "ranks": {n: [str(sum(share < cut for share in row)) for cut in cuts] for n, row in shares.items()},
        }

    def by_criterion(self, name, people, ranked):
        """The table of the panel, nominee by nominee and criterion by criterion, and the rest, times the persons."""
        exact, table, others = self.exact(self.rules["missing_policy"])[0], [], []
        marked = next(codes for round_, codes, _planned in self.rounds if round_ == name)
        tables = {}
        for k, code in enumerate(marked, 1):
            cells = [[self.marks[name][n].get(person) for person in people] for n in ranked]
            tables[code] = fill([[cell and self.weights[code] * cell[k] for cell in row] for row in cells])
        for i, nominee in enumerate(ranked):
            for code in self.weights:
                table.append(tables[code][i] if code in tables else [Fraction(0)] * len(people))
                others.append(exact[nominee][code] * len(people) - sum(table[-1]))
        return table, others

    def staged_totals(self, parts, unit):
        """Totals in the unit of their parts, `len(weights)` parts for each nominee."""
        size = len(self.weights)
        rows = [parts[start : start + size] for start in range(0, len(parts), size)]
        return [
            sum(self.staged({c: Fraction(x, unit) for c, x in zip(self.weights, row)}).values()) * unit for row in rows
        ]


def inside(code, group, parents):
    while code is not None and code != group:
        code = parents[code]
    return code is not None


def largest_part(people):
    """The nominees of the largest part that shares persons; nobody where two parts are equally large."""
    parts = []
    for nominee, persons in people.items():
        touched = [part for part in parts if part[1] & persons]
        parts = [part for part in parts if part not in touched]
        parts.append(({nominee}.union(*(p[0] for p in touched)), persons.union(*(p[1] for p in touched))))
    sizes = [len(nominees) for nominees, _persons in parts]
    if sizes.count(max(sizes, default=0)) != 1:
        return []
    chosen = parts[sizes.index(max(sizes))][0]
    return [nominee for nominee in people if nominee in chosen]


def fill(table):
    """Holes by least squares on t_ip = a_i + b_p: the mean of a filled row is the fair mean of its nominee.

    a_i = mean of the row minus the mean of b over its persons; put into the normal equations of the persons this
    leaves one equation per person. b of the last person is 0: a common shift of b changes no filled cell.
    """
    size = len(table[0])
    rows = [[p for p, cell in enumerate(row) if cell is not None] for row in table]
    means = [Fraction(sum(row[p] for p in present), len(present)) for row, present in zip(table, rows)]
    equations = [[Fraction(0)] * (size + 1) for _ in range(size)]
    for row, present, mean in zip(table, rows, means):
        for p in present:
            equations[p][p] += 1
            equations[p][size] += row[p] - mean
            for q in present:
                equations[p][q] -= Fraction(1, len(present))
    equations = [[*line[: size - 1], line[size]] for line in equations[: size - 1]]
    for k in range(size - 1):
        pivot = equations[k][k]
        equations[k] = [x / pivot for x in equations[k]]
        for r in range(size - 1):
            if r != k and equations[r][k]:
                factor = equations[r][k]
                equations[r] = [x - factor * above for x, above in zip(equations[r], equations[k])]
    b = [line[-1] for line in equations] + [Fraction(0)]
    level = [mean - sum(b[p] for p in present) / len(present) for mean, present in zip(means, rows)]
    return [[a + b[p] if cell is None else cell for p, cell in enumerate(row)] for row, a in zip(table, level)]


def check_order(rules, rows):
    """What can be checked of totals and ranks alone: the one rounding, 1-2-2-4, and where a tie was decided."""
    decimals, chain = int(rules["decimals"]), rules["tie_break"]
    ranked = [row for row in rows if "rank" in row]
    ranks, totals = [int(row["rank"]) for row in ranked], [Fraction(row["total"]) for row in ranked]
    for row, rank, total in zip(ranked, ranks, totals):
        place, exact = f"run.result.rows (nomine {row['nominee']})", Fraction(row["exact"])
        same(f"{place}.exact", row["exact"], str(exact))
        same(f"{place}.total", row["total"], decimal(half_up(exact, decimals), decimals))
        higher, equal = sum(other > total for other in totals), totals.count(total)
        if not higher < rank <= higher + equal or sum(other < rank for other in ranks) != rank - 1:
            raise Difference(f"{place}.rank: {rank} tidak sesuai nilai akhir {row['total']}")
        steps = ["shared"] if ranks.count(rank) > 1 else chain if equal > 1 else [None]
        if row["deciding_step"] not in steps:
            raise Difference(f"{place}.deciding_step: {row['deciding_step']!r} bukan salah satu dari {steps}")


def check_names(snapshot):
    """Every ranked or awarded nominee has a name; without a reason no award stands against the order."""
    rows = snapshot["run"]["result"]["rows"]
    same("names (nomine)", sorted(snapshot["names"]), sorted(row["nominee"] for row in rows))
    decision = snapshot["decision"]
    if decision and not decision["deviation_reason"]:
        ranks = {row["nominee"]: int(row["rank"]) for row in rows if "rank" in row}
        given = [(int(row["place"]), ranks[row["nominee"]]) for row in decision["placements"]]
        for place, rank in given:
            if any(other < place and lower > rank for other, lower in given):
                raise Difference(f"decision.placements: juara {place} berbeda dari urutan, tanpa alasan")


# --- Ed25519, RFC 8032 ----------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def check_signature(snapshot, public_key=""):
    signature = snapshot["signature"]
    same("signature", sorted(signature), ["algorithm", "public_key", "value"])
    same("signature.algorithm", signature["algorithm"], "Ed25519")
    if public_key:
        same("signature.public_key", signature["public_key"], public_key.strip().lower())
    signed = jcs({key: value for key, value in snapshot.items() if key != "signature"}).encode()
    key, value = (
        raw(signature["public_key"], 32, "signature.public_key"),
        raw(signature["value"], 64, "signature.value"),
    )
    if not ed25519(key, signed, value):
        raise Difference("signature: tanda tangan tidak cocok dengan isi paket; ada yang diubah")


def ed25519(public_key, message, signature):
    """Whether S*B = R + k*A."""
    a, r, s = point(public_key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    left, right = times(s, BASE), add(r, times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 == (left[1] * right[2] - right[1] * left[2]) % P


def point(data):
    """A compressed point in extended coordinates, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(k, p):
    found = (0, 1, 1, 0)
    while k:
        found, p, k = add(found, p) if k & 1 else found, add(p, p), k >> 1
    return found


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
