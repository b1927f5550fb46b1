"""The database, for the properties of the store."""

from tests.service_fixtures import database_url, server

__all__ = ["database_url", "server"]
