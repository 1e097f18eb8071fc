"""Settings of chengguan. Everything that differs between installations comes from the environment."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import environ

env = environ.Env()
ROOT = Path(__file__).resolve().parents[3]
VAR = Path(env.str("CHENGGUAN_VAR", str(ROOT / "var")))
VAR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """Key from the environment, else one made once for this installation and kept readable by its owner only."""
    given: str = env.str("SECRET_KEY", "")
    if given:
        return given
    path = VAR / "secret_key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("CHENGGUAN_DEMO", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000")
NORMS_DIR = Path(env.str("NORMS_DIR", str(ROOT / "norms")))
FILES_DIR = Path(env.str("FILES_DIR", str(VAR / "files")))
# Where contents lie (docs/operations/storage.md): FILES_DIR itself, or a bucket with FILES_DIR as spool and cache.
FILES_STORE = env.str("FILES_STORE", "disk")
FILES_CACHE_MB = env.int("FILES_CACHE_MB", 4096)
S3: dict[str, Any] = {
    "endpoint": env.str("S3_ENDPOINT", ""),
    "name": env.str("S3_BUCKET", ""),
    "access_key": env.str("S3_ACCESS_KEY", ""),
    "secret_key": env.str("S3_SECRET_KEY", ""),
    "region": env.str("S3_REGION", "us-east-1"),
    "prefix": env.str("S3_PREFIX", ""),
    "locking": env.str("S3_OBJECT_LOCK", "").upper(),
    "lock_days": env.int("S3_LOCK_DAYS", 0),
    "ca_file": env.str("S3_CA_FILE", ""),
    "timeout_s": env.int("S3_TIMEOUT", 60),
}
# Files on their way in: the largest that is taken, and room on the disk that they leave free; in bytes.
UPLOAD_LIMIT = env.int("UPLOAD_LIMIT", 64 << 30)
UPLOAD_RESERVE = env.int("UPLOAD_RESERVE", 1 << 30)
# More patterns of file names, tried first: regular expressions with the groups camera, date (YYYYMMDD), time (HHMMSS).
RECORDING_NAME_PATTERNS = env.list("RECORDING_NAME_PATTERNS", default=[])

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
    "chengguan.base",
    "chengguan.ledger",
    "chengguan.people",
    "chengguan.agenda",
    "chengguan.statutes",
    "chengguan.powers",
    "chengguan.parties",
    "chengguan.documents",
    "chengguan.registers",
    "chengguan.recordings",
    "chengguan.intake",
    "chengguan.cases",
    "chengguan.quality",
    "chengguan.amendments",
    "chengguan.dossiers",
    "chengguan.audits",
    "chengguan.disclosure",
    "chengguan.reports",
    "chengguan.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "chengguan.people.middleware.ViewerMiddleware",
    "chengguan.documents.middleware.StoreUnavailableMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "chengguan.web.urls"
WSGI_APPLICATION = "chengguan.web.wsgi.application"
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "chengguan.web.context.workplace",
            ],
        },
    }
]


def _database() -> dict[str, Any]:
    """PostgreSQL by DATABASE_URL; otherwise SQLite, opened so that writers queue and an acknowledged act is on disk."""
    config: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'chengguan.sqlite3'}")
    config["CONN_MAX_AGE"] = None
    config["CONN_HEALTH_CHECKS"] = False
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-32000;PRAGMA mmap_size=268435456;PRAGMA temp_store=MEMORY;"
            ),
        }
    return config


DATABASES = {"default": _database()}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH: list[str] = []

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "chengguan.web.staticfiles.ManifestStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31536000 if not DEBUG else 0

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "chengguan.people.passwords.MixedCharactersValidator"},
]
# Lock-out by account and, separately, by address (GB/T 22239-2019 level 3).
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURE_LIMIT", 5)
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "chengguan.people.views.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
# Behind reverse proxies the address is the one that the outermost trusted proxy saw; without proxies it is the peer's.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
AXES_IPWARE_PROXY_COUNT = TRUSTED_PROXIES or None
AXES_IPWARE_META_PRECEDENCE_ORDER = (
    ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if TRUSTED_PROXIES else ["REMOTE_ADDR"]
)

# Posts whose login needs a second factor (GB/T 22239-2019 level 3): the three administrators, outside of demonstrations.
SECOND_FACTOR_ROLES = env.list(
    "SECOND_FACTOR_ROLES", default=[] if DEMO else ["system_admin", "security_admin", "audit_admin"]
)

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_HTTPS = env.bool("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_HSTS_SECONDS = 31536000 if _HTTPS else 0
CSRF_FAILURE_VIEW = "chengguan.web.views.csrf_failure"

# Address of map tiles of the bureau's own network, e.g. https://map.example.gov.cn/{z}/{x}/{y}.png; without it points stand on a plain grid.
MAP_TILES = env("CHENGGUAN_MAP_TILES", default="")
_TILE_SERVER = ["/".join(MAP_TILES.split("/")[:3])] if MAP_TILES.startswith("http") else []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", *_TILE_SERVER],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# What follows in other apps after an act: one literal table, run inside the act's own transaction.
LEDGER_REACTIONS = "chengguan.web.reactions.REACTIONS"
OUTBOX_HANDLERS = "chengguan.web.reactions.OUTBOX_HANDLERS"
DAILY_WORK = "chengguan.web.reactions.DAILY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
