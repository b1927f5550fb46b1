"""Text to key: pure, offline, deterministic functions that say which rule they applied.

Standard library only. Nothing here knows of records, verdicts or storage.
"""
