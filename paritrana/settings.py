"""One file of settings. It reads the environment, then `.env`, then `var/run.env`, and starts nothing.

`var/run.env` is written by the supervisor (`paritrana.embedded`), so that every command in any shell
finds the running servers.
"""

import hashlib
import sys
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
for source in (BASE_DIR / ".env", VAR_DIR / "run.env"):
    if source.is_file():
        env.read_env(source)

# What may be done without servers or secrets: checks, lint, building static files.
OFFLINE_COMMANDS = {"check", "makemigrations", "collectstatic", "compilemessages", "help", "--help", "print_access"}
OFFLINE = len(sys.argv) > 1 and sys.argv[1] in OFFLINE_COMMANDS and "--deploy" not in sys.argv
OFFLINE |= sys.argv[1:2] == ["doctor"] and "--key" in sys.argv  # on any computer outside

DEBUG = env.bool("DEBUG", default=False)
PARITRANA_DEMO = env.bool("PARITRANA_DEMO", default=False)


def required(name: str) -> str:
    """A setting without which the portal does not start."""
    value = env.str(name, default="")
    if value:
        return value
    if OFFLINE or "mypy" in sys.argv[0]:
        return {"SECRET_KEY": "offline", "REDIS_URL": "redis://offline"}.get(name, "postgres:///offline")
    raise ImproperlyConfigured(
        f"{name} is not set. Start `make run` first, or set it (see .env.example) to use servers of your own."
    )


SECRET_KEY = required("SECRET_KEY")
# Signs published rankings (Ed25519): 32 bytes in hex. Its public half is on the announcement, so it stays the same.
SIGNING_KEY = env.str("SIGNING_KEY", default="") or hashlib.sha256(f"signing:{SECRET_KEY}".encode()).hexdigest()
if len(SIGNING_KEY) != 64 or set(SIGNING_KEY) - set("0123456789abcdef"):
    raise ImproperlyConfigured("SIGNING_KEY is 32 bytes in lower-case hex: `openssl rand -hex 32` makes one.")
# The keys and trusted certificates for electronic signatures under documents (docs/operations.md); empty: none.
SIGNING_CONFIG = env.str("SIGNING_CONFIG", default="")
# Public halves of keys that were replaced, in hex: what they signed on paper is still checked with them.
FORMER_PUBLIC_KEYS = env.list("FORMER_PUBLIC_KEYS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The address printed in letters, slips and QR codes.
PORTAL_URL = env.str("PORTAL_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # its widget templates, found through TEMPLATES (FORM_RENDERER)
    "allauth",
    "allauth.account",
    "django_htmx",
    "template_partials",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_tables2",
    "django_filters",
    "paritrana",
    "paritrana.outbox",
    "paritrana.audit",
    "paritrana.regions",
    "paritrana.accounts",
    "paritrana.committees",
    "paritrana.files",
    "paritrana.notices",
    "paritrana.web",
    "nominations",
    "scoring",
    "interviews",
    "reports",
]
if PARITRANA_DEMO:
    INSTALLED_APPS.append("demo")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "paritrana.web.middleware.NoNul",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "paritrana.web.middleware.PrivatePages",
    "paritrana.web.middleware.OwnErrorPages",
    "paritrana.web.middleware.SignedOutRequests",
    "interviews.middleware.SpareDevices",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "paritrana.web.middleware.NothingNew",
    "paritrana.web.middleware.PersonZone",
    "paritrana.web.middleware.AtomicReach",  # last: it calls the view itself
]

ROOT_URLCONF = "paritrana.urls"
WSGI_APPLICATION = "paritrana.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "paritrana.web.context.portal",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
FILTERS_EMPTY_CHOICE_LABEL = _("Semua")
DJANGO_TABLES2_TEMPLATE = "django_tables2/paritrana.html"

# Two roles (docs/decisions): the owner migrates, the application only reads and writes rows.
AS_OWNER = env.bool("PARITRANA_OWNER", default=False)
DATABASES = {
    "default": {
        **environ.Env.db_url_config(required("DATABASE_OWNER_URL" if AS_OWNER else "DATABASE_URL")),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        # The transaction of a request is opened by web.middleware.AtomicReach, together with its reach.
        "ATOMIC_REQUESTS": False,
    }
}

DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
REDIS_URL = required("REDIS_URL")
# Redis that does not answer keeps nobody waiting: pages read the rows, messages become rows (`outbox`).
REDIS_SECONDS = 1.0
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": REDIS_SECONDS},
    }
}

