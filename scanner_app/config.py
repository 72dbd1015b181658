"""Technical settings: read once from `SCANNER_*` variables into one frozen, checked value.

Standard library only. What concerns the business is *setup*, rows with a history, and not here.
An unknown `SCANNER_` variable stops the start with its name: a typing error must not pass silently.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

PREFIX: Final = "SCANNER_"
_SECRET_LENGTH_MIN: Final = 32
_PROXIES_MAX: Final = 5


class SettingsError(ValueError):
    """A setting is wrong; the text names the variable and says how to mend it."""


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One variable as `docs/settings.md` shows it.

    Attributes:
        name: without the prefix. default: as a person reads it.
        is_file_too: True when `<name>_FILE` may name a file that holds the value.
    """

    name: str
    meaning: str
    default: str
    is_file_too: bool = False


ROWS: Final = (
    SettingRow(
        "DATABASE_URL",
        "Where the ledger is kept: `sqlite:////path/scanner.db` or "
        "`postgresql+psycopg://user@host/name`.",
        "`scanner.db` in the instance folder",
        is_file_too=True,
    ),
    SettingRow(
        "INSTANCE_DIR",
        "Folder for what belongs to this installation: database, secret key, certificates.",
        "`instance` beside the program",
    ),
    SettingRow(
        "SECRET_KEY",
        "Signs form tokens and command cards; at least 32 signs.",
        "made once, kept in the instance folder, readable by its owner only",
        is_file_too=True,
    ),
    SettingRow(
        "SECRET_KEY_FALLBACKS",
        "Earlier secret keys, separated by commas, still accepted for form tokens.",
        "none",
        is_file_too=True,
    ),
    SettingRow(
        "PUBLIC_URL",
        "The address people type, such as `https://warehouse.example:8443`.",
        "taken from each request",
    ),
    SettingRow(
        "PROXY_COUNT",
        "How many reverse proxies stand in front and set `X-Forwarded-*`.",
        "0",
    ),
    SettingRow("LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR.", "INFO"),
    SettingRow("METRICS_TOKEN", "A token that may read `/metrics`.", "none", is_file_too=True),
)

ELSEWHERE: Final = (
    SettingRow("ZBAR_DIR", "Folder with an unpacked libzbar.", "the system's"),
    SettingRow("WORKERS", "Server processes.", "2"),
    SettingRow("THREADS", "Threads of each server process.", "32"),
    SettingRow("HOST", "Address that `./run` listens on.", "all"),
    SettingRow("PORT", "Port that `./run` listens on.", "8443"),
)
"""Known here so that they are not refused; read by `./run`, the server or the decoder."""

_TEST_PREFIX: Final = "TEST_"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force.

    Attributes:
        public_url: without a closing slash; "" when it is taken from each request.
        proxy_count: reverse proxies whose forwarding headers are believed, 0..5.
        metrics_token: "" when only this machine may read the metrics.
    """

    database_url: str
    instance_dir: Path
    secret_key: str
    secret_key_fallbacks: tuple[str, ...] = ()
    public_url: str = ""
    proxy_count: int = 0
    log_level: str = "INFO"
    metrics_token: str = ""

    @property
    def is_https(self) -> bool:
        """True when people reach us over TLS by the public address."""
        return self.public_url.startswith("https://")


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings.

    Args:
        environment: variables by name; the process's own when None.

    Raises: SettingsError naming the variable.
    """
    given = os.environ if environment is None else environment
    _refuse_unknown(given)
    folder = Path(given.get(PREFIX + "INSTANCE_DIR") or _checkout() / "instance").absolute()
    fallbacks = _value(given, "SECRET_KEY_FALLBACKS").split(",")
    return Settings(
        database_url=_value(given, "DATABASE_URL") or f"sqlite:///{folder / 'scanner.db'}",
        instance_dir=folder,
        secret_key=_secret_key(_value(given, "SECRET_KEY"), folder),
        secret_key_fallbacks=tuple(key.strip() for key in fallbacks if key.strip()),
        public_url=_public_url(_value(given, "PUBLIC_URL")),
        proxy_count=_proxy_count(_value(given, "PROXY_COUNT") or "0"),
        log_level=_log_level(_value(given, "LOG_LEVEL") or "INFO"),
        metrics_token=_value(given, "METRICS_TOKEN"),
    )


def _checkout() -> Path:
    return Path(__file__).resolve().parent.parent


def _refuse_unknown(given: Mapping[str, str]) -> None:
    known = {row.name for row in (*ROWS, *ELSEWHERE)}
    known |= {f"{row.name}_FILE" for row in ROWS if row.is_file_too}
    for name in sorted(given):
        short = name.removeprefix(PREFIX)
        if name == short or short in known or short.startswith(_TEST_PREFIX):
            continue
        message = f"{name} is not a setting. Known are: {', '.join(sorted(known))}."
        raise SettingsError(message)


def _value(given: Mapping[str, str], name: str) -> str:
    """Return the value of a variable, or of the file that `<name>_FILE` names."""
    direct = given.get(PREFIX + name, "")
    file_name = given.get(f"{PREFIX}{name}_FILE", "")
    if direct and file_name:
        message = f"{PREFIX}{name} and {PREFIX}{name}_FILE are both set. Keep one."
        raise SettingsError(message)
    if not file_name:
        return direct
    try:
        return Path(file_name).read_text(encoding="utf-8").strip()
    except OSError as error:
        message = f"{PREFIX}{name}_FILE cannot be read: {error.strerror}."
        raise SettingsError(message) from error


def _secret_key(given: str, folder: Path) -> str:
    key = given or _kept_secret(folder / "secret_key")
    if len(key) < _SECRET_LENGTH_MIN:
        message = f"{PREFIX}SECRET_KEY needs at least {_SECRET_LENGTH_MIN} signs."
        raise SettingsError(message)
    return key


def _kept_secret(path: Path) -> str:
    """Return the installation's own key; the first process to come makes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            # A hard link appears whole or not at all, so that two workers cannot each keep a key.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def _public_url(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        message = f"{PREFIX}PUBLIC_URL must look like https://warehouse.example:8443."
        raise SettingsError(message)
    return text.rstrip("/")


def _proxy_count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > _PROXIES_MAX:
        message = f"{PREFIX}PROXY_COUNT must be a whole number from 0 to {_PROXIES_MAX}."
        raise SettingsError(message)
    return int(text)


def _log_level(text: str) -> str:
    level = text.upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        message = f"{PREFIX}LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR."
        raise SettingsError(message)
    return level
