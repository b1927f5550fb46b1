"""The migrations, each with its SQL beside it."""
