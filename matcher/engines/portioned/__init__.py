"""The engine for what no memory holds at once: both files are read in portions, and only what differs is kept.

A run is a few stages (`run`); who does their work is a crew: the processes of this machine (`local`), or a Spark
cluster (`matcher.engines.spark`).
"""
