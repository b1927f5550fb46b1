"""Use cases: load, submit, reconcile, review, look up. The only place that joins domain, engines and store."""
