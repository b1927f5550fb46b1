"""Large files: chunks side by side, versions numbered before they are stored, statistics of what is asked for.

Revision ID: 0004
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the script beside this file."""
    script = Path(__file__).with_name("0004_size.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))
