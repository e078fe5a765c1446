"""Every setting, read once from the environment. docs/settings.md explains each; a wrong one is named at start."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import FileAwareEnv

from campaign.lib import keys, sealing

env = FileAwareEnv()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var"))).resolve()
DEBUG = env.bool("DEBUG", False)

# Secrets ------------------------------------------------------------------------------------------------------------
try:
    SECRET_KEY = env.str("SECRET_KEY", "") or keys.read_or_make(VAR_DIR / "keys" / "secret_key", keys.make_secret_key)
    SEAL_KEYS = env.str("SEAL_KEYS", "") or keys.read_or_make(VAR_DIR / "keys" / "seal_keys", keys.make_seal_keys)
except keys.KeyFolderError as error:
    raise ImproperlyConfigured(f"{error} Set VAR_DIR to a folder that can be written.") from error
try:
    sealing.parse_keys(SEAL_KEYS)
except ValueError as error:
    raise ImproperlyConfigured(f"SEAL_KEYS can't be used: {error}.") from error

# Where it is reached ------------------------------------------------------------------------------------------------
BIND = env.str("BIND", "127.0.0.1")
PORT = env.int("PORT", 8000)
SITE_URL = env.str("SITE_URL", f"http://{BIND if BIND != '0.0.0.0' else '127.0.0.1'}:{PORT}").rstrip("/")  # noqa: S104 - compared, not bound
_site = urlsplit(SITE_URL)
SECURE = _site.scheme == "https"
if _site.scheme not in ("http", "https") or not _site.hostname:
    raise ImproperlyConfigured("SITE_URL is the whole address people use, such as https://example.org.")
ALLOWED_HOSTS = [_site.hostname, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
CSRF_COOKIE_AGE = None  # it goes with the browser's window, and says to nobody a year later who was here
CSRF_COOKIE_HTTPONLY = True  # forms carry the token; no script of ours reads it
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = False  # the proxy in front redirects; inside, health checks come by plain HTTP
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0  # for this host alone: what else the operator has is not ours to bind
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # asks for that redirect
    "security.W005",  # asks to bind every subdomain, which may be another site that has no https
    "security.W021",  # asks to write the whole domain into the browsers' own lists, from which nobody comes off soon
]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

# What it is made of -------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # so that the house's renderer finds Django's widgets
    "allauth",
    "allauth.account",
    "campaign",
    "campaign.web",
    "campaign.people",  # after allauth.account, whose column of addresses it seals
    "campaign.mail",
    "campaign.groups",
    "campaign.calls",
    "campaign.resources",
    "actions.planning",
    "actions.announcements",
    "actions.calendars",
    "actions.reports",
]
MIDDLEWARE = [
    "actions.calendars.middleware.feeds_first",
    "campaign.web.middleware.content_security_policy",
    "django.middleware.security.SecurityMiddleware",
    "campaign.web.bodies.bounded",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "campaign.web.middleware.PublicGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "campaign.web.middleware.ViewerMiddleware",
    "campaign.web.middleware.ClosedByDefault",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "campaign.urls"
WSGI_APPLICATION = "campaign.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "campaign.web.context.network",
            ],
            "builtins": [],
        },
    }
]

FORM_RENDERER = "campaign.web.forms.HouseRenderer"
CSRF_FAILURE_VIEW = "campaign.web.views.csrf_failure"

# Data ---------------------------------------------------------------------------------------------------------------
SQLITE = f"sqlite:///{VAR_DIR / 'campaign.sqlite3'}"
DATABASE_URL = env.str("DATABASE_URL", SQLITE)
try:
    _database = env.dj_db_url("DATABASE_URL", SQLITE, conn_max_age=None, conn_health_checks=True)
except Exception as error:
    raise ImproperlyConfigured(
        "DATABASE_URL can't be read: it looks like postgres://user:password@host:5432/name or sqlite:////path/to/file."
    ) from error
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
        " PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728;",
    }
elif _database["ENGINE"].endswith("postgresql"):
    _database.setdefault("OPTIONS", {}).update(
        {"server_side_binding": True, "prepare_threshold": 2, "connect_timeout": 5}
    )
DATABASES = {"default": _database}


def _socket(folder: Path) -> Path:
    """Valkey's socket under `folder`; a path of over 100 bytes is too long for a socket, so a short one is derived."""
    path = folder / "valkey.sock"
    if len(str(path).encode()) <= 100:
        return path
    return (
        Path(tempfile.gettempdir())
        / f"campaign-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"
        / "valkey.sock"
    )


