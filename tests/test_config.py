"""Settings: what is taken, and what is refused with a sentence that says what to do."""

import ast
import errno
import os
import runpy
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from coffeecop.config import PROJECT, SETTINGS, UnsafeSetting, disks, public_address, read_settings

pytestmark = pytest.mark.slow

SECRET = "a secret that only the tests know"


@pytest.fixture
def settings(tmp_path):
    """Read settings as they are with these variables set."""

    def read(**environ):
        return read_settings({"INSTANCE_PATH": str(tmp_path / "instance"), **environ})

    return read


def test_the_settings_that_a_backup_holds_are_all_that_are_read():
    read = {
        constant.value
        for path in (PROJECT / "coffeecop/config").glob("*.py")
        for asked in ast.walk(ast.parse(path.read_text()))
        if isinstance(asked, ast.Call | ast.Subscript)
        for constant in [*getattr(asked, "args", []), getattr(asked, "slice", None)]
        if isinstance(constant, ast.Constant) and str(constant.value).isupper()
    }

    assert read == set(SETTINGS)


def test_one_machine_needs_no_settings(settings, tmp_path):
    made = settings()

    assert made["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path}/instance/coffeecop.sqlite3"
    assert (made["HOST"], made["PORT"]) == ("127.0.0.1", 8000)
    assert made["TRUSTED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert not made["SESSION_COOKIE_SECURE"]


def test_a_setting_left_empty_is_like_one_left_out(settings):
    names = (
        "DATABASE_URL HOST PORT TRUSTED_HOSTS TRUSTED_PROXIES HTTPS SMTP_URL "
        "MAIL_FROM MAIL_OAUTH MAIL_OAUTH_TENANT MAIL_OAUTH_CLIENT_ID MAIL_OAUTH_CLIENT_SECRET "
        "MAIL_OAUTH_REFRESH_TOKEN MAIL_OAUTH_TOKEN_URL MAIL_OAUTH_SCOPE "
        "REDIS_URL SORT_TEXTS LOG_LEVEL SECRET_KEY "
        "BACKUP_MONTHS SQLITE_ON_NETWORK"
    )
    assert settings(**dict.fromkeys(names.split(), "")) == settings()


@pytest.mark.parametrize("sender", ["coffee@example.gov", "Example Police <coffee@example.gov>"])
def test_mail_comes_from_an_address_with_or_without_a_name(settings, sender):
    smtp = "smtps://ann:p%2Fw@mail.example.gov"
    assert settings(SMTP_URL=smtp, MAIL_FROM=sender)["MAIL_FROM"] == sender


def test_behind_a_proxy_cookies_are_for_https_alone(settings):
    made = settings(
        HTTPS="1", TRUSTED_PROXIES="1", HOST="0.0.0.0", TRUSTED_HOSTS="coffee.example.gov, b.test"
    )

    assert made["TRUSTED_HOSTS"][:2] == ["coffee.example.gov", "b.test"]
    assert made["SESSION_COOKIE_SECURE"]
    assert made["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert made["PREFERRED_URL_SCHEME"] == "https"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_through_psycopg(settings, scheme):
    url = settings(DATABASE_URL=f"{scheme}://ann:pw@db/coffee")["SQLALCHEMY_DATABASE_URI"]

    assert url == "postgresql+psycopg://ann:pw@db/coffee"


def test_a_file_named_without_its_folder_is_in_the_instance_folder(settings, tmp_path):
    url = settings(DATABASE_URL="sqlite:///town.db")["SQLALCHEMY_DATABASE_URI"]

    assert url == f"sqlite:///{tmp_path}/instance/town.db"


MICROSOFT = {
    "SMTP_URL": "smtp://coffee%40example.gov@smtp.office365.com:587",
    "MAIL_FROM": "coffee@example.gov",
    "MAIL_OAUTH": "microsoft",
    "MAIL_OAUTH_TENANT": "tenant-1",
    "MAIL_OAUTH_CLIENT_ID": "client-1",
    "MAIL_OAUTH_CLIENT_SECRET": "secret",
}
GOOGLE = {
    "SMTP_URL": "smtp://coffee%40example.gov@smtp.gmail.com:587",
    "MAIL_FROM": "coffee@example.gov",
    "MAIL_OAUTH": "google",
    "MAIL_OAUTH_CLIENT_ID": "client-1",
    "MAIL_OAUTH_CLIENT_SECRET": "secret",
    "MAIL_OAUTH_REFRESH_TOKEN": "1//refresh",
}
GCC_HIGH = {
    "MAIL_OAUTH_TENANT": "",
    "MAIL_OAUTH_TOKEN_URL": "https://login.microsoftonline.us/tenant-1/oauth2/v2.0/token",
    "MAIL_OAUTH_SCOPE": "https://outlook.office365.us/.default",
}


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"PORT": "0"}, "PORT is '0'. Set it to a whole number from 1 to 65535."),
        ({"PORT": "http"}, "PORT is 'http'. Set it to a whole number"),
        ({"PORT": "٣"}, "PORT is"),
        ({"PORT": "65536"}, "from 1 to 65535"),
        ({"BACKUP_MONTHS": "13"}, "a whole number from 1 to 12"),
        ({"BACKUP_MONTHS": "0"}, "a whole number from 1 to 12"),
        ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES is 'one'"),
        ({"HTTPS": "on"}, "HTTPS is 'on'. Set it to 1 for yes or 0 for no."),
        ({"HTTPS": "1"}, "Set TRUSTED_PROXIES to how many proxies stand in front"),
        ({"HOST": "0.0.0.0"}, "Set TRUSTED_HOSTS to the names that residents use"),
        ({"HOST": "::"}, "Set TRUSTED_HOSTS"),
        ({"HOST": "10.1.2.3"}, "Set TRUSTED_HOSTS"),
        ({"TRUSTED_HOSTS": "coffee.example.gov"}, "Put a proxy with TLS in front and set HTTPS=1"),
        ({"TRUSTED_HOSTS": "https://coffee.example.gov"}, "without http:// and without a port"),
        ({"TRUSTED_HOSTS": "localhost:8000"}, "without http:// and without a port"),
        ({"TRUSTED_HOSTS": "*"}, "Set it to host names"),
        ({"DATABASE_URL": "mysql://db/coffee"}, "must begin with postgresql:// or name a file"),
        ({"DATABASE_URL": "sqlite://"}, "name a file"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "name a file"),
        ({"DATABASE_URL": "sqlite://coffee.db"}, "name a file"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "Make that folder first"),
        ({"DATABASE_URL": "coffee.db"}, "name a file"),
        ({"SECRET_KEY": "x"}, "SECRET_KEY is shorter than 32 characters"),
        ({"SECRET_KEY": "x" * 31}, "Make one with: openssl rand -hex 32"),
        ({"REDIS_URL": "redis://cache"}, "Give each of them the same SECRET_KEY"),
        ({"SMTP_URL": "mail.example.gov"}, "SMTP_URL must look like smtp://"),
        ({"SMTP_URL": "smtp://mail.example.gov:mail"}, "SMTP_URL must look like smtp://"),
        ({"SMTP_URL": "smtp://:587"}, "SMTP_URL must look like smtp://"),
        ({"SMTP_URL": "smtp://mail.example.gov"}, "MAIL_FROM is not"),
        ({"MAIL_FROM": "coffee"}, "MAIL_FROM is not an e-mail address"),
        ({"MAIL_FROM": "a@example.gov, b@example.gov"}, "MAIL_FROM is not an e-mail address"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL is 'LOUD'. Set it to one of DEBUG, INFO"),
        ({"INSTANCE_PATH": "/dev/null/instance"}, "INSTANCE_PATH=/dev/null/instance cannot be"),
        # Half of the settings for OAuth.
        (MICROSOFT | {"MAIL_OAUTH": "yahoo"}, "MAIL_OAUTH is 'yahoo'. Set it to microsoft or"),
        (MICROSOFT | {"MAIL_OAUTH": ""}, "MAIL_OAUTH_TENANT is set, but MAIL_OAUTH is not."),
        (MICROSOFT | {"MAIL_OAUTH_TENANT": ""}, "MAIL_OAUTH=microsoft needs MAIL_OAUTH_TENANT."),
        (MICROSOFT | {"MAIL_OAUTH_CLIENT_ID": ""}, "needs MAIL_OAUTH_CLIENT_ID."),
        (MICROSOFT | {"MAIL_OAUTH_CLIENT_SECRET": ""}, "needs MAIL_OAUTH_CLIENT_SECRET."),
        (GOOGLE | {"MAIL_OAUTH_REFRESH_TOKEN": ""}, "needs MAIL_OAUTH_REFRESH_TOKEN."),
        (MICROSOFT | {"SMTP_URL": "smtp://a:b@mail.example.gov"}, "takes the place of a password"),
        (MICROSOFT | {"SMTP_URL": "smtp://mail.example.gov"}, "with the mailbox and without a"),
        (MICROSOFT | {"SMTP_URL": ""}, "with the mailbox and without a password"),
        (MICROSOFT | {"MAIL_OAUTH_TOKEN_URL": "http://a.example.gov"}, "must begin with https://"),
        (MICROSOFT | {"MAIL_OAUTH_TOKEN_URL": "login"}, "must begin with https://"),
    ],
)
def test_what_is_missing_or_unsafe_is_refused_in_a_sentence(settings, environ, sentence):
    with pytest.raises(UnsafeSetting) as refusal:
        settings(**environ)

    assert sentence in str(refusal.value)
    assert str(refusal.value).count("\n") == 0
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("environ", "token_url", "scope"),
    [
        (
            MICROSOFT,
            "https://login.microsoftonline.com/tenant-1/oauth2/v2.0/token",
            "https://outlook.office365.com/.default",
        ),
        (
            MICROSOFT | {"MAIL_OAUTH_TENANT": "a/../b"},
            "https://login.microsoftonline.com/a%2F..%2Fb/oauth2/v2.0/token",
            "https://outlook.office365.com/.default",
        ),
        (
            MICROSOFT | GCC_HIGH,
            "https://login.microsoftonline.us/tenant-1/oauth2/v2.0/token",
            "https://outlook.office365.us/.default",
        ),
        (GOOGLE, "https://oauth2.googleapis.com/token", None),
    ],
    ids=["Microsoft", "odd tenant", "GCC High", "Google"],
)
def test_mail_signs_in_by_oauth(settings, environ, token_url, scope):
    made = settings(**environ)["MAIL_OAUTH"]

    assert made.token_url == token_url
    assert made.form.get("scope") == scope


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"HOST": "::1", "PORT": "81"}, "http://[::1]:81"),
        ({"HOST": "0.0.0.0", "TRUSTED_HOSTS": "coffee.localhost"}, "http://coffee.localhost:8000"),
        ({"HOST": "::", "TRUSTED_HOSTS": "coffee.localhost"}, "http://coffee.localhost:8000"),
        (
            {"HTTPS": "1", "TRUSTED_PROXIES": "1", "TRUSTED_HOSTS": ".b.test,coffee.example.gov"},
            "https://coffee.example.gov",
        ),
    ],
)
def test_links_in_mail_lead_to_the_first_name(settings, environ, address):
    assert public_address(settings(**environ)) == address


