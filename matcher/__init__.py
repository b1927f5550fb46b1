"""The record-matching service: domain, intake, engines, store and use cases."""