VALKEY_SOCKET = _socket(VAR_DIR)
REDIS_URL = env.str("REDIS_URL", f"unix://{VALKEY_SOCKET}?db=0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_FUNCTION": "campaign.web.cache_keys.keyed",
        "OPTIONS": {"socket_timeout": 3, "socket_connect_timeout": 3},
    }
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes of a whole request; the longest form, percent-encoded, has half
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # no form takes files: none on disk
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "campaign.web.static_files.HashedStorage"
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# People -------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["campaign.people.adapter.PseudonymBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["pseudonym"]},
    },
]
PASSWORD_RESET_TIMEOUT = 3600 * 4  # a reset link outlives a sign-in here (there is no last_login), so it is short
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "campaign.people.adapter.AccountAdapter"
ACCOUNT_EMAIL_MAX_LENGTH = 640
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "pseudonym"
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_CHANGE_EMAIL = True  # one address a person; a new one takes the old one's place once it is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/accounts/"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_FORMS = {
    "signup": "campaign.people.forms.SignUpForm",
    "login": "campaign.people.forms.SignInForm",
    "add_email": "campaign.people.forms.AddressForm",
    "change_password": "campaign.people.forms.PasswordForm",
    "reset_password": "campaign.people.forms.ForgottenForm",
    "reset_password_from_key": "campaign.people.forms.NewPasswordForm",
}
# A whole house may stand behind one source: 300 sign-ups in ten minutes pass. `key` is an address, or a pseudonym
# together with the source; `ip` is the source's keyed hash (campaign.web.pace).
ACCOUNT_RATE_LIMITS = {
    "signup": "600/10m/ip",
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "confirm_email": "1/m/key,3/d/key",
    "manage_email": "10/m/user,40/d/user",
    "change_password": "5/m/user",
    "reset_password": "60/m/ip,3/d/key",
    "reset_password_from_key": "60/m/ip",
}
SESSION_ENGINE = "campaign.people.sessions"
SESSION_COOKIE_AGE = 3600 * 24 * 30
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # unless "keep me signed in" is ticked
SESSION_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Mail ---------------------------------------------------------------------------------------------------------------
EMAIL_URL = env.str("EMAIL_URL", "")  # empty: each mail becomes a file under VAR_DIR/mail/
EMAIL_BACKEND = "campaign.mail.backend.OutboxBackend"
MAIL_FROM = env.str("MAIL_FROM", f"campaign@{_site.hostname}")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
NOTICE_DELAY = env.int("NOTICE_DELAY", 600)  # seconds in which several changes of an action become one notice

# Demonstration ------------------------------------------------------------------------------------------------------
DEMO = env.bool("DEMO", True)
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "")

# Words and clocks ---------------------------------------------------------------------------------------------------
_offered = {"en": _("English")}
_asked = env.list("LANGUAGES", ["en"])
if unknown := [code for code in _asked if code not in _offered]:
    raise ImproperlyConfigured(f"LANGUAGES names {', '.join(unknown)}; there is: {', '.join(_offered)}.")
LANGUAGES = [(code, _offered[code]) for code in _asked]
LANGUAGE_CODE = _asked[0]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Work in the background ---------------------------------------------------------------------------------------------
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 3}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "campaign.celery:Clock"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "campaign.web.reporting.SilentFormatter", "format": "%(levelname)s %(name)s: %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},  # ours above in place of Django's own, which shows whole addresses
        "django.request": {"level": "ERROR"},
    },
}
DEFAULT_EXCEPTION_REPORTER = "campaign.web.reporting.SilentReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "campaign.web.reporting.SilentFilter"