def test_the_secret_is_made_once_and_for_nobody_else_to_read(settings, tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: settings()["SECRET_KEY"], range(32)))

    (tmp_path / "instance").chmod(0o755)
    settings()
    file = tmp_path / "instance/secret_key"
    assert keys == {file.read_text()}
    assert len(file.read_text()) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["secret_key"]


def test_a_secret_in_the_file_that_is_too_short_is_refused(settings, tmp_path):
    settings()
    (tmp_path / "instance/secret_key").write_text("x")

    with pytest.raises(UnsafeSetting, match="secret_key is shorter than 32 characters"):
        settings()


def test_a_secret_that_is_given_or_exists_is_read_where_nothing_can_be_written(
    settings, monkeypatch
):
    made = settings()["SECRET_KEY"]
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("wrote"))

    assert settings(SECRET_KEY=SECRET)["SECRET_KEY"] == SECRET

    assert settings()["SECRET_KEY"] == made


def test_a_secret_that_cannot_be_written_is_a_sentence(settings, tmp_path, monkeypatch):
    def refuse(_file):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)

    with pytest.raises(UnsafeSetting, match="No space left on device"):
        settings()
    assert list((tmp_path / "instance").iterdir()) == []


def test_a_start_stops_with_the_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", {"INSTANCE_PATH": str(tmp_path), "HOST": "0.0.0.0"})

    with pytest.raises(
        SystemExit, match=r"^coffeecop cannot start\. HOST=0\.0\.0\.0 can be reached"
    ):
        runpy.run_path(PROJECT / "app.py")


