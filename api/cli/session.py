"""What a service-mode command starts from: the settings, the open service and the person at the machine.

Whoever may run the command may read the data folder, so the command line acts in the role that the command needs, for
every insurer. The audit log carries the name of the login.
"""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.logs import configure_logs
from api.settings import Settings, load_settings
from matcher.service.context import Service
from matcher.service.principals import TENANT_ROLES, Principal, Role


def settings_for(data_dir: Path | None) -> Settings:
    """Read the settings and start the logs."""
    settings = load_settings(data_dir=data_dir)
    configure_logs(settings.log_level)
    return settings


@contextmanager
def opened(data_dir: Path | None) -> Iterator[Service]:
    """Open the service on the data folder."""
    with Service.open(settings_for(data_dir).service_config()) as service:
        yield service


def person(role: Role) -> Principal:
    """Return the person at the machine, in `role`."""
    return Principal(f"{getpass.getuser()} (command line)", role, every_insurer=role in TENANT_ROLES)
