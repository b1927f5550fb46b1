"""Addresses beside a public normaliser that runs offline: speed, recall, false matches on the same 10,000 addresses.

    python tests/bench/bench_addresses.py [--seed N] [--no-peer]

The addresses are 2,500 pairs that are one place in two legal notations and 2,500 pairs of different places, made from
the dictionary by the generators of `tests/property`. The peer, @geolonia/normalize-japanese-addresses 3.1.3 (MIT), runs
under Node on the towns of the same dictionary, converted to its format; it never calls its web API. It gives no
verdict on a pair, so two addresses count as the same when its five result fields are equal. Prints a Markdown table.
"""

import argparse
import importlib.util
import json
import random
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from matcher.domain.address_bulk import compare_addresses
from matcher.domain.levels import Level
from normalizers.addresses import address_keys, normalize_address
from normalizers.addresses.build_aliases import kanji_numeral
from normalizers.addresses.dictionary import Municipality, load_dictionary

ROOT = Path(__file__).parents[2]
WORK = ROOT / "build" / "bench_addresses"
PEER = "@geolonia/normalize-japanese-addresses@3.1.3"
PAIRS, MUNICIPALITIES = 2_500, 200
SPEED_SAMPLE = 200_000
CHUNK = 200
"""Of so many addresses at a time the best of five rounds counts, because a shared machine is never quiet for long."""
Pair = tuple[str, str]
Row = tuple[str, str, str, str, str]


def generator(name: str) -> ModuleType:
    """Import one of the generators in tests/property, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tests/property" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def labelled_pairs(seed: int) -> tuple[list[Pair], list[Pair]]:
    """Return pairs of one place, and pairs of two."""
    notations, places = generator("test_address_notations"), generator("test_address_places")
    chance = random.Random(seed)
    share = MUNICIPALITIES / len(places.municipalities())
    same = [
        (notation(one, chance), one.compose(one.words))
        for one in notations.written_towns(chance, share)
        for notation in notations.NOTATIONS.values()
    ]
    same = [pair for pair in same if pair[0] != pair[1]]
    different = [pair for _, pair in places.pairs_of(seed, share)]
    return chance.sample(same, PAIRS), chance.sample(different, PAIRS)


def score(same: Sequence[bool], different: Sequence[bool]) -> tuple[str, str]:
    """Return recall and false matches as text."""
    return f"{sum(same) / len(same):.4f}", f"{sum(different)} of {len(different)}"


def row_of_ours(same: list[Pair], different: list[Pair], texts: list[str]) -> Row:
    """Measure the key of every distinct address, and judge the pairs."""
    load_dictionary().read_all()
    for text in texts:
        normalize_address(text)
    rounds = [
        [cpu_seconds(address_keys, texts[at : at + CHUNK]) for at in range(0, len(texts), CHUNK)] for _ in range(5)
    ]
    best = sum(map(min, zip(*rounds, strict=True)))
    levels = [
        comparison.level in (Level.EXACT, Level.EQUIVALENT) for comparison in compare_addresses([*same, *different])
    ]
    start = time.perf_counter()
    many = [f"{text} {number}号室" for number in range(SPEED_SAMPLE // len(texts)) for text in texts]
    address_keys(many, processes=2)
    rate = len(many) / (time.perf_counter() - start)
    return ("Totsugo", f"{best / len(texts) * 1e6:.1f}", f"{rate:,.0f}", *score(levels[:PAIRS], levels[PAIRS:]))


def cpu_seconds(function: Callable[[list[str]], object], texts: list[str]) -> float:
    """Return the CPU seconds of one call."""
    start = time.process_time()
    function(texts)
    return time.process_time() - start


def row_of_nfkc(same: list[Pair], different: list[Pair], texts: list[str]) -> Row:
    """Measure equality after NFKC, the baseline of doing nothing."""
    seconds = cpu_seconds(lambda all_texts: [unicodedata.normalize("NFKC", text) for text in all_texts], texts)
    equal = [
        unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", two) for one, two in [*same, *different]
    ]
    return ("NFKC equality", f"{seconds / len(texts) * 1e6:.1f}", "", *score(equal[:PAIRS], equal[PAIRS:]))


def write_peer_data(folder: Path) -> None:
    """Write the dictionary in the peer's format: 都道府県 and 市区町村 in one file, the towns of each in one more."""
    prefectures: dict[str, list[Municipality]] = {}
    entries = load_dictionary().by_prefecture[""].values()
    for place in sorted(
        {one for group in entries for one in group if isinstance(one, Municipality)}, key=lambda one: one.code
    ):
        prefectures.setdefault(place.prefecture, []).append(place)
    point, meta = [0, 0], {"updated": 0}
    listed = []
    for prefecture, places in prefectures.items():
        cities = []
        for place in places:
            county, _, name = place.name.rpartition("郡") if place.name[-1] in "町村" else ("", "", place.name)
            cities.append(
                {
                    "code": int(place.code),
                    "city": name or place.name,
                    "county": f"{county}郡" if county else None,
                    "point": point,
                }
            )
            towns = []
            for number, town in enumerate(place.towns.values()):
                base: dict[str, object] = {"machiaza_id": str(number), "oaza_cho": town.name, "point": point}
                towns += [base] if town.plain or not town.chome else []
                towns += [base | {"chome": f"{kanji_numeral(n)}{town.unit}", "chome_n": n} for n in sorted(town.chome)]
            path = folder / "ja" / prefecture / f"{place.name}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps({"meta": meta, "data": towns}), encoding="utf-8")
        code = int(places[0].code[:2]) * 10_000
        listed.append({"code": code, "pref": prefecture, "pref_k": "", "pref_r": "", "point": point, "cities": cities})
    (folder / "ja.json").write_text(json.dumps({"meta": meta, "data": listed}), encoding="utf-8")


