"""Estimating the weights of the score from files, without a number and without a truth (`rules/weights.yaml`)."""
