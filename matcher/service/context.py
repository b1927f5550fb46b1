"""What every use case works with: the store, the rules and the vault, opened once and closed once.

>>> ServiceConfig(data_dir=Path("var")).policy
'stop_all'
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from matcher.intake.vault import Vault, VaultRefused
from matcher.service.refusals import ForeignVault, StoreUnavailable
from matcher.store import embedded, seal
from matcher.store.database import Access, Database
from rules import RuleSet, load_rules

_NOBODY: Final = b"0" * 12
"""A number that no person has: its person key tells one vault key from another."""


@dataclass(frozen=True, slots=True)
class ServiceConfig:
    """Where the state lies and which policy is in force.

    Attributes:
        data_dir: state folder: embedded database, vault key. Made if missing.
        database_url: `postgresql://…` of a server of your own; empty starts the embedded one in `data_dir`/postgres.
        vault_key: key file of the number vault; None is `data_dir`/vault.key, made (mode 0600) if missing.
        policy: name of a file in `rules/policy`.
        rules_dir: folder with rules of your own; None uses those that came with the program.
        chunk_rows: rows that are judged and stored in one transaction.
        at_once: chunks that are worked on at a time, each over a connection of its own.
    """

    data_dir: Path
    database_url: str = ""
    vault_key: Path | None = None
    policy: str = "stop_all"
    rules_dir: Path | None = None
    chunk_rows: int = 20_000
    at_once: int = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long step is: `total` is None while it is unknown. Reported at every chunk."""

    step: str
    done: int
    total: int | None


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Service:
    """An open service: pass it to the functions of this package. Safe to share between threads.

    `with Service.open(config) as service: receipt = submissions.submit(service, path, principal)`
    """

    config: ServiceConfig
    database: Database
    rules: RuleSet
    vault: Vault

    @classmethod
    def open(cls, config: ServiceConfig) -> Self:
        """Start or reach the database, bring its tables up to date, load the rules and the vault key.

        Raises:
            StoreUnavailable: the database does not start or answer.
            ForeignVault: the key is not the one that the stored person keys were made with.
            RuleFileError: a rule file is broken.
        """
        rules = load_rules(config.policy, config.rules_dir)
        config.data_dir.mkdir(parents=True, exist_ok=True)
        vault = _vault(config.vault_key or config.data_dir / "vault.key")
        try:
            database = Database.open(config.database_url or embedded.start(config.data_dir / "postgres"))
        except (OSError, SQLAlchemyError) as error:
            raise StoreUnavailable(f"the database is not available: {type(error).__name__}") from error
        with database.transaction(Access.NATIONAL) as connection:
            fits = seal.fits(connection, UUID(bytes=vault.person_keys(_NOBODY)))
        if not fits:
            database.close()
            raise ForeignVault("the vault key is not the one that this database was made with")
        return cls(config, database, rules, vault)

    def close(self) -> None:
        """Close the connections. The embedded database stops with the last process that uses it."""
        self.database.close()

    def __enter__(self) -> Self:
        """Return the open service."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close, whatever happened."""
        self.close()


def _vault(path: Path) -> Vault:
    if not path.exists():
        with suppress(VaultRefused):  # another process may be making it at this moment
            return Vault.create(path)
    return Vault.from_file(path)
