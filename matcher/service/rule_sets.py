"""Naming a RuleSet on the command line: a shipped policy, a rules folder, or a policy file of a rules folder.

>>> rule_set("full_check_2023").policy_name
'full_check_2023'
>>> rule_set("rules/policy/full_check_2023.yaml") == rule_set("full_check_2023")
True
>>> rule_set("rules").policy_name
'stop_all'
"""

from pathlib import Path

from rules import RuleSet, load_rules


def rule_set(named: str) -> RuleSet:
    """Load the rules that a person named.

    Args:
        named: the name of a shipped policy; a folder with all rule files, whose policy is `stop_all`; or the file of a
            policy in the folder `policy` of such a folder.

    Raises:
        UnknownPolicy: there is no such policy.
        RuleFileError: a rule file is broken.
    """
    place = Path(named)
    if place.suffix == ".yaml":
        return load_rules(place.stem, place.resolve().parent.parent)
    if place.is_dir():
        return load_rules(folder=place.resolve())
    return load_rules(named)
