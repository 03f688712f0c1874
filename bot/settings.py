"""Everything that can be configured, read from the environment and `.env`, and checked once at start.

A wrong value never starts anything: it becomes one sentence naming the variable and what it should be.
Secrets are never part of a sentence, a repr or a log line. An empty variable means "not given".
"""

import contextlib
import os
import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

TOKEN: Final = re.compile(r"\d+:[\w-]{20,}", re.ASCII)
SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
#: What may stand in a header.
KEY: Final = re.compile(r"[\x21-\x7e]{1,512}")
MODEL: Final = re.compile(r"[\x21-\x7e]{1,200}")

#: What each variable should be; the whole text that a person gets to read about a wrong one.
EXPECTED: Final = {
    "BOT_TOKEN": "the token that BotFather gave: digits, a colon and 20 or more letters, digits, _ or -",
    "BOT_API_URL": "the address of a Bot API server, such as http://127.0.0.1:8081",
    "DATABASE_URL": "the address of a PostgreSQL database, such as postgresql://user:password@host/name",
    "REDIS_URL": "the address of a Redis server, such as redis://127.0.0.1:6379/0",
    "WEBHOOK_URL": "the public address that Telegram calls, such as https://crm.example.com",
    "WEBHOOK_SECRET": "1 to 256 letters, digits, _ or -, and is needed with WEBHOOK_URL",
    "WEB_HOST": "an address of this machine to listen on, such as 127.0.0.1 or 0.0.0.0",
    "WEB_PORT": "a port number from 1 to 65535 (or 0 for any free one)",
    "DATA_DIR": "a folder that can be written to, such as ./data",
    "DEFAULT_LOCALE": "one of ka, ru, en",
    "TIMEZONE": "the name of a time zone, such as Asia/Tbilisi",
    "LOG_LEVEL": "one of DEBUG, INFO, WARNING, ERROR",
    "TRANSCRIBER_URL": "the address of an OpenAI-compatible server for voices, such as http://127.0.0.1:8000/v1",
    "TRANSCRIBER_KEY": "the key that TRANSCRIBER_URL asks for: 1 to 512 letters, digits and signs without spaces",
    "TRANSCRIBER_MODEL": "the name of a model at TRANSCRIBER_URL, such as whisper-1",
    "INTERPRETER_URL": "the address of an OpenAI-compatible chat server, such as http://127.0.0.1:8000/v1",
    "INTERPRETER_KEY": "the key that INTERPRETER_URL asks for: 1 to 512 letters, digits and signs without spaces",
    "INTERPRETER_MODEL": "the name of a model at INTERPRETER_URL, and is needed with it",
}


#: Telegram calls no others: https://core.telegram.org/bots/api#setwebhook
WEBHOOK_PORTS: Final = {None, 80, 88, 443, 8443}


class SettingsInvalid(Exception):
    """A setting is wrong; the text is the sentence to show."""


def _check_token(token: SecretStr) -> SecretStr:
    if not TOKEN.fullmatch(token.get_secret_value()):
        raise ValueError
    return token


def _check_secret(secret: SecretStr) -> SecretStr:
    if not SECRET.fullmatch(secret.get_secret_value()):
        raise ValueError
    return secret


def _check_key(key: SecretStr) -> SecretStr:
    if not KEY.fullmatch(key.get_secret_value()):
        raise ValueError
    return key


def _check_model(name: str) -> str:
    if not MODEL.fullmatch(name):
        raise ValueError
    return name


def _check_http(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError
    _ = parts.port  # raises ValueError when it is not a number of a port
    return address.rstrip("/")


def _check_redis(address: SecretStr) -> SecretStr:
    parts = urlsplit(address.get_secret_value())
    if parts.scheme not in {"redis", "rediss", "unix"} or not (parts.hostname or parts.path):
        raise ValueError
    _ = parts.port
    return address


def _check_database(address: SecretStr) -> SecretStr:
    scheme, separator, rest = address.get_secret_value().partition("://")
    if scheme not in {"postgres", "postgresql", "postgresql+psycopg"} or not separator:
        raise ValueError
    try:
        url = make_url(f"postgresql+psycopg://{rest}")
    except ArgumentError:
        raise ValueError from None
    if not url.database:
        raise ValueError
    return SecretStr(url.render_as_string(hide_password=False))


def _check_host(host: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", host):
        raise ValueError
    return host


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError) as unknown:
        raise ValueError from unknown
    return name


class Settings(BaseSettings):
    """The product's configuration. Field names in capitals are the names of the variables."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    bot_token: Annotated[SecretStr, AfterValidator(_check_token)] | None = None
    bot_api_url: Annotated[str, AfterValidator(_check_http)] | None = None
    database_url: Annotated[SecretStr, AfterValidator(_check_database)] | None = None
    redis_url: Annotated[SecretStr, AfterValidator(_check_redis)] | None = None
    webhook_url: Annotated[str, AfterValidator(_check_http)] | None = None
    webhook_secret: Annotated[SecretStr, AfterValidator(_check_secret)] | None = None
    web_host: Annotated[str, AfterValidator(_check_host)] = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    data_dir: Path = Path("data")
    default_locale: Literal["ka", "ru", "en"] = "ka"
    timezone: Annotated[str, AfterValidator(_check_zone)] = "Asia/Tbilisi"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    transcriber_url: Annotated[str, AfterValidator(_check_http)] | None = None
    transcriber_key: Annotated[SecretStr, AfterValidator(_check_key)] | None = None
    transcriber_model: Annotated[str, AfterValidator(_check_model)] = "whisper-1"
    interpreter_url: Annotated[str, AfterValidator(_check_http)] | None = None
    interpreter_key: Annotated[SecretStr, AfterValidator(_check_key)] | None = None
    interpreter_model: Annotated[str, AfterValidator(_check_model)] | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _trim(cls, value: object) -> object:
        return value.strip() if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _raise_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def load_settings(**overrides: Any) -> Settings:
    """Read and check the settings, and make sure of the data folder. Raises SettingsInvalid.

    `overrides` (by field name) win over the environment, and that over `.env`.
    """
    try:
        settings = Settings(**overrides)
    except ValidationError as refusal:
        name = str(refusal.errors()[0]["loc"][0]).upper()
        raise SettingsInvalid(f"{name} should be {EXPECTED[name]}.") from None
    except (UnicodeDecodeError, PermissionError):
        raise SettingsInvalid("The file .env should be a text in UTF-8 that this user may read.") from None
    _check_webhook(settings)
    if settings.interpreter_url is not None and settings.interpreter_model is None:
        raise SettingsInvalid(f"INTERPRETER_MODEL should be {EXPECTED['INTERPRETER_MODEL']}.")
    _check_folder(settings.data_dir)
    return settings


def _check_webhook(settings: Settings) -> None:
    if settings.webhook_url is None:
        return
    if settings.webhook_secret is None:
        raise SettingsInvalid(f"WEBHOOK_SECRET should be {EXPECTED['WEBHOOK_SECRET']}.")
    parts = urlsplit(settings.webhook_url)
    if settings.bot_api_url is None and (parts.scheme != "https" or parts.port not in WEBHOOK_PORTS):
        raise SettingsInvalid(
            "WEBHOOK_URL should be an https address on port 443, 80, 88 or 8443: Telegram calls no other."
        )


def _check_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # whatever the reason, the question below answers it
        folder.mkdir(parents=True, exist_ok=True)
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        raise SettingsInvalid(f"DATA_DIR should be {EXPECTED['DATA_DIR']}.")
