"""Settings: sensible on this machine with nothing set, strict as soon as the site is public.

Everything that differs between installations is an environment variable, read by
`newsroom.env`. Importing this module starts no server and opens no connection.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from newsroom import admin_theme, database, env, guard, mail, storage

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

# --- Who may reach it, and how -----------------------------------------------------------

DEBUG = env.flag(
    "DEBUG", False, help="Error pages with settings and source code; this machine only."
)
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS",
    list(guard.LOCAL_HOSTS),
    help="Host names of the site. One that is not this machine makes the site public: it then "
    "needs a `SECRET_KEY` and speaks HTTPS.",
)
LOCAL = guard.is_local(ALLOWED_HOSTS)
guard.refuse_debug(DEBUG, ALLOWED_HOSTS)

PORT = env.number("PORT", 8000, least=1, help="Port that `make demo` serves on.")
SECRET_KEY = guard.secret_key(
    env.secret(
        "SECRET_KEY", help="Signs sessions; at least 50 characters. A public site must set it."
    ),
    local=LOCAL,
    made_up=VAR_DIR / "secret_key",
)
CSRF_TRUSTED_ORIGINS = env.words(
    "CSRF_TRUSTED_ORIGINS", [], help="Further origins whose forms are accepted (`https://…`)."
)

HTTPS = env.flag(
    "HTTPS",
    not LOCAL and not DEBUG,
    shown="yes where public",
    help="Send plain HTTP on to HTTPS, and keep cookies to HTTPS.",
)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
# A probe inside the network asks in plain HTTP; what it hears betrays nothing.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
HSTS_SECONDS = env.number(
    "HSTS_SECONDS", 31_536_000, help="How long browsers insist on HTTPS; 0 turns it off."
)
SECURE_HSTS_SECONDS = HSTS_SECONDS if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS  # of this host, not of the domain it belongs to
SECURE_HSTS_PRELOAD = HTTPS
if env.flag(
    "TRUST_PROXY",
    False,
    help="A proxy in front sets `X-Forwarded-Proto`, and removes what clients send of it.",
):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SESSION_COOKIE_AGE = 60 * env.number(
    "SESSION_MINUTES", 12 * 60, least=1, help="How long a sign-in in the admin lasts."
)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# A long article with its whole sheet is far below; the API refuses more with 413.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * env.number(
    "BODY_LIMIT_KB", 2048, least=64, help="Largest request body, in KB."
)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # an article page has a row for each attribution

# --- What it is made of ------------------------------------------------------------------

INSTALLED_APPS = [
    "newsroom.apps.WiringConfig",
    "newsroom.common",
    "sources",
    "claims",
    "newsroom.demo",
    "unfold",  # before the admin, whose templates it replaces
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.inlines",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsroom.common.history.WhenceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "newsroom" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
AUTH_USER_MODEL = "common.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- PostgreSQL, and nothing else --------------------------------------------------------

DATABASE_URL = env.text(
    "DATABASE_URL",
    database.url(),
    shown="own server in `var/postgres`",
    help="Any PostgreSQL 15 or newer: `postgresql://user:password@host:5432/name`.",
)
DATABASE_POOL_SIZE = env.number(
    "DATABASE_POOL_SIZE",
    0,
    shown="8 in a web worker",
    help="Connections that each web worker keeps open; 0 opens one a request.",
)
DATABASES = {"default": database.django_settings(DATABASE_URL, pool_size=DATABASE_POOL_SIZE)}
guard.refuse_open_database(DATABASES["default"], local=LOCAL)

# Not the transaction's beginning: who waited for a lock comes after who held it.
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# --- People ------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
TOKEN_DAYS = env.number("TOKEN_DAYS", 0, help="Days that an API token lasts; 0 is for ever.")
REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Token",
    "TOKEN_TTL": timedelta(days=TOKEN_DAYS) if TOKEN_DAYS else None,
}

# --- The API -----------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["newsroom.common.api.parsing.BoundedJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "newsroom.common.api.pagination.CursorPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "newsroom.common.api.openapi.Schema",
    "EXCEPTION_HANDLER": "newsroom.common.api.errors.problem_handler",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": True,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Newsroom sourcing",
    "DESCRIPTION": "Who says so, on what terms, confirmed by how many, and may we publish it?",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    # The pages of the docs come with the project: nothing is loaded from elsewhere.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    # Several vocabularies are called "outcome", "status" or "kind".
    "ENUM_NAME_OVERRIDES": {
        "ArticleStatus": "claims.api.schema.ARTICLE_STATUS",
        "Status": "claims.api.schema.CLAIM_STATUS",
        "ClaimOutcome": "claims.api.schema.CLAIM_OUTCOME",
        "CommentOutcome": "claims.api.schema.COMMENT_OUTCOME",
        "ClaimKind": "claims.api.schema.CLAIM_KIND",
        "EvidenceKind": "claims.api.schema.EVIDENCE_KIND",
        "LinkKind": "claims.api.schema.LINK_KIND",
        "NoticeKind": "claims.api.schema.NOTICE_KIND",
        "RecordKind": "claims.api.schema.RECORD_KIND",
        "SourceKind": "claims.api.schema.SOURCE_KIND",
    },
}

QUEUE_STALE_AFTER = timedelta(
    days=env.number(
        "QUEUE_STALE_DAYS", 3, least=1, help="Days after which a claim in review counts as stale."
    )
)

# --- Sealed identities -------------------------------------------------------------------

IDENTITY_KEYS = guard.identity_keys(
    env.secret(
        "IDENTITY_KEYS",
        help="Keys that seal identities, newest first, each `id:key`: see "
        "[docs/confidential-sources.md](docs/confidential-sources.md).",
    )
)
IDENTITY_STORE = env.text(
    "IDENTITY_STORE",
    str(VAR_DIR / "identity"),
    shown="var/identity",
    help="Folder for the wrapped key of each sealed identity; back it up apart from the database.",
)
IDENTITY_TWO_PERSONS = env.flag(
    "IDENTITY_TWO_PERSONS", False, help="A second custodian has to give leave to each opening."
)
IDENTITY_LEAVE = timedelta(
    hours=env.number(
        "IDENTITY_LEAVE_HOURS",
        24,
        least=1,
        help="How long after it was asked for a leave to open can be given and used.",
    )
)

# --- Mail --------------------------------------------------------------------------------

EMAIL_URL = env.secret(
    "EMAIL_URL",
    help="Mail server, `smtps://user:password@host:465`: custodians are told of each opening.",
)
for _name, _value in mail.django_settings(EMAIL_URL).items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = env.text(
    "EMAIL_FROM", "newsroom@localhost", help="Address that mail comes from."
)

# --- The admin ---------------------------------------------------------------------------

UNFOLD = admin_theme.UNFOLD

# --- Language and time -------------------------------------------------------------------

LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en", help="Language of the admin, e.g. `de`.")
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # what is stored and sent; a time without a zone is never guessed

# --- Files -------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = env.text(
    "EVIDENCE_DIR",
    str(VAR_DIR / "media"),
    shown="`var/media`",
    help="Folder for uploaded evidence, where no bucket is named. Never served as it is.",
)
EVIDENCE_LIMIT = 1024**2 * env.number(
    "EVIDENCE_LIMIT_MB", 50, least=1, help="Largest file of evidence, in MB."
)
FILE_UPLOAD_HANDLERS = ["newsroom.common.uploads.BoundedUpload"]
FILE_UPLOAD_PERMISSIONS = 0o600
STORAGES = {
    "default": storage.evidence(),
    "staticfiles": {"BACKEND": "newsroom.static.HashedStaticFiles"},
}
# Before `collectstatic` has run, files are served straight from the packages.
WHITENOISE_USE_FINDERS = True

# --- Log ---------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": env.text("LOG_LEVEL", "WARNING", help="`DEBUG`, `INFO`, `WARNING`, `ERROR`."),
    },
    "loggers": {
        # Its own handlers would mail admins, or stay silent where DEBUG is off.
        "django": {"handlers": [], "level": "NOTSET", "propagate": True},
    },
}
