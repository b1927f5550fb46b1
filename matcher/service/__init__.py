"""Use cases: load the registry, submit, reconcile, review, look up. The only place that joins domain, engines and store."""