# Celery speaks another dialect of the same address for unix sockets.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": REDIS_SECONDS,
    "socket_connect_timeout": REDIS_SECONDS / 2,
    "max_retries": 1,
    "interval_start": 0,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A worker process reads fonts and styles before it says that it is there; four seconds are short on a busy machine.
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 60
# How long a paper may take before its task is killed; a third later its claim is taken back.
DOCUMENT_SECONDS = env.int("DOCUMENT_SECONDS", default=30)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", default="paritrana")
CELERY_BEAT_SCHEDULE = {
    "sweep-documents": {"task": "reports.sweep", "schedule": env.float("SWEEP_SECONDS", default=20.0)},
    "sweep-messages": {"task": "outbox.sweep", "schedule": env.float("SWEEP_SECONDS", default=20.0)},
    "sweep-files": {"task": "files.sweep", "schedule": 60.0},
    "sweep-registered": {"task": "nominations.sweep", "schedule": 60.0},
    "sweep-pieces": {"task": "files.sweep_objects", "schedule": 3600.0},
    "sweep-papers": {"task": "reports.sweep_files", "schedule": 3600.0},
    "close-log": {"task": "reports.close_day", "schedule": crontab(minute=20)},  # harmless when nothing is new
    "verify-ledger": {"task": "scoring.verify_ledger", "schedule": crontab(hour=18, minute=30)},  # 01.30 WIB
    "forget-notes": {"task": "scoring.forget_notes", "schedule": crontab(hour=19, minute=0)},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["paritrana.accounts.backends.NameOrAddress"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "public"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_NAME = "paritrana_session"
CSRF_COOKIE_NAME = "paritrana_csrf"
CSRF_FAILURE_VIEW = "paritrana.web.errors.csrf_failure"

ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_SESSION_REMEMBER = True
# A hotel, a regency or a test machine is one address: limits count accounts first.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "5/5m/key,60/m/ip",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
    "change_password": "5/m/user",
    "redeem_slip": "8/10m/key,120/m/ip",
    "open_device": "40/10m/ip",  # of 31^8 codes; a panel of nine in one hotel
    "calendar_feed": "30/10m/key,600/m/ip",
    "check_code": "30/10m/ip",  # codes of documents that are not known; the others do not count
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ACCOUNT_ADAPTER = "paritrana.accounts.adapter.PortalAdapter"
ACCOUNT_FORMS = {
    "login": "paritrana.accounts.sign_in.LoginForm",
    "reset_password": "paritrana.accounts.sign_in.ResetPasswordForm",
    "reset_password_from_key": "paritrana.accounts.sign_in.ResetPasswordKeyForm",
    "change_password": "paritrana.accounts.sign_in.ChangePasswordForm",
}

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Paritrana <no-reply@localhost>")

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor", VAR_DIR / "vendor")]
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "media"))()
# Files lie in a folder, or in a bucket of any server that speaks S3. Nobody but the portal reads the bucket.
S3_BUCKET = env.str("S3_BUCKET", default="")
FOLDER = {"BACKEND": "paritrana.files.storage.FolderStorage", "OPTIONS": {"allow_overwrite": True}}
BUCKET = {
    "BACKEND": "paritrana.files.bucket.BucketStorage",
    "OPTIONS": {
        "bucket_name": S3_BUCKET,
        "endpoint_url": env.str("S3_ENDPOINT", default="") or None,
        "region_name": env.str("S3_REGION", default="") or None,
        "access_key": env.str("S3_ACCESS_KEY", default="") or None,
        "secret_key": env.str("S3_SECRET_KEY", default="") or None,
        "addressing_style": env.str("S3_ADDRESSING", default="path"),
        "file_overwrite": True,
        "max_memory_size": 1024 * 1024,
    },
}
STORAGES = {
    "default": BUCKET if S3_BUCKET else FOLDER,
    "staticfiles": {"BACKEND": "paritrana.web.static_files.StaticFiles"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_MAX_BYTES = env.int("FILE_MAX_BYTES", default=100 * 1024 * 1024)
NOMINATION_MAX_BYTES = env.int("NOMINATION_MAX_BYTES", default=1024 * 1024 * 1024)
UPLOAD_PIECE_BYTES = env.int("UPLOAD_PIECE_BYTES", default=512 * 1024)
UPLOAD_HOURS = env.int("UPLOAD_HOURS", default=24)
# How long the bytes of a registered file may follow after the deadline.
UPLOAD_FOLLOW_HOURS = env.int("UPLOAD_FOLLOW_HOURS", default=6)
FILE_TYPES = env.list("FILE_TYPES", default=["pdf", "jpg", "jpeg", "png", "webp", "heic", "xlsx", "docx", "pptx"])
FILE_MAX_PIXELS = env.int("FILE_MAX_PIXELS", default=50_000_000)
# The virus scanner: path of clamd's socket or host:port; empty: files are not scanned.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
# The internal location of the proxy that serves MEDIA_ROOT; empty: the portal sends the bytes itself.
ACCEL_PREFIX = env.str("ACCEL_PREFIX", default="")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
HTTPS = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # WeasyPrint warns of every CSS property of screen styles; what matters is asserted in tests.
    "loggers": {
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
    },
}
