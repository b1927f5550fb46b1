"""The engine for those who outgrow one machine: the same judgement over a Spark cluster.

Both files are read in portions, wherever the cluster has a processor free; only what differs travels with its values.
"""
