"""What the service means: records, levels, comparison, verdict, triage and holds. Pure, no I/O."""
