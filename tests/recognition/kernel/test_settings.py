"""Settings: every name of the outside contract, each wrong value told, no secret shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from recognition.kernel.errors import ConfigurationError
from recognition.kernel.settings import (
    Mode,
    Settings,
    load_settings,
    origins,
    require_for_serving,
)

LONG = "7f3c1f0a9b2d4e6f8a1b3c5d"

SPELLED: dict[str, tuple[str, str, Any]] = {
    "APP_ID": ("123", "app_id", 123),
    "PRIVATE_KEY": ("-----BEGIN", "private_key", "-----BEGIN"),
    "PRIVATE_KEY_PATH": ("/keys/app.pem", "private_key_path", Path("/keys/app.pem")),
    "WEBHOOK_SECRET": (LONG, "webhook_secret", LONG),
    "EXT_SECRET": (LONG, "ext_secret", LONG),
    "GITHUB_CLIENT_ID": ("Iv1.abc", "github_client_id", "Iv1.abc"),
    "GITHUB_CLIENT_SECRET": (LONG, "github_client_secret", LONG),
    "GITHUB_API_URL": (
        "https://ghe.example/api/v3/",
        "github_api_url",
        "https://ghe.example/api/v3",
    ),
    "GITHUB_GRAPHQL_URL": (
        "https://ghe.example/api/graphql",
        "github_graphql_url",
        "https://ghe.example/api/graphql",
    ),
    "GITHUB_SERVER_URL": ("https://ghe.example/", "github_server_url", "https://ghe.example"),
    "PUBLIC_URL": ("https://r.example/", "public_url", "https://r.example"),
    "DATABASE_URL": ("sqlite:///x.db", "database_url", "sqlite:///x.db"),
    "DATA_DIR": ("/var/lib/recognition", "data_dir", Path("/var/lib/recognition")),
    "SECRET_KEY": (LONG, "secret_key", LONG),
    "HOST": ("0.0.0.0", "host", "0.0.0.0"),
    "PORT": ("8080", "port", 8080),
    "LOG_LEVEL": ("debug", "log_level", "DEBUG"),
    "RECOGNITION_MODE": ("live", "mode", Mode.LIVE),
    "RECOGNITION_DIGEST_REPO": ("meshery/digest", "digest_repo", "meshery/digest"),
    "RECOGNITION_BANKS_REPO": (
        "meshery/academy:/exams/",
        "banks_place",
        ("meshery/academy", "exams"),
    ),
    "RECOGNITION_DIGEST_EMAIL": ("a@b.example", "digest_recipients", ("a@b.example",)),
    "SMTP_URL": (f"smtps://me:{LONG}@b.example", "smtp_url", f"smtps://me:{LONG}@b.example"),
    "SMTP_FROM": ("r@b.example", "smtp_from", "r@b.example"),
    "RECOGNITION_DIGEST_WEBHOOK": (
        "https://chat.example/hooks/x",
        "digest_webhook",
        "https://chat.example/hooks/x",
    ),
    "RECOGNITION_DIGEST_EVERY": ("month", "digest_every", "month"),
    "RECOGNITION_MAINTAINERS": ("meshery/maintainers", "maintainers", "meshery/maintainers"),
    "RECOGNITION_CATALOG": ("/badges", "catalog", Path("/badges")),
    "EXAM_BANKS": ("/banks", "exam_banks", Path("/banks")),
    "EXAM_KEY_FOLDER": ("/keys", "exam_key_folder", Path("/keys")),
    "EXAM_KEYS": (f"{LONG},{LONG}2", "exam_keys", f"{LONG},{LONG}2"),
}
"""Each name of the contract, with a value, the attribute it becomes, and its checked form."""

SECRET_NAMES = (
    "PRIVATE_KEY",
    "WEBHOOK_SECRET",
    "EXAM_KEYS",
    "EXT_SECRET",
    "GITHUB_CLIENT_SECRET",
    "SECRET_KEY",
)


def held(settings: Settings, attribute: str) -> Any:
    value = getattr(settings, attribute)
    return value.get_secret_value() if hasattr(value, "get_secret_value") else value


def problems(environ: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(environ)
    return str(caught.value).splitlines()


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: Any, form: PrivateFormat = PrivateFormat.PKCS8) -> str:
    made: bytes = key.private_bytes(Encoding.PEM, form, NoEncryption())
    return made.decode()


@pytest.fixture
def complete(rsa_key: rsa.RSAPrivateKey) -> dict[str, str]:
    """An environment that may serve."""
    return {
        "APP_ID": "123",
        "PRIVATE_KEY": pem(rsa_key),
        "WEBHOOK_SECRET": LONG,
        "SECRET_KEY": LONG[::-1],
        "GITHUB_CLIENT_ID": "Iv1.abc",
        "GITHUB_CLIENT_SECRET": LONG,
    }


def test_the_names_are_those_of_the_contract() -> None:
    assert {info.alias for info in Settings.model_fields.values()} == set(SPELLED)


def test_every_setting_says_what_it_is() -> None:
    for info in Settings.model_fields.values():
        assert info.description, info.alias
        assert info.description.endswith("."), info.alias


@pytest.mark.parametrize("name", SPELLED)
def test_each_name_is_read_from_the_environment(name: str) -> None:
    text, attribute, value = SPELLED[name]
    assert held(load_settings({name: text}), attribute) == value


@pytest.mark.parametrize("name", SPELLED)
def test_each_name_may_be_given_as_a_file(name: str, tmp_path: Path) -> None:
    text, attribute, value = SPELLED[name]
    path = tmp_path / "value"
    path.write_text(f"{text}\n")
    settings = load_settings({f"{name}_FILE": str(path)})
    assert held(settings, attribute) == value


def test_the_name_itself_wins_over_its_file(tmp_path: Path) -> None:
    path = tmp_path / "port"
    path.write_text("1")
    assert load_settings({"PORT": "2", "PORT_FILE": str(path)}).port == 2


def test_an_empty_value_counts_as_not_set() -> None:
    assert load_settings({"PORT": "", "APP_ID": "", "RECOGNITION_MODE": ""}) == load_settings({})


def test_the_defaults_post_nothing_and_listen_at_home() -> None:
    settings = load_settings({})
    assert settings.mode is Mode.OBSERVE
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert settings.github_api_url == "https://api.github.com"
    assert settings.github_server_url == "https://github.com"
    assert settings.database == "sqlite:///data/recognition.db"
    assert (
        load_settings({"DATA_DIR": "/var/lib/r"}).database == "sqlite:////var/lib/r/recognition.db"
    )


def test_only_the_given_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "9.9.9.9")
    monkeypatch.setenv("PORT", "not a number")
    assert load_settings({}).host == "127.0.0.1"
    monkeypatch.setenv("PORT", "4000")
    assert load_settings().host == "9.9.9.9"
    assert load_settings().port == 4000


def test_names_of_other_programs_are_left_alone() -> None:
    assert load_settings({"PATH": "/bin", "host": "9.9.9.9"}).host == "127.0.0.1"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "RECOGNITION_MOD",
            "RECOGNITION_MOD: there is no such setting; did you mean 'RECOGNITION_MODE'?",
        ),
        (
            "RECOGNITION_DIGEST_REPOSITORY",
            (
                "RECOGNITION_DIGEST_REPOSITORY: there is no such setting; "
                "did you mean 'RECOGNITION_DIGEST_REPO'?"
            ),
        ),
        ("RECOGNITION_", "RECOGNITION_: there is no such setting"),
    ],
)
def test_a_misspelt_name_of_ours_is_refused(name: str, said: str) -> None:
    (line,) = problems({name: "live"})
    assert line.startswith(said)


def test_all_that_is_wrong_is_told_at_once_a_line_each() -> None:
    lines = problems(
        {
            "PORT": "70000",
            "APP_ID": "abc",
            "RECOGNITION_MODE": "loud",
            "LOG_LEVEL": "CHATTY",
            "RECOGNITION_MODES": "x",
        }
    )
    assert {line.partition(":")[0] for line in lines} == {
        "PORT",
        "APP_ID",
        "RECOGNITION_MODE",
        "LOG_LEVEL",
        "RECOGNITION_MODES",
    }
    assert len(lines) == 5


@pytest.mark.parametrize("name", ["RECOGNITION_DIGEST_REPO", "RECOGNITION_MAINTAINERS"])
@pytest.mark.parametrize("value", ["meshery", "a/b/c", "/b", "a/"])
def test_a_pair_needs_two_names(name: str, value: str) -> None:
    (line,) = problems({name: value})
    assert line.startswith(f"{name}: must be two names")


@pytest.mark.parametrize(
    "name", ["PUBLIC_URL", "GITHUB_API_URL", "GITHUB_GRAPHQL_URL", "GITHUB_SERVER_URL"]
)
@pytest.mark.parametrize("value", ["github.com", "ftp://github.com", "https://", "javascript:1"])
def test_a_web_address_names_scheme_and_host(name: str, value: str) -> None:
    (line,) = problems({name: value})
    assert line.startswith(f"{name}: must begin with http:// or https://")


def test_a_file_that_cannot_be_read_is_told_with_its_path(tmp_path: Path) -> None:
    path = tmp_path / "missing"
    (line,) = problems({"SECRET_KEY_FILE": str(path)})
    assert line.startswith(f"SECRET_KEY_FILE: cannot read {path}: ")


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "binary"
    path.write_bytes(b"\xff\xfe\x00")
    assert problems({"SECRET_KEY_FILE": str(path)})[0].startswith("SECRET_KEY_FILE: cannot read")


def test_wrong_values_are_not_repeated_in_messages() -> None:
    lines = problems({"APP_ID": "ghs_sixteenletters", "PORT": "hunter2"})
    assert not any("ghs_" in line or "hunter2" in line for line in lines)


def test_settings_do_not_change_after_the_start() -> None:
    settings = load_settings({})
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


def test_while_rotating_every_webhook_secret_is_in_force() -> None:
    assert load_settings({"WEBHOOK_SECRET": " new , old ,"}).webhook_secrets == (b"new", b"old")
    assert load_settings({"EXT_SECRET": "new,old"}).ext_secrets == (b"new", b"old")
    assert load_settings({}).ext_secrets == ()
    assert load_settings({}).webhook_secrets == ()


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_both_forms_of_an_rsa_key_are_accepted(
    rsa_key: rsa.RSAPrivateKey, form: PrivateFormat, tmp_path: Path
) -> None:
    text = pem(rsa_key, form)
    assert load_settings({"PRIVATE_KEY": text}).key_pem() == text
    path = tmp_path / "app.pem"
    path.write_text(text)
    assert load_settings({"PRIVATE_KEY_PATH": str(path)}).key_pem() == text


def test_a_key_on_one_line_is_unfolded(rsa_key: rsa.RSAPrivateKey) -> None:
    text = pem(rsa_key)
    assert load_settings({"PRIVATE_KEY": text.replace("\n", "\\n")}).key_pem() == text


def test_what_is_no_usable_key_is_refused(rsa_key: rsa.RSAPrivateKey) -> None:
    locked = rsa_key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"password")
    )
    public = rsa_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    curve = pem(ec.generate_private_key(ec.SECP256R1()))
    for text in ("no key", locked.decode(), public.decode(), curve, pem(rsa_key)[:200]):
        with pytest.raises(ConfigurationError, match="PRIVATE_KEY holds no RSA private key"):
            load_settings({"PRIVATE_KEY": text}).key_pem()


def test_a_missing_key_or_key_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="set PRIVATE_KEY or PRIVATE_KEY_PATH"):
        load_settings({}).key_pem()
    with pytest.raises(ConfigurationError, match="PRIVATE_KEY_PATH: cannot read"):
        load_settings({"PRIVATE_KEY_PATH": str(tmp_path / "none.pem")}).key_pem()


def test_a_complete_environment_may_serve(complete: dict[str, str]) -> None:
    require_for_serving(load_settings(complete))


def test_an_empty_environment_is_told_everything_that_is_missing() -> None:
    with pytest.raises(ConfigurationError) as caught:
        require_for_serving(load_settings({}))
    lines = str(caught.value).splitlines()
    for name in ("APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET", "SECRET_KEY", "GITHUB_CLIENT_ID"):
        assert any(name in line for line in lines), name
    assert len(lines) == 5


@pytest.mark.parametrize("name", ["WEBHOOK_SECRET", "SECRET_KEY", "EXT_SECRET"])
@pytest.mark.parametrize("value", ["development", "Changeme", "a1b2c3d4e5f6a7b"])
def test_a_default_or_short_secret_may_not_serve(
    complete: dict[str, str], name: str, value: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        require_for_serving(load_settings(complete | {name: value}))
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"{name}: is a default or shorter than 16 characters")
    assert value not in line


def test_every_webhook_secret_in_force_must_be_strong(complete: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="WEBHOOK_SECRET: is a default or shorter"):
        require_for_serving(load_settings(complete | {"WEBHOOK_SECRET": f"{LONG},old"}))


def test_a_secret_of_sixteen_characters_is_long_enough(complete: dict[str, str]) -> None:
    require_for_serving(load_settings(complete | {"WEBHOOK_SECRET": "a1b2c3d4e5f6a7b8"}))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SMTP_URL", "mail.example:587", "must begin with smtp:// or smtps://"),
        ("SMTP_URL", "https://mail.example", "must begin with smtp:// or smtps://"),
        ("RECOGNITION_DIGEST_WEBHOOK", "chat.example/secret", "must begin with https:// or"),
        ("RECOGNITION_DIGEST_WEBHOOK", "file:///etc/passwd", "must begin with https:// or"),
        ("RECOGNITION_DIGEST_EMAIL", "everybody", "must be e-mail addresses separated by"),
        ("RECOGNITION_DIGEST_EMAIL", "a@b.example,", "must be e-mail addresses separated by"),
        ("RECOGNITION_DIGEST_EVERY", "hour", "Input should be 'day', 'week' or 'month'"),
    ],
)
def test_where_the_digest_goes_is_checked_and_not_repeated(
    name: str, value: str, said: str
) -> None:
    (line,) = problems({name: value})
    assert line.startswith(f"{name}: {said}")
    assert value not in line


def test_e_mail_needs_a_mail_server_and_a_sender(complete: dict[str, str]) -> None:
    to = {"RECOGNITION_DIGEST_EMAIL": " a@b.example , c@d.example"}
    with pytest.raises(ConfigurationError, match="SMTP_URL and SMTP_FROM: set both"):
        require_for_serving(load_settings(complete | to))
    by = {"SMTP_URL": "smtp://127.0.0.1:25", "SMTP_FROM": "r@b.example"}
    settings = load_settings(complete | to | by)
    require_for_serving(settings)
    assert settings.digest_recipients == ("a@b.example", "c@d.example")


def test_origins_say_where_each_value_came_from(tmp_path: Path) -> None:
    path = tmp_path / "port"
    path.write_text("8080")
    environ = {"HOST": "0.0.0.0", "PORT_FILE": str(path)}
    told = {origin.name: origin for origin in origins(load_settings(environ), environ)}
    assert set(told) == set(SPELLED)
    assert (told["HOST"].value, told["HOST"].source) == ("0.0.0.0", "environment")
    assert (told["PORT"].value, told["PORT"].source) == ("8080", f"file {path}")
    assert (told["RECOGNITION_MODE"].value, told["RECOGNITION_MODE"].source) == (
        "observe",
        "default",
    )
    assert told["SECRET_KEY"].value == "(not set)"


def test_origins_and_settings_show_no_secret() -> None:
    environ = dict.fromkeys(SECRET_NAMES, LONG) | {
        "DATABASE_URL": f"postgresql+psycopg://recognition:{LONG}@db.example/recognition"
    }
    settings = load_settings(environ)
    told = {origin.name: origin.value for origin in origins(settings, environ)}
    assert all(LONG not in value for value in told.values())
    for name in SECRET_NAMES:
        assert told[name] == "(hidden)"
    assert told["DATABASE_URL"] == "postgresql+psycopg://recognition:***@db.example/recognition"
    assert LONG not in repr(settings).replace(environ["DATABASE_URL"], "")


@pytest.mark.parametrize("url", [f"recognition:{LONG}@db", f"postgresql://r:{LONG}@db:port/r"])
def test_an_address_that_cannot_be_taken_apart_is_hidden_whole(url: str) -> None:
    environ = {"DATABASE_URL": url}
    told = {origin.name: origin.value for origin in origins(load_settings(environ), environ)}
    assert LONG not in told["DATABASE_URL"]
