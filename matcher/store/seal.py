"""Which vault key the stored person keys were made with.

With another key every person would be NOT_FOUND and every record held, so a lost or mixed-up key file has to be
told at once.
"""

from uuid import UUID

from sqlalchemy import Connection, text


def fits(connection: Connection, seal: UUID) -> bool:
    """Tell whether this is the seal of the vault that the database was made with; the first one is kept."""
    values = {"seal": seal}
    connection.execute(text("INSERT INTO vault_seal (seal) VALUES (:seal) ON CONFLICT DO NOTHING"), values)
    return bool(connection.execute(text("SELECT seal = :seal FROM vault_seal"), values).scalar_one())
