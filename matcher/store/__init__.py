"""PostgreSQL: tables, migrations, and every statement that the service runs."""
