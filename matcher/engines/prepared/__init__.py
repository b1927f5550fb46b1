"""Prepared files: what a check learns of a file by reading it, kept for the next one."""
