"""The first tables, the audit log and the roles.

Revision ID: 0001
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the three scripts beside this file, in the order in which they build on each other."""
    for part in ("tables", "audit", "roles"):
        script = Path(__file__).with_name(f"0001_{part}.sql").read_text(encoding="utf-8")
        op.get_bind().exec_driver_sql(script.replace("%", "%%"))