def row_of_peer(same: list[Pair], different: list[Pair], texts: list[str]) -> Row:
    """Run the peer under Node on the same addresses."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return (PEER, "not run", "needs Node", "", "")
    package, data = WORK / "package", WORK / "data"
    package.mkdir(parents=True, exist_ok=True)
    (package / "package.json").write_text("{}", encoding="utf-8")
    subprocess.run([npm, "install", PEER, "--no-audit", "--no-fund", "--silent"], cwd=package, check=True)
    write_peer_data(data)
    (WORK / "in.txt").write_text("\n".join(texts), encoding="utf-8")
    script = Path(__file__).with_name("peer_addresses.mjs")
    subprocess.run([node, script, package, data, WORK / "in.txt", WORK / "out.json"], check=True)
    found = json.loads((WORK / "out.json").read_text(encoding="utf-8"))
    key = dict(zip(texts, found["keys"], strict=True))
    equal = [key[one] == key[two] for one, two in [*same, *different]]
    per_second = f"{2 * len(texts) / found['seconds']:,.0f}"
    micros = f"{found['seconds'] / len(texts) * 1e6:,.0f}"
    return (PEER, micros, per_second, *score(equal[:PAIRS], equal[PAIRS:]))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure address normalisation against a public normaliser.")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument(
        "--no-peer", action="store_true", help="leave the public normaliser out (it needs Node and npm)"
    )
    options = parser.parse_args()
    same, different = labelled_pairs(options.seed)
    texts = list(dict.fromkeys(text for pair in [*same, *different] for text in pair))
    rows = [row_of_ours(same, different, texts), row_of_nfkc(same, different, texts)]
    if not options.no_peer:
        rows.insert(1, row_of_peer(same, different, texts))
    sizes = f"{len(texts):,} distinct addresses in {2 * PAIRS:,} pairs"
    lines = [f"seed {options.seed}, {sizes}, {load_dictionary().edition}", "",
             "| normaliser | µs CPU per address | addresses/s on two cores | recall | false matches |",
             "|---|---|---|---|---|", *("| " + " | ".join(row) + " |" for row in rows)]  # fmt: skip
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
