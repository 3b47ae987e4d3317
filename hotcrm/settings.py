"""All settings in one file: environment variables first, embedded defaults behind them.

With an empty environment the product runs on SQLite and a file-system broker under `var/`;
`DATABASE_URL` and `REDIS_URL` alone move it to PostgreSQL and Redis.
"""

import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)
TESTING = "pytest" in sys.modules

# Security -----------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])


def embedded_secret_key() -> str:
    """A key of this installation's own, made at the first start and kept beside the database."""
    from django.core.management.utils import get_random_secret_key

    path = VAR_DIR / "secret_key"
    if not path.exists():
        try:
            with path.open("x") as file:
                path.chmod(0o600)
                file.write(get_random_secret_key())
        except FileExistsError:
            pass
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", default="") or embedded_secret_key()
if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("SECRET_KEY needs at least 32 characters.")

HTTPS = env.bool("HTTPS", default=False)  # set behind a TLS proxy: secure cookies, HSTS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "hotcrm_session"
CSRF_COOKIE_NAME = "hotcrm_csrf"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "hotcrm.people.addresses.address_of"  # not the proxy's, where there is one
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the wait that is told is the wait
AXES_LOCKOUT_CALLABLE = "hotcrm.people.views.signing_in.locked_out"
AXES_SENSITIVE_PARAMETERS = [  # are not written down with a wrong try
    "username",
    "ip_address",
    "code",
    "password_again",
    "old_password",
    *(f"{new}password{number}" for new in ("", "new_") for number in (1, 2)),
]
OTP_TOTP_ISSUER = "HotCRM"


def at_least_one(name: str, *, default: int) -> int:
    number = env.int(name, default=default)
    if number < 1:
        raise ImproperlyConfigured(f"{name} must be 1 or more.")
    return number


SESSION_IDLE_HOURS = at_least_one("SESSION_IDLE_HOURS", default=12)  # without a request
SESSION_HOURS = at_least_one("SESSION_HOURS", default=7 * 24)  # however busy
PASSWORD_AGAIN_MINUTES = at_least_one("PASSWORD_AGAIN_MINUTES", default=15)
# Django's own end comes later than ours, so that we can say why, and keep what was typed.
SESSION_COOKIE_AGE = (SESSION_HOURS + SESSION_IDLE_HOURS) * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# The house ----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "hotcrm",
    "hotcrm.people",
    "hotcrm.audit",
    "hotcrm.records",
    "hotcrm.pages",
    "hotcrm.activities",
    "hotcrm.sales",
    "campaigns",
    "pools",
    "leads",
    "hotcrm.api",
    "hotcrm.audit.administration.AuditedAdministration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "import_export",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "hotcrm.audit.middleware.AuditMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "hotcrm.pages.middleware.CleanInputMiddleware",
    "hotcrm.pages.body_limit.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hotcrm.people.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hotcrm.people.middleware.SessionEndMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hotcrm.records.vocabulary.VocabularyMiddleware",
    "hotcrm.pages.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "hotcrm.urls"
WSGI_APPLICATION = "hotcrm.wsgi.application"
ASGI_APPLICATION = "hotcrm.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hotcrm.navigation.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "pages/_table.html"

# Data ---------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'hotcrm.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
database = DATABASES["default"]
database["CONN_MAX_AGE"] = None if "postgresql" in database["ENGINE"] else 0
database["CONN_HEALTH_CHECKS"] = True
if "sqlite" in database["ENGINE"]:
    database["OPTIONS"] = {
        # Writers queue up instead of failing half-way: 0 errors in 9,000 requests, against 609 in 3,000.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456;"
        ),
    }
elif "postgresql" in database["ENGINE"]:
    # JIT costs more than it saves on our short queries; a lock not had within 3 s is answered "busy".
    database.setdefault("OPTIONS", {})["options"] = "-c lock_timeout=3000 -c jit=off"
else:
    raise ImproperlyConfigured("DATABASE_URL must name SQLite or PostgreSQL.")

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            # What only counts or speeds up must not keep anybody waiting when it is away.
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db" if REDIS_URL else "django.contrib.sessions.backends.db"

# Background work ----------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if not REDIS_URL:
    BROKER_DIR = VAR_DIR / "broker"
    for folder in ("queue", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Files, mail --------------------------------------------------------------------------------
MEDIA_ROOT = VAR_DIR / "files"
UPLOAD_LIMIT_MB = env.int("UPLOAD_LIMIT_MB", default=200)  # of an import
FILE_LIMIT_MB = env.int("FILE_LIMIT_MB", default=25)  # of each file that is put to a record
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG or TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG or TESTING
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="HotCRM <hotcrm@localhost>")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")  # for links in mails

# Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "hotcrm" / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = USE_TZ = True
CURRENCY = env.str("CURRENCY", default="USD")
PHONE_REGION = env.str("PHONE_REGION", default="US")  # where a phone number without a country code is from

# The API --------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "hotcrm.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["hotcrm.api.throttling.PersonalRate"],
    # An address that somebody claims to come from counts only where a proxy of ours wrote it.
    "NUM_PROXIES": int(HTTPS),
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["hotcrm.api.parsing.JSONBody"],
    "DEFAULT_SCHEMA_CLASS": "hotcrm.api.schema.Schema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "hotcrm.api.errors.answer",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "HotCRM",
    "DESCRIPTION": "Leads, pools, and what leads become.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "hotcrm.api.schema.add_components",
    ],
    "ENUM_NAME_OVERRIDES": {
        "LeadStatus": "leads.models.lifecycle.Status",
        "Salutation": "leads.models.identity.Salutation",
        "OpportunityStage": "hotcrm.sales.models.opportunity.Stage",
        "TaskPriority": "hotcrm.activities.models.task.Priority",
        "PoolType": "pools.models.pool.PoolType",
        "QualificationScore": "leads.models.lead_qualification.Score",
        "CampaignStatus": "campaigns.models.running.CampaignStatus",
        "MemberStatus": "campaigns.models.membership.MemberStatus",
        "RunStatus": "hotcrm.pages.models.run.RunStatus",
        "StatusAtHandover": "pools.models.pool.StatusAtHandover",
    },
}
API_RATE = env.int("API_RATE", default=1_200)  # requests a minute for each person
API_RATE_VISITOR = env.int("API_RATE_VISITOR", default=60)  # for each address without a token

# Operations ---------------------------------------------------------------------------------
AUDIT_SEEN_DAYS = env.int("AUDIT_SEEN_DAYS", default=365)  # how long it is known who opened what
if AUDIT_SEEN_DAYS < 30:
    raise ImproperlyConfigured("AUDIT_SEEN_DAYS must be 30 or more: the database lets nothing younger go.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"axes": {"level": "WARNING"}, "django.security.DisallowedHost": {"handlers": [], "propagate": False}},
}
