"""Made-up people for trying the check: ready input files and a seeded generator, each with known truth.

This package imports nothing of the project. It states in its own words what the rules promise, so that a mistake in the
rules cannot hide in the truth that they are tested against.
"""
