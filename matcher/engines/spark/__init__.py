"""The crew for those who outgrow one machine: the stages of `matcher.engines.portioned` over a Spark cluster."""
