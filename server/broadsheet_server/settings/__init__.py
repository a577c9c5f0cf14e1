"""Settings, read once and passed in: from BROADSHEET_* in the environment, or from broadsheet.toml."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from broadsheet_server.settings import validation as checks
from broadsheet_server.settings.sources import PREFIX, check_environment, read_settings_file
from broadsheet_server.storage.database import sqlite_url
from broadsheet_shared.section_paths import SECTION_DEPTH_MAX, is_section_path

CONFIG_FILE = "broadsheet.toml"
STORE_FILE = "broadsheet.sqlite3"
"""The SQLite file in the data folder, where no `database_url` is set."""


class PublicationSettings(BaseModel):
    """The publication, as every page and mail names it at head and foot."""

    model_config = ConfigDict(extra="forbid")

    name: str = "Broadsheet"
    description: str = ""
    language: Annotated[str, AfterValidator(checks.language)] = Field(default="en", description="BCP 47")
    time_zone: Annotated[str, AfterValidator(checks.time_zone)] = Field(
        default="UTC", description="IANA name like `Europe/Berlin`: for dates without a zone, and on pages"
    )
    copyright_notice: str = ""
    registration_number: str = Field(default="", description="such as a licence number")


class SectionSettings(BaseModel):
    """A section that exists before it has articles. Pages show sections in the order of the list."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(description="slugs from the root, like `world/asia`")
    name: str = Field(min_length=1)

    @field_validator("path")
    @classmethod
    def _path(cls, path: str) -> str:
        if not is_section_path(path):
            raise ValueError(
                f"“{path}” is no path of a section: up to {SECTION_DEPTH_MAX} names of lower-case letters, "
                "digits and hyphens, joined by “/”, like world/asia"
            )
        return path


DEFAULT_SENDER = "share@localhost.localdomain"
"""Enough for the demo, whose mail stays on this machine."""


class MailSettings(BaseModel):
    """The SMTP relay. Without a host, sharing by email is off and says so."""

    model_config = ConfigDict(extra="forbid")

    host: str | None = None
    port: int = Field(default=587, ge=1, le=65535)
    tls: Literal["starttls", "implicit", "none"] = Field(
        default="starttls", description="`none` only towards this machine, unless `insecure` is set"
    )
    insecure: bool = False
    ca_file: Annotated[Path | None, AfterValidator(checks.readable_file)] = None
    user: str | None = None
    password: SecretStr | None = None
    sender: Annotated[str, AfterValidator(checks.sender)] = Field(
        default=DEFAULT_SENDER, description="the address in From"
    )

    @property
    def is_in_the_clear(self) -> bool:
        """Whether mail would go unencrypted to another machine without `insecure` being set."""
        return self.tls == "none" and not self.insecure and not checks.is_loopback(self.host or "")

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if self.host is not None and self.is_in_the_clear:
            raise ValueError(
                f"tls is none, so mail to {self.host} would travel unencrypted; set mail.tls to starttls or "
                "implicit, or mail.insecure to true"
            )
        return self


class ShareLimits(BaseModel):
    """Most shares of one API key, and most mails to one recipient."""

    model_config = ConfigDict(extra="forbid")

    per_hour: int = Field(default=20, ge=0)
    per_day: int = Field(default=50, ge=0)
    recipient_per_hour: int = Field(default=3, ge=0)
    recipient_per_day: int = Field(default=10, ge=0)


class AnswerCacheSettings(BaseModel):
    """Whole answers kept in memory for those who ask the same."""

    model_config = ConfigDict(extra="forbid")

    megabytes: int = Field(default=32, ge=0, description="room for answers in each process; 0 keeps none")
    delay_ms: int = Field(
        default=50,
        ge=0,
        le=10_000,
        description="on PostgreSQL: how long other processes' changes may go unseen",
    )


class DocumentSettings(BaseModel):
    """GraphQL documents that clients name by their hash."""

    model_config = ConfigDict(extra="forbid")

    trusted_only: bool = Field(
        default=False, description="let anonymous callers ask nothing but documents that are registered"
    )
    files: list[Annotated[Path, AfterValidator(checks.existing_path)]] = Field(
        default=[], description="folders of documents, or manifests, of which this server knows the documents"
    )


class FetchingSettings(BaseModel):
    """What the server fetches from the web: feeds, pages and images."""

    model_config = ConfigDict(extra="forbid")

    allowed_networks: list[IPv4Network | IPv6Network] = Field(
        default=[],
        description="networks outside the public internet that may be asked or told, like `10.1.0.0/16`",
    )
    images: Literal["fetch", "link"] = Field(
        default="fetch",
        description="keep copies of images on other servers, or `link` those whose type and size are given",
    )


class RateLimitSettings(BaseModel):
    """How much of the API one address, or one key, may use in a minute; 0 sets no limit."""

    model_config = ConfigDict(extra="forbid")

    address_requests: int = Field(default=1_200, ge=0)
    address_cost: Annotated[int, AfterValidator(checks.cost_in_a_minute)] = 600_000
    key_requests: int = Field(default=6_000, ge=0)
    key_cost: Annotated[int, AfterValidator(checks.cost_in_a_minute)] = 3_000_000
    exempt_networks: list[IPv4Network | IPv6Network] = Field(
        default=[IPv4Network("127.0.0.0/8"), IPv6Network("::1/128")],
        description="addresses for which nothing is counted",
    )
    valkey_url: Annotated[SecretStr | None, AfterValidator(checks.valkey_url)] = Field(
        default=None, description="Valkey or Redis, where several processes count together"
    )


