"""Alembic migrations; `versions/` holds them in order."""
