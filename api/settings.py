"""Settings of the service, each from an environment variable `TOTSUGO_…`, with what it is for.

Nothing is read when this module is imported; `load_settings` reads, and refuses a wrong value by naming the variable.

>>> settings = load_settings(data_dir="build/example")
>>> settings.token_key_file.as_posix(), settings.policy
('build/example/token.key', 'stop_all')
>>> try:
...     load_settings(port=0)
... except SettingsError as refusal:
...     print(refusal)
TOTSUGO_PORT: greater_than_equal (see the README, "Settings")
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from matcher.domain.refusals import Refusal
from matcher.service.context import ServiceConfig

PREFIX = "TOTSUGO_"


class SettingsError(Refusal):
    """A setting has a value that cannot be used; the value itself is not repeated, it may be a secret."""

    code = "wrong_setting"
    hint = 'see the README, "Settings"'


class Settings(BaseSettings):
    """Every setting, with its default; `TOTSUGO_DATA_DIR=/srv/totsugo` sets `data_dir`, and so on."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    data_dir: Path = Field(
        default=Path("var"),
        description="Folder of all state: the embedded database, the key files and files in transit.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL to use in place of the embedded one: postgresql://user:password@host:port/name.",
    )
    vault_key: Path | None = Field(
        default=None,
        description="Key file of the person keys, mode 0600; DATA_DIR/vault.key when not set, made at the first use.",
    )
    token_key: Path | None = Field(
        default=None,
        description="Key file that signs tokens, mode 0600; DATA_DIR/token.key when not set, made at the first use.",
    )
    policy: str = Field(default="stop_all", description="Name of the policy in rules/policy/ that decides holds.")
    at_once: int = Field(
        default=2,
        ge=1,
        le=8,
        description="Chunks of a submission or run that are worked on at a time, each over a connection of its own.",
    )
    host: str = Field(default="127.0.0.1", description="Address that `totsugo serve` listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port that `totsugo serve` listens on.")
    max_upload_mib: int = Field(
        default=16_384, ge=1, description="Largest submission that the API receives, in MiB; a larger one is refused."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least important log line that is written."
    )

    @property
    def token_key_file(self) -> Path:
        """Where the key that signs tokens lies."""
        return self.token_key or self.data_dir / "token.key"

    def service_config(self) -> ServiceConfig:
        """Return the part of the settings that the use cases need."""
        return ServiceConfig(
            data_dir=self.data_dir,
            database_url=self.database_url.get_secret_value() if self.database_url else "",
            vault_key=self.vault_key,
            policy=self.policy,
            at_once=self.at_once,
        )


def load_settings(**overrides: object) -> Settings:
    """Read the settings from the environment; an override that is not None wins.

    Raises:
        SettingsError: a value cannot be used; the message names the variable and what is wrong with it.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        faults = ", ".join(f"{PREFIX}{'_'.join(map(str, e['loc'])).upper()}: {e['type']}" for e in error.errors())
        raise SettingsError(faults) from None
