"""Measuring the results of a check against the truth of a simulated nation, beside other ways to do it."""
