"""Many rows at once: references checked by the statement, room for the judgement of a row, plain values marked.

Revision ID: 0003
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the script beside this file."""
    script = Path(__file__).with_name("0003_bulk.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))
