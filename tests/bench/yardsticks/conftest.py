"""These modules are programs of other tools: pytest need not load those tools to look for examples in them."""

collect_ignore_glob = ["*.py"]
