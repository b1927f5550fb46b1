"""Splink as a ranker: its comparisons, u from random pairs, m by its EM, and the match weight of each pair.

Names, kana and addresses by its `JaroWinklerAtThresholds`, the birth date by `DamerauLevenshteinAtThresholds`, the
sex by `ExactMatch`; EM is run under two blocking rules, as its tutorial does, so that every comparison is trained.
Suspicion is the match weight with its sign turned.

Source: PyPI `splink` 5.0, documentation, "Linking two tables of persons".
"""

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from matcher.domain.levels import Item
from matcher.service.evaluate.baseline import ITEMS, Sample, Texts
from matcher.service.evaluate.peers import Two
from matcher.service.evaluate.queue import Floats
from matcher.service.evaluate.refusals import NotInstalled

_SEED, _RANDOM_PAIRS = 7, 2e6


def splink_match_weight(sample: Sample, queue: Sequence[Two]) -> Floats:
    """Rank by Splink's match weight.

    Raises:
        NotInstalled: Splink is not there.
    """
    try:
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415  only an evaluation needs it
        from splink.blocking_rule_library import CustomRule  # noqa: PLC0415
    except ImportError as error:
        raise NotInstalled("splink") from error
    logging.getLogger("splink").setLevel(logging.ERROR)
    database = DuckDBAPI()
    tables = [
        database.register(_table(sample.enrolments, [pair[0] for pair in queue]), dataset_display_name="enrolments"),
        database.register(_table(sample.residents, [pair[1] for pair in queue]), dataset_display_name="residents"),
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=_comparisons(),
        blocking_rules_to_generate_predictions=[CustomRule("l.pair = r.pair AND l.pair >= 0")],
        retain_matching_columns=False,
        additional_columns_to_retain=["pair"],
    )
    linker = Linker(tables, settings, log_level=logging.ERROR)
    train = linker.training
    train.estimate_probability_two_random_records_match([block_on(Item.NAME_KANA, Item.BIRTH_DATE)], recall=0.9)
    train.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=_SEED)
    train.estimate_parameters_using_expectation_maximisation(block_on(Item.BIRTH_DATE))
    train.estimate_parameters_using_expectation_maximisation(block_on(Item.NAME_KANA))
    found = linker.inference.predict().as_duckdbpyrelation().select("pair_l, match_weight").fetchnumpy()
    suspicion = np.full(len(queue), np.nan)
    suspicion[found["pair_l"]] = -found["match_weight"]
    return suspicion


def _comparisons() -> list[Any]:
    import splink.comparison_library as cl  # noqa: PLC0415  as above

    return [
        cl.JaroWinklerAtThresholds(Item.NAME.value),
        cl.JaroWinklerAtThresholds(Item.NAME_KANA.value),
        cl.DamerauLevenshteinAtThresholds(Item.BIRTH_DATE.value),
        cl.ExactMatch(Item.SEX.value),
        cl.JaroWinklerAtThresholds(Item.ADDRESS.value),
    ]


def _table(learn: Sequence[Texts], queue: Sequence[Texts]) -> pa.Table:
    """Return one side: the records to learn from, then those to rank with the number of their pair."""
    records = [*learn, *queue]
    columns = {str(item): [record[place] or None for record in records] for place, item in enumerate(ITEMS)}
    numbers = [-1] * len(learn) + list(range(len(queue)))
    return pa.table({"unique_id": list(range(len(records))), "pair": numbers, **columns})
