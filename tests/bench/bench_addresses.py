"""Addresses beside a public normaliser that runs offline: speed, recall, false matches on the same 10,000 addresses.

    python -m tests.bench.bench_addresses [--seed N] [--no-peer] [--no-write]

The addresses are 2,500 pairs that are one place in two legal notations and 2,500 pairs of different places, made from
the dictionary by the generators of `tests/property`. Every round of the one core meets every town as if for the first
time; the two cores get 200,000 distinct addresses, twenty a house. The peer, @geolonia/normalize-japanese-addresses
3.1.3 (MIT), runs under Node on the towns of the same dictionary, converted to its format; it never calls its web API,
and once npm has installed it under build/ no network is needed. It gives no verdict on a pair, so two addresses count
as the same when its five result fields are equal. Writes the table into docs/addresses.md; 1 when a limit is broken.
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
from normalizers.addresses.dictionary import load_dictionary
from normalizers.addresses.head import read_head
from normalizers.addresses.numerals import kanji_numeral
from normalizers.addresses.towns import Municipality
from tests.bench.measure import processor

ROOT = Path(__file__).parents[2]
WORK = ROOT / "build" / "bench_addresses"
PAGE = ROOT / "docs" / "addresses.md"
BEGIN, END = "<!-- written by make bench -->\n", "<!-- end of what make bench writes -->\n"
LIMIT_MICROS, LIMIT_RATE = 25.0, 70_000
PEER = "@geolonia/normalize-japanese-addresses@3.1.3"
PAIRS, MUNICIPALITIES = 2_500, 200
SPEED_SAMPLE = 200_000
CHUNK, ROUNDS = 200, 5
"""Of so many addresses at a time the best of the rounds counts, because a shared machine is never quiet for long."""
Pair = tuple[str, str]
Row = tuple[str, str, str, str, str]
"""Normaliser, µs per address, addresses a second, recall, false matches; "" for what was not measured."""


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


def row_of_ours(same: list[Pair], different: list[Pair], texts: list[str]) -> tuple[Row, bool]:
    """Measure the key of every distinct address, and judge the pairs; say whether the limits are kept."""
    load_dictionary().read_all()
    for text in texts:
        normalize_address(text)
    micros = sum(map(min, zip(*(round_of_keys(texts) for _ in range(ROUNDS)), strict=True))) / len(texts) * 1e6
    levels = [
        comparison.level in (Level.EXACT, Level.EQUIVALENT) for comparison in compare_addresses([*same, *different])
    ]
    many = [f"{text} {number}号室" for number in range(SPEED_SAMPLE // len(texts)) for text in texts]
    rate = len(many) / min(wall_seconds(many) for _ in range(ROUNDS))
    scores = score(levels[:PAIRS], levels[PAIRS:])
    return ("Totsugo", f"{micros:.1f}", f"{rate:,.0f}", *scores), micros <= LIMIT_MICROS and rate >= LIMIT_RATE


def round_of_keys(texts: list[str]) -> list[float]:
    """Return the CPU seconds of each chunk, no head of an address being known yet."""
    read_head.cache_clear()
    return [cpu_seconds(address_keys, texts[at : at + CHUNK]) for at in range(0, len(texts), CHUNK)]


def wall_seconds(texts: list[str]) -> float:
    """Return how long two processes take for the keys of all."""
    read_head.cache_clear()
    start = time.perf_counter()
    address_keys(texts, processes=2)
    return time.perf_counter() - start


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
    if not (package / "node_modules" / PEER.rpartition("@")[0]).is_dir():
        (package / "package.json").write_text("{}", encoding="utf-8")
        install = subprocess.run(
            [npm, "install", PEER, "--no-audit", "--no-fund", "--silent"], cwd=package, check=False
        )
        if install.returncode:
            return (PEER, "not run", "npm could not install it", "", "")
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


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = ["| normaliser | µs CPU per address | addresses/s on two cores | recall | false matches |",
             "|---|--:|--:|--:|--:|", *("| " + " | ".join(row) + " |" for row in rows)]  # fmt: skip
    return "\n".join(lines) + "\n"


def write_page(text: str) -> None:
    """Put the text between the two marks of docs/addresses.md."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}{text}{END}{after}", encoding="utf-8")


def main() -> int:
    """Print the table and write it; return 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description="Measure address normalisation against a public normaliser.")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument(
        "--no-peer", action="store_true", help="leave the public normaliser out (it needs Node and npm)"
    )
    parser.add_argument("--no-write", action="store_true", help="leave docs/addresses.md as it is")
    options = parser.parse_args()
    same, different = labelled_pairs(options.seed)
    texts = list(dict.fromkeys(text for pair in [*same, *different] for text in pair))
    ours, kept = row_of_ours(same, different, texts)
    rows = [ours, row_of_nfkc(same, different, texts)]
    if not options.no_peer:
        rows.insert(1, row_of_peer(same, different, texts))
    sizes = f"{len(texts):,} distinct addresses in {2 * PAIRS:,} pairs"
    head = f"Seed {options.seed}, {sizes}; {load_dictionary().edition}. {processor()}.\n\n"
    sys.stdout.write(head + table(rows))
    if not (options.no_write or options.no_peer):
        write_page(f"\n{head}{table(rows)}\n")
    limits = f"at most {LIMIT_MICROS:g} µs on one core, at least {LIMIT_RATE:,} addresses/s on two"
    sys.stdout.write(f"limits ({limits}): {'kept' if kept else 'BROKEN'}\n")
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
