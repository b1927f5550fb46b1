"""The service and its database."""

from tests.service_fixtures import config, database_url, server, world

__all__ = ["config", "database_url", "server", "world"]
