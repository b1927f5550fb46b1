"""Match policy as versioned data: YAML catalogues and policies, their schemas, and the loader of a frozen RuleSet.

>>> sorted(load_rules().policy.scopes.by_class)
[1, 2, 3]
"""

from rules.errors import RuleFileError, StaleRules, UnknownPolicy
from rules.loader import content_hash, load_rules, policies
from rules.model import Mark, RuleSet, Text
from rules.refusals import Refusal

__all__ = [
    "Mark",
    "Refusal",
    "RuleFileError",
    "RuleSet",
    "StaleRules",
    "Text",
    "UnknownPolicy",
    "content_hash",
    "load_rules",
    "policies",
]
