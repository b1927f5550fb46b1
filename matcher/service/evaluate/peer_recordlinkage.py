"""recordlinkage as a ranker: string similarities by its `Compare`, its unsupervised EM classifier, its probability.

Names, kana and addresses by Jaro–Winkler at the threshold 0.85 of its tutorial, birth date and sex by equality; the
classifier with its default start. Suspicion is 1 less the probability of a match.

Source: PyPI `recordlinkage` 0.16, documentation, "Data deduplication" and "Classification algorithms".
"""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from matcher.domain.levels import Item
from matcher.service.evaluate.baseline import ITEMS, Sample, Texts
from matcher.service.evaluate.peers import Two
from matcher.service.evaluate.queue import Floats
from matcher.service.evaluate.refusals import NotInstalled

_THRESHOLD = 0.85
_EXACT = frozenset({Item.BIRTH_DATE, Item.SEX})


def recordlinkage_em(sample: Sample, queue: Sequence[Two]) -> Floats:
    """Rank by the probability of recordlinkage's EM classifier.

    Raises:
        NotInstalled: recordlinkage is not there.
    """
    try:
        import pandas as pd  # noqa: PLC0415  recordlinkage takes frames
        from recordlinkage import ECMClassifier, Index  # noqa: PLC0415  only an evaluation needs it
    except ImportError as error:
        raise NotInstalled("recordlinkage") from error
    enrolments, residents = _frame(sample.enrolments), _frame(sample.residents)
    blocked = Index().block(Item.BIRTH_DATE.value).index(enrolments, residents)
    classifier = ECMClassifier()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the logarithm of a share that became nothing
        classifier.fit(_vectors(blocked, enrolments, residents))
    one, other = _frame([pair[0] for pair in queue]), _frame([pair[1] for pair in queue])
    pairs = pd.MultiIndex.from_arrays([one.index, other.index])
    suspicion: Floats = 1 - classifier.prob(_vectors(pairs, one, other)).to_numpy(np.float64)
    return suspicion


def _frame(records: Sequence[Texts]) -> Any:  # noqa: ANN401  pandas has no types here
    import pandas as pd  # noqa: PLC0415  recordlinkage takes frames

    return pd.DataFrame(records, columns=[str(item) for item in ITEMS])


def _vectors(pairs: Any, enrolments: Any, residents: Any) -> Any:  # noqa: ANN401  as above
    from recordlinkage import Compare  # noqa: PLC0415

    compare = Compare()
    for item in map(str, ITEMS):
        if item in _EXACT:
            compare.exact(item, item, label=item)
        else:
            compare.string(item, item, method="jarowinkler", threshold=_THRESHOLD, label=item)
    return compare.compute(pairs, enrolments, residents)
