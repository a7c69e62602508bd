"""What the operator sets in the environment, checked before anything starts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from recognition.kernel.errors import ConfigurationError
from recognition.kernel.findings import suggestion
from recognition.kernel.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Mapping


class Mode(StrEnum):
    """How loud the App is: it starts by only watching."""

    OBSERVE = "observe"
    DIGEST = "digest"
    LIVE = "live"


DEFAULT_SECRETS = frozenset({"development", "secret", "changeme", "change-me", "test"})
"""Values that copied instructions leave behind; Probot's own default is the first."""

MIN_SECRET_LENGTH = 16
"""A webhook or cookie secret shorter than this can be guessed offline."""


class Settings(BaseSettings):
    """The environment of design section 7.

    Names are Probot's and GitHub Actions', so that an operator's habits work here. Each may
    also be given as `NAME_FILE`, the path of a file with the value.
    """

    model_config = SettingsConfigDict(
        case_sensitive=True, extra="ignore", frozen=True, populate_by_name=True
    )

    app_id: int | None = Field(None, alias="APP_ID", description="The App's number on GitHub.")
    private_key: SecretStr | None = Field(
        None, alias="PRIVATE_KEY", description="The App's private key, PEM."
    )
    private_key_path: Path | None = Field(
        None, alias="PRIVATE_KEY_PATH", description="A file with the App's private key."
    )
    webhook_secret: SecretStr | None = Field(
        None,
        alias="WEBHOOK_SECRET",
        description="The webhook secret; two separated by a comma while rotating.",
    )
    github_client_id: str | None = Field(
        None, alias="GITHUB_CLIENT_ID", description="The App's client id, for signing in."
    )
    github_client_secret: SecretStr | None = Field(
        None, alias="GITHUB_CLIENT_SECRET", description="The App's client secret."
    )
    github_api_url: str = Field(
        "https://api.github.com", alias="GITHUB_API_URL", description="GitHub's REST address."
    )
    github_graphql_url: str | None = Field(
        None,
        alias="GITHUB_GRAPHQL_URL",
        description="GitHub's GraphQL address; the one beside `GITHUB_API_URL` if not set.",
    )
    github_server_url: str = Field(
        "https://github.com", alias="GITHUB_SERVER_URL", description="GitHub's web address."
    )
    public_url: str = Field(
        "http://127.0.0.1:3000",
        alias="PUBLIC_URL",
        description="Where people reach this server; every link begins with it.",
    )
    database_url: str | None = Field(
        None,
        alias="DATABASE_URL",
        description="SQLAlchemy URL; `sqlite:///$DATA_DIR/recognition.db` if not set.",
    )
    data_dir: Path = Field(Path("data"), alias="DATA_DIR", description="Where files are kept.")
    secret_key: SecretStr | None = Field(
        None, alias="SECRET_KEY", description="Signs cookies and markers; 16 characters or more."
    )
    host: str = Field("127.0.0.1", alias="HOST", description="The address to listen on.")
    port: int = Field(3000, alias="PORT", ge=0, le=65535, description="The port to listen on.")
    log_level: str = Field("INFO", alias="LOG_LEVEL", description="DEBUG, INFO, WARNING, ERROR.")
    mode: Mode = Field(
        Mode.OBSERVE,
        alias="RECOGNITION_MODE",
        description="`observe` posts nothing, `digest` only the digest, `live` everything.",
    )
    ext_secret: SecretStr | None = Field(
        None,
        alias="EXT_SECRET",
        description="Signs facts that other systems post to `/api/v1/facts`; several separated "
        "by commas while rotating. Nobody may post if not set.",
    )
    digest_repo: str | None = Field(
        None,
        alias="RECOGNITION_DIGEST_REPO",
        description="owner/name of the repository that gets the digest issue.",
    )
    digest_every: Literal["day", "week", "month"] = Field(
        "week",
        alias="RECOGNITION_DIGEST_EVERY",
        description="How often a digest is made: `day`, `week` (on Monday) or `month`.",
    )
    digest_email: str | None = Field(
        None,
        alias="RECOGNITION_DIGEST_EMAIL",
        description="Addresses that get the digest by e-mail too, separated by commas.",
    )
    smtp_url: SecretStr | None = Field(
        None,
        alias="SMTP_URL",
        description="The mail server: `smtp://user:password@host:587`, or `smtps://`.",
    )
    smtp_from: str | None = Field(
        None, alias="SMTP_FROM", description="The address in From of such e-mail."
    )
    digest_webhook: SecretStr | None = Field(
        None,
        alias="RECOGNITION_DIGEST_WEBHOOK",
        description="A chat's incoming webhook (Slack's form) that gets the digest too.",
    )
    maintainers: str | None = Field(
        None,
        alias="RECOGNITION_MAINTAINERS",
        description="org/team whose members decide about awards.",
    )
    catalog: Path | None = Field(
        None,
        alias="RECOGNITION_CATALOG",
        description="A folder of badges in place of the shipped `badge_templates/`.",
    )
    exam_banks: Path | None = Field(
        None,
        alias="EXAM_BANKS",
        description="A folder of question banks in place of the shipped ones.",
    )
    exam_keys: SecretStr | None = Field(
        None,
        alias="EXAM_KEYS",
        description="Seals answer keys and explanations in the database, and opens sealed key "
        "files; the newest first, separated by commas while rotating. They are in clear if not "
        "set.",
    )
    exam_key_folder: Path | None = Field(
        None,
        alias="EXAM_KEY_FOLDER",
        description="A private folder with the key files of banks whose keys stand apart.",
    )
    banks: str | None = Field(
        None,
        alias="RECOGNITION_BANKS_REPO",
        description="owner/name or owner/name:folder of the repository with the question banks;"
        " pull requests there get a check.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take only what `load_settings` hands over: it knows where each value came from."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @field_validator("public_url", "github_api_url", "github_graphql_url", "github_server_url")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must begin with http:// or https://, and name a host")
        return value.rstrip("/")

    @field_validator("digest_repo", "maintainers")
    @classmethod
    def _is_pair(cls, value: str | None) -> str | None:
        if value is not None and (value.count("/") != 1 or not all(value.split("/"))):
            raise ValueError("must be two names with one slash between, such as meshery/meshery")
        return value

    @field_validator("banks")
    @classmethod
    def _is_folder(cls, value: str | None) -> str | None:
        if value is None:
            return None
        repo, _, folder = value.partition(":")
        if repo.count("/") != 1 or not all(repo.split("/")):
            raise ValueError(
                "must be owner/name or owner/name:folder, such as meshery/academy:exams"
            )
        return f"{repo}:{folder.strip('/')}" if folder.strip("/") else repo

    @field_validator("digest_webhook", "smtp_url")
    @classmethod
    def _leads_somewhere(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None:
            return None
        schemes = ("smtp", "smtps") if info.field_name == "smtp_url" else ("https", "http")
        parts = urlsplit(value.get_secret_value())
        # The value itself is a secret: it must not stand in what is said about it.
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(
                f"must begin with {schemes[0]}:// or {schemes[1]}://, and name a host"
            )
        return value

    @field_validator("digest_email")
    @classmethod
    def _are_addresses(cls, value: str | None) -> str | None:
        for address in (value or "").split(","):
            name, sign, host = address.strip().partition("@")
            if value is not None and not (name and sign and host and address.isprintable()):
                raise ValueError("must be e-mail addresses separated by commas")
        return value

    @field_validator("log_level")
    @classmethod
    def _is_level(cls, value: str) -> str:
        if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @property
    def database(self) -> str:
        """Give the database's URL, the default one below `DATA_DIR`."""
        return self.database_url or f"sqlite:///{self.data_dir / 'recognition.db'}"

    @property
    def webhook_secrets(self) -> tuple[bytes, ...]:
        """Give every webhook secret in force, as the bytes that are hashed."""
        return _parts(self.webhook_secret)

    @property
    def ext_secrets(self) -> tuple[bytes, ...]:
        """Give every secret that signs facts of other systems; none where nobody may post."""
        return _parts(self.ext_secret)

    @property
    def exam_vault(self) -> Vault | None:
        """Give what seals answer keys, or `None` where they stay in clear."""
        secrets = _parts(self.exam_keys)
        return Vault("EXAM_KEYS", secrets) if secrets else None

    @property
    def rules_owner(self) -> str | None:
        """Give the organisation whose rules count: the one whose maintainers decide."""
        return None if self.maintainers is None else self.maintainers.partition("/")[0]

    @property
    def banks_place(self) -> tuple[str, str] | None:
        """Give repository and folder of the question banks; the folder empty where it is all."""
        if self.banks is None:
            return None
        repo, _, folder = self.banks.partition(":")
        return repo, folder

    @property
    def digest_recipients(self) -> tuple[str, ...]:
        """Give the addresses that get the digest by e-mail."""
        given = (self.digest_email or "").split(",")
        return tuple(address.strip() for address in given if address.strip())

    def key_pem(self) -> str:
        """Give the App's private key.

        Raises:
            ConfigurationError: None is set, the file cannot be read, or it is no RSA key.
        """
        if self.private_key is not None:
            # Environment files carry the PEM's line breaks as backslash-n.
            pem = self.private_key.get_secret_value().replace("\\n", "\n")
            where = "PRIVATE_KEY"
        elif self.private_key_path is not None:
            where = "PRIVATE_KEY_PATH"
            try:
                pem = self.private_key_path.read_text(encoding="ascii")
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigurationError(
                    f"{where}: cannot read {self.private_key_path}: {error}"
                ) from error
        else:
            raise ConfigurationError("set PRIVATE_KEY or PRIVATE_KEY_PATH to the App's key")
        try:
            key = load_pem_private_key(pem.encode(), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise ConfigurationError(f"{where} {_NO_KEY}") from error
        if not isinstance(key, RSAPrivateKey):
            raise ConfigurationError(f"{where} {_NO_KEY}")
        return pem


def _parts(secret: SecretStr | None) -> tuple[bytes, ...]:
    raw = secret.get_secret_value() if secret else ""
    return tuple(part.strip().encode() for part in raw.split(",") if part.strip())


_OPTIONAL_SECRETS = frozenset({"EXT_SECRET", "EXAM_KEYS"})

_NO_KEY = (
    "holds no RSA private key in PEM form; GitHub gives one on the App's page under “Private keys”"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where one setting's value came from.

    Attributes:
        name: The environment's name.
        value: As a person may see it: secrets are hidden.
        source: `environment`, `file PATH` or `default`.
    """

    name: str
    value: str
    source: str


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Args:
        environ: The environment; `None` means the process's own.

    Raises:
        ConfigurationError: All that is wrong, a line for each: a value that cannot be right,
            an unknown `RECOGNITION_…` name, an unreadable `NAME_FILE`.
    """
    environ = os.environ if environ is None else environ
    values = {name: value for name, (value, _source) in _gather(environ).items()}
    problems = _unknown_names(environ)
    settings = None
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        for part in error.errors(include_input=False, include_url=False):
            name = ".".join(str(word) for word in part["loc"])
            problems.append(f"{name}: {part['msg'].removeprefix('Value error, ')}")
    if problems or settings is None:
        raise ConfigurationError("\n".join(problems))
    return settings


def require_for_serving(settings: Settings) -> None:
    """Refuse to serve with anything missing or guessable.

    Raises:
        ConfigurationError: All that is missing, a line for each, with the remedy.
    """
    problems = []
    if settings.app_id is None:
        problems.append("APP_ID: set it to the App's number (on the App's page, “App ID”)")
    try:
        settings.key_pem()
    except ConfigurationError as error:
        problems.append(str(error))
    secrets = {
        "WEBHOOK_SECRET": [secret.decode() for secret in settings.webhook_secrets],
        "EXT_SECRET": [secret.decode() for secret in settings.ext_secrets],
        "EXAM_KEYS": [secret.decode() for secret in _parts(settings.exam_keys)],
        "SECRET_KEY": [settings.secret_key.get_secret_value()] if settings.secret_key else [],
    }
    for name, held in secrets.items():
        if not held and name not in _OPTIONAL_SECRETS:
            problems.append(f"{name}: set it to a long random text (openssl rand -hex 32)")
        problems.extend(
            f"{name}: is a default or shorter than {MIN_SECRET_LENGTH} characters; "
            "make one with openssl rand -hex 32"
            for secret in held
            if secret.lower() in DEFAULT_SECRETS or len(secret) < MIN_SECRET_LENGTH
        )
    if not (settings.github_client_id and settings.github_client_secret):
        problems.append(
            "GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET: set both, people sign in with them"
        )
    if settings.digest_recipients and not (settings.smtp_url and settings.smtp_from):
        problems.append("SMTP_URL and SMTP_FROM: set both, RECOGNITION_DIGEST_EMAIL needs them")
    if problems:
        raise ConfigurationError("\n".join(problems))


def origins(settings: Settings, environ: Mapping[str, str] | None = None) -> list[Origin]:
    """Say of every setting what it is and where it came from, secrets hidden."""
    gathered = _gather(os.environ if environ is None else environ)
    told = []
    for field, info in Settings.model_fields.items():
        name = str(info.alias)
        value = getattr(settings, field)
        shown = "(not set)" if value is None else str(value)
        if SecretStr in (info.annotation, *get_args(info.annotation)) and value is not None:
            shown = "(hidden)"
        elif field == "database_url" and value is not None:
            shown = _without_password(value)
        source = gathered[name][1] if name in gathered else "default"
        told.append(Origin(name=name, value=shown, source=source))
    return told


def _without_password(database_url: str) -> str:
    try:
        return make_url(database_url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        # What cannot be taken apart may hold a password anywhere.
        return "(hidden: not a database URL)"


def _gather(environ: Mapping[str, str]) -> dict[str, tuple[Any, str]]:
    gathered: dict[str, tuple[Any, str]] = {}
    for info in Settings.model_fields.values():
        name = str(info.alias)
        if environ.get(name):
            gathered[name] = (environ[name], "environment")
        elif path := environ.get(f"{name}_FILE"):
            try:
                text = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigurationError(f"{name}_FILE: cannot read {path}: {error}") from error
            gathered[name] = (text, f"file {path}")
    return gathered


def _unknown_names(environ: Mapping[str, str]) -> list[str]:
    known = {str(info.alias) for info in Settings.model_fields.values()}
    known |= {f"{name}_FILE" for name in known}
    ours = [name for name in known if name.startswith("RECOGNITION_")]
    return [
        f"{name}: there is no such setting{suggestion(name, ours)}"
        for name in sorted(environ)
        if name.startswith("RECOGNITION_") and name not in known
    ]
