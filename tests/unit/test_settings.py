"""A wrong setting is one sentence naming the variable; a right one arrives in the form the product uses."""

from pathlib import Path

import pytest

from bot.settings import EXPECTED, Settings, SettingsInvalid, load_settings

TOKEN = "123456789:AAFexampleexampleexampleexample123"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_any_setting_the_defaults_stand(tmp_path: Path) -> None:
    settings = load_settings()
    assert (settings.bot_token, settings.database_url, settings.webhook_url) == (None, None, None)
    assert (settings.web_host, settings.web_port) == ("127.0.0.1", 8080)
    assert (settings.default_locale, settings.timezone, settings.log_level) == ("ka", "Asia/Tbilisi", "INFO")
    assert (tmp_path / "data").is_dir()


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("WEB_PORT=9001\nDEFAULT_LOCALE=ru\n")
    monkeypatch.setenv("WEB_PORT", "9002")
    settings = load_settings()
    assert (settings.web_port, settings.default_locale) == (9002, "ru")


def test_an_empty_variable_means_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in EXPECTED:
        monkeypatch.setenv(name, "")
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    "given",
    [
        "postgres://u:p%40ss@host/kavshiri",
        "postgresql://u:p%40ss@host/kavshiri",
        "postgresql+psycopg://u:p%40ss@host/kavshiri",
    ],
)
def test_database_addresses_get_the_driver(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", given)
    url = load_settings().database_url
    assert url is not None
    assert url.get_secret_value() == "postgresql+psycopg://u:p%40ss@host/kavshiri"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "hello"),
        ("BOT_TOKEN", "123:short"),
        ("BOT_TOKEN", f"{TOKEN} and more"),
        ("BOT_API_URL", "localhost:8081"),
        ("BOT_API_URL", "ftp://host"),
        ("BOT_API_URL", "http://host:port"),
        ("DATABASE_URL", "mysql://host/db"),
        ("DATABASE_URL", "postgresql://host"),
        ("DATABASE_URL", "postgresql://host:port/db"),
        ("DATABASE_URL", "kavshiri.db"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("REDIS_URL", "http://127.0.0.1"),
        ("WEBHOOK_URL", "crm.example.com"),
        ("WEBHOOK_SECRET", "with space"),
        ("WEBHOOK_SECRET", "x" * 257),
        ("WEB_HOST", "http://127.0.0.1"),
        ("WEB_PORT", "65536"),
        ("WEB_PORT", "-1"),
        ("WEB_PORT", "eighty"),
        ("DATA_DIR", "/dev/null/data"),
        ("DEFAULT_LOCALE", "de"),
        ("TIMEZONE", "Tbilisi"),
        ("TIMEZONE", "/etc/passwd"),
        ("LOG_LEVEL", "LOUD"),
        ("TRANSCRIBER_URL", "127.0.0.1:8000"),
        ("TRANSCRIBER_KEY", "two words"),
        ("TRANSCRIBER_KEY", "x" * 513),
        ("TRANSCRIBER_MODEL", "ვისპერი"),
        ("INTERPRETER_URL", "file:///etc/passwd"),
        ("INTERPRETER_KEY", "line\nbreak"),
        ("INTERPRETER_MODEL", "a b"),
    ],
)
def test_a_wrong_value_is_one_sentence_naming_the_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsInvalid) as refusal:
        load_settings()
    assert str(refusal.value) == f"{name} should be {EXPECTED[name]}."
    assert refusal.value.__context__ is None or refusal.value.__suppress_context__


def test_a_webhook_without_a_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "https://crm.example.com")
    with pytest.raises(SettingsInvalid, match=r"^WEBHOOK_SECRET should be .* needed with WEBHOOK_URL"):
        load_settings()


@pytest.mark.parametrize("address", ["http://crm.example.com", "https://crm.example.com:9000"])
def test_a_webhook_that_telegram_would_not_call_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URL", address)
    monkeypatch.setenv("WEBHOOK_SECRET", "s3cret")
    with pytest.raises(SettingsInvalid, match=r"^WEBHOOK_URL should be an https address"):
        load_settings()


def test_a_server_of_ones_own_may_call_a_plain_webhook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "http://127.0.0.1:8080/")
    monkeypatch.setenv("WEBHOOK_SECRET", "s3cret")
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:8081")
    assert load_settings().webhook_url == "http://127.0.0.1:8080"


def test_an_interpreter_needs_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERPRETER_URL", "http://127.0.0.1:8000/v1")
    with pytest.raises(SettingsInvalid, match=r"^INTERPRETER_MODEL should be .* needed with it\.$"):
        load_settings()
    monkeypatch.setenv("INTERPRETER_MODEL", "reader")
    settings = load_settings()
    assert (settings.interpreter_url, settings.interpreter_model) == ("http://127.0.0.1:8000/v1", "reader")
    assert (settings.transcriber_url, settings.transcriber_model) == (None, "whisper-1")


def test_secrets_are_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("WEBHOOK_SECRET", "s3cret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hidden@host/db")
    monkeypatch.setenv("REDIS_URL", "redis://:hidden@host/0")
    monkeypatch.setenv("TRANSCRIBER_KEY", "sk-hidden")
    monkeypatch.setenv("INTERPRETER_KEY", "sk-hidden")
    shown = repr(load_settings()) + str(load_settings())
    assert "AAFexample" not in shown
    assert "s3cret" not in shown
    assert "hidden" not in shown


def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"BOT_TOKEN=\xff\xfe\n")
    with pytest.raises(SettingsInvalid, match=r"^The file \.env should be a text"):
        load_settings()
