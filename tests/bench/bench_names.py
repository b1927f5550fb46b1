"""What a name costs: keys per distinct name, a compared pair, an explained pair, beside jaconv with NFKC.

Run by `make bench`, or alone: `python -m tests.bench.bench_names`. Names are drawn from the dataset with a fixed seed;
every value is distinct and every cache is cold for it. Processor time, best of five rounds. Keys are measured on the
bulk path, which is how a file is keyed, and one name after the other, which also gives the reasons (7 to 9 µs).
"""

import random
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence

import jaconv
import pyarrow as pa
from japanese_personal_name_dataset import load_dataset

from matcher.domain.kana import compare_name_kana
from matcher.domain.names import RegisteredNames, compare_name
from matcher.domain.names_trail import explain_name
from matcher.engines.name_columns import kana_keys, name_keys
from normalizers.kana import katakana, normalize_kana
from normalizers.names import normalize_name
from rules import load_rules

COUNT, ROUNDS, SEED = 8_000, 5, 7
LIMIT_KEYS, LIMIT_PAIR = 8.0, 60.0
VARIANTS = str.maketrans("高崎沢斎辺桜", "髙﨑澤齋邊櫻")


def people() -> list[tuple[str, str]]:
    """Return distinct (kanji name, kana name), full width, with a space."""
    rng = random.Random(SEED)
    men, women, surnames = load_dataset(include_last_names=True)
    given = [(kanji, reading) for names in (men, women) for reading, entry in names.items() for kanji in entry["kanji"]]
    families = [(kanji, entry["reading"]) for kanji, entry in surnames.items()]
    found: dict[str, str] = {}
    while len(found) < COUNT * ROUNDS:
        (family, family_kana), (name, name_kana) = rng.choice(families), rng.choice(given)
        found[f"{family}\u3000{name}"] = katakana(f"{family_kana} {name_kana}").replace(" ", "\u3000")
    return list(found.items())


def measure(work: Callable[[int], object]) -> float:
    """Return microseconds per item, the best round; round n works on items n·COUNT … of the list."""
    rounds = []
    for number in range(ROUNDS):
        start = time.process_time()
        for index in range(number * COUNT, (number + 1) * COUNT):
            work(index)
        rounds.append((time.process_time() - start) / COUNT * 1e6)
    return min(rounds)


def measure_columns(names: Sequence[tuple[str, str]]) -> float:
    """Return microseconds per full name of the bulk path, the best round."""
    rounds = []
    for number in range(ROUNDS):
        kanji, kana = zip(*names[number * COUNT : (number + 1) * COUNT], strict=True)
        columns = pa.array(kanji), pa.array(kana)
        start = time.process_time()
        name_keys(columns[0]), kana_keys(columns[1])
        rounds.append((time.process_time() - start) / COUNT * 1e6)
    return min(rounds)


def yardstick(text: str) -> str:
    """Return what a project without tables would do."""
    return unicodedata.normalize("NFKC", jaconv.normalize(text)).replace(" ", "")


def report(rows: Sequence[tuple[str, float, float | None]]) -> bool:
    """Print a line per measure; return whether each is within its limit."""
    ok = True
    for label, micros, limit in rows:
        within = limit is None or micros <= limit
        ok &= within
        bound = "" if limit is None else f"  (at most {limit:g})"
        sys.stdout.write(f"{label:<46} {micros:8.2f} µs{bound}{'' if within else '  TOO SLOW'}\n")
    return ok


def main() -> int:
    """Measure and print; 1 when a limit is passed."""
    names = people()
    reasons = load_rules().reasons
    registered = [RegisteredNames(name, kana) for name, kana in names]
    written = [name.translate(VARIANTS).replace("\u3000", "") for name, _ in names]
    large = [kana.translate(str.maketrans("ャュョッ", "ヤユヨツ")).replace("\u3000", "") for _, kana in names]
    normalize_name("髙橋"), normalize_kana("ア"), compare_name("髙橋", registered[0])
    rows = [
        ("jaconv + NFKC, kanji and kana", measure(lambda i: (yardstick(names[i][0]), yardstick(names[i][1]))), None),
        (
            "keys with reasons, one name after the other",
            measure(lambda i: (normalize_name(names[i][0]), normalize_kana(names[i][1]))),
            None,
        ),
        ("keys, kanji and kana, per distinct full name", measure_columns(names), LIMIT_KEYS),
        ("a name pair compared", measure(lambda i: compare_name(written[i], registered[i])), LIMIT_PAIR),
        (
            "a name pair explained in words",
            measure(lambda i: explain_name(written[i], registered[i], reasons)),
            LIMIT_PAIR,
        ),
        ("a kana pair compared", measure(lambda i: compare_name_kana(large[i], registered[i], None)), LIMIT_PAIR),
    ]
    return 0 if report(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