class CorsSettings(BaseModel):
    """Web pages of other origins that may use the API from a browser."""

    model_config = ConfigDict(extra="forbid")

    allowed_origins: Annotated[list[str], AfterValidator(checks.origins)] = Field(
        default=[], description="like `https://app.example`, or `*` for all"
    )


class AuditSettings(BaseModel):
    """The log of what editors, keys and the command line do."""

    model_config = ConfigDict(extra="forbid")

    keep_days: int = Field(default=400, ge=1, le=36_500, description="older entries are deleted")


class Settings(BaseSettings):
    """All settings. Each has a default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    data: Path = Field(default=Path("broadsheet-data"), description="folder of the database, media and index")
    database_url: Annotated[str | None, AfterValidator(checks.database_url)] = Field(
        default=None, description="PostgreSQL; SQLite in `data` where it is absent"
    )
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    workers: int = Field(default=1, ge=1)
    public_url: Annotated[str | None, AfterValidator(checks.public_url)] = Field(
        default=None, description="how the world reaches the server; never the Host header"
    )
    websub: Literal["auto", "on", "off"] = Field(
        default="auto",
        description="let hubs push the news of sources; `auto` where others can reach `public_url`",
    )
    introspection: bool = True
    http_statuses: Literal["compatible", "draft"] = Field(
        default="compatible",
        description="of GraphQL answers: as older clients need them, or as the draft of August 2026 has them",
    )
    remote_images: bool = Field(
        default=True, description="pass on the addresses of images on other servers; see docs/privacy.md"
    )
    feeds: Literal["full", "summary", "off"] = Field(
        default="full", description="what feeds carry of articles, or that there are none"
    )
    sitemaps: bool = Field(default=True, description="tell search engines of every article")
    publication: PublicationSettings = PublicationSettings()
    sections: list[SectionSettings] = []
    mail: MailSettings = MailSettings()
    share_limits: ShareLimits = ShareLimits()
    answer_cache: AnswerCacheSettings = AnswerCacheSettings()
    fetching: FetchingSettings = FetchingSettings()
    documents: DocumentSettings = DocumentSettings()
    rate_limits: RateLimitSettings = RateLimitSettings()
    trusted_proxies: Annotated[list[str], AfterValidator(checks.proxies)] = Field(
        default_factory=checks.proxies_of_environment,
        validate_default=True,
        description="addresses and networks of proxies whose `Forwarded` and `X-Forwarded-For` are believed",
    )
    cors: CorsSettings = CorsSettings()
    audit: AuditSettings = AuditSettings()
    demo_mailbox: bool = Field(
        default=False, description="catch all mail on this machine and show it at /mailbox"
    )

    @model_validator(mode="after")
    def _links_have_an_address(self) -> Self:
        """Mail goes to other people's machines: its links and its sender must mean something there."""
        if self.mail.host is None or self.demo_mailbox:
            return self
        if checks.leads_nowhere(self.base_url):
            fault = "is missing" if self.public_url is None else "leads to the reader's own machine"
            raise ValueError(
                f"public_url {fault}: the links in mails would begin with {self.base_url}; set it to how the "
                "world reaches the server, like https://news.example"
            )
        if self.mail.sender == DEFAULT_SENDER:
            raise ValueError(
                "mail.sender is missing: mail servers refuse mail from nowhere; set it to an address of your "
                "domain, like share@news.example"
            )
        return self

    @model_validator(mode="after")
    def _hubs_have_an_address(self) -> Self:
        if self.websub == "on" and self.public_url is None:
            raise ValueError(
                "websub is on, and public_url is missing: hubs would not know where to push; set it to how "
                "the world reaches the server, like https://news.example"
            )
        return self

    @property
    def push_obstacle(self) -> str | None:
        """Why no hub can push to this server, in a sentence; None where hubs can."""
        if self.websub == "off":
            return "The setting websub is off."
        if self.public_url is None:
            return "The setting public_url is missing: no hub can reach this server."
        if self.websub == "auto" and not checks.is_reachable(self.public_url):
            return f"No hub can reach this server: its public_url is {self.public_url}."
        return None

    @property
    def callback_base(self) -> str | None:
        """What the URLs begin with that hubs push to; None where none can."""
        return None if self.push_obstacle else f"{self.base_url}/websub/"

    @property
    def proxy_networks(self) -> list[IPv4Network | IPv6Network]:
        """The networks of `trusted_proxies`."""
        return [network for name in self.trusted_proxies for network in checks.networks(name)]

    @property
    def store_url(self) -> str:
        """The URL of the database."""
        return self.database_url or sqlite_url(self.data / STORE_FILE)

    @property
    def base_url(self) -> str:
        """The URL that links begin with, without a slash at the end."""
        return (self.public_url or self.listening_url).rstrip("/")

    @property
    def listening_url(self) -> str:
        """Where the server listens, which is what a proxy asks."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def media(self) -> Path:
        """The folder of image files."""
        return self.data / "media"

    @property
    def mailbox(self) -> Path:
        """The folder of mail that the demo catches."""
        return self.data / "mailbox"

    @property
    def index(self) -> Path:
        """The folder of the search index, which can be rebuilt from the store."""
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
        """Arguments override the environment, which overrides the file."""
        check_environment(settings_cls.model_fields)
        data = init_settings().get("data") or env_settings().get("data") or "broadsheet-data"
        file = read_settings_file(Path(str(data)) / CONFIG_FILE)
        return init_settings, env_settings, InitSettingsSource(settings_cls, file)
