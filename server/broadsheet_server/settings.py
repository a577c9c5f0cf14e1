"""Settings, read once and passed in: from BROADSHEET_* in the environment, or from broadsheet.toml."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from broadsheet_server.storage.database import sqlite_url

CONFIG_FILE = "broadsheet.toml"


class PublicationSettings(BaseModel):
    """Who publishes: printed at the head and foot of every page and mail."""

    model_config = ConfigDict(extra="forbid")

    name: str = "Broadsheet"
    description: str = ""
    language: str = Field(default="en", description="BCP 47")
    copyright_notice: str = ""
    registration_number: str = Field(default="", description="such as a licence number")


class SectionSettings(BaseModel):
    """A section that exists before any article is in it; the order of the list is the order on the page."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(description="slugs from the root, like `world/asia`")
    name: str


class MailSettings(BaseModel):
    """How mail leaves. Without a host, sharing by email is off and says so."""

    model_config = ConfigDict(extra="forbid")

    host: str | None = None
    port: int = 587
    tls: Literal["starttls", "implicit", "none"] = Field(
        default="starttls", description="`none` only towards this machine, unless `insecure` is set"
    )
    insecure: bool = False
    ca_file: Path | None = None
    user: str | None = None
    password: SecretStr | None = None
    sender: str = Field(default="share@localhost.localdomain", description="the address in From")


class ShareLimits(BaseModel):
    """How much one key may share, and how much one friend may get."""

    model_config = ConfigDict(extra="forbid")

    per_hour: int = 20
    per_day: int = 50
    recipient_per_hour: int = 3
    recipient_per_day: int = 10


class Settings(BaseSettings):
    """Everything that can be set. Nothing has to be."""

    model_config = SettingsConfigDict(
        env_prefix="BROADSHEET_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    data: Path = Field(default=Path("broadsheet-data"), description="folder of the database, media and index")
    database_url: str | None = Field(
        default=None, description="PostgreSQL; SQLite in `data` where it is absent"
    )
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    workers: int = Field(default=1, ge=1)
    public_url: str | None = Field(
        default=None, description="how the world reaches the server; never the Host header"
    )
    introspection: bool = True
    publication: PublicationSettings = PublicationSettings()
    sections: list[SectionSettings] = []
    mail: MailSettings = MailSettings()
    share_limits: ShareLimits = ShareLimits()
    demo_mailbox: bool = Field(
        default=False, description="catch all mail on this machine and show it at /mailbox"
    )

    @property
    def store_url(self) -> str:
        """The database's URL."""
        return self.database_url or sqlite_url(self.data / "broadsheet.sqlite3")

    @property
    def base_url(self) -> str:
        """The address that links begin with, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def media(self) -> Path:
        """The folder of images."""
        return self.data / "media"

    @property
    def index(self) -> Path:
        """The folder of the search index, derived from the store."""
        return self.data / "index"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is passed in wins over the environment, and that over the file."""
        data = init_settings().get("data") or env_settings().get("data") or "broadsheet-data"
        file = TomlConfigSettingsSource(settings_cls, Path(str(data)) / CONFIG_FILE)
        return init_settings, env_settings, file