# Where SQLite lies


@pytest.fixture
def mounted(tmp_path, monkeypatch):
    """Let the folder of the test lie on a file system of another type."""

    def mount(kind):
        device = tmp_path.stat().st_dev
        number = f"{os.major(device)}:{os.minor(device)}"
        file = tmp_path / "mountinfo"
        file.write_text(
            "22 1 0:999 / /proc rw,nosuid shared:5 - proc proc rw\n"
            f"36 35 {number} /share /mnt/a\\040folder rw,noatime - {kind} //host/share rw\n"
        )
        monkeypatch.setattr(disks, "MOUNTS", file)

    return mount


@pytest.mark.parametrize("kind", ["cifs", "smb3", "nfs", "nfs4", "9p", "fuse.sshfs"])
def test_sqlite_on_a_network_needs_a_word_of_consent(settings, mounted, kind):
    mounted(kind)
    with pytest.raises(UnsafeSetting, match=f"is on a network \\({kind}\\)"):
        settings()

    assert settings(SQLITE_ON_NETWORK="1")["SQLALCHEMY_DATABASE_URI"]
    assert settings(DATABASE_URL="postgresql://host/name")


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "overlay", "tmpfs"])
def test_sqlite_on_a_disk_of_this_machine_needs_none(settings, mounted, kind):
    mounted(kind)

    assert settings()


def test_where_no_mounts_can_be_read_sqlite_is_let(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(disks, "MOUNTS", tmp_path / "none")

    assert settings()
