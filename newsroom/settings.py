"""Settings: sensible on this machine with nothing set, strict as soon as the site is public.

Everything that differs between installations is an environment variable, read by
`newsroom.env`. Importing this module starts no server and opens no connection.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from newsroom import (
    admin_theme,
    api_settings,
    database,
    env,
    guard,
    logs,
    mail,
    outside_settings,
    policies,
    storage,
)

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
TRUST_PROXY = env.flag(
    "TRUST_PROXY",
    False,
    help="A proxy in front sets `X-Forwarded-Proto`, and removes what clients send of it.",
)
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
_PROXIES = env.number(
    "PROXY_COUNT",
    1,
    least=1,
    help="With `TRUST_PROXY`: how many proxies in front add to `X-Forwarded-For`. The client's "
    "address is that many from its end.",
)
PROXIES = _PROXIES if TRUST_PROXY else 0

SESSION_COOKIE_AGE = 60 * env.number(
    "SESSION_MINUTES", 12 * 60, least=1, help="How long a sign-in lasts at most."
)
SESSION_IDLE = timedelta(
    minutes=env.number(
        "SESSION_IDLE_MINUTES", 120, least=1, help="A sign-in ends when unused for that long."
    )
)
# A browser takes a cookie of these names from this host alone, over HTTPS alone.
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": policies.STRICT}
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
    "desk",
    "interchange",
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
    "django.contrib.humanize",  # times on the pages of allauth
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
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
    "newsroom.policies.PolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsroom.common.sessions.SessionLimits",
    "newsroom.common.readers.ReaderMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "newsroom.common.two_factor.TwoFactorMiddleware",
    "newsroom.common.watching.RefusedWrites",
    "newsroom.common.history.WhenceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],  # those of the project are the first app's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.common.account_pages.frame",
                "desk.frame.frame",
            ],
        },
    },
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
AUTH_USER_MODEL = "common.User"
LOGIN_URL = "account_login"
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

# Counts and marks that all worker processes share: limits of sign-in, codes used already.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "newsroom_cache",
    }
}

# --- People ------------------------------------------------------------------------------

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # read, and renewed at the next sign-in
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # says no to who is locked out, before the rest
    "django.contrib.auth.backends.ModelBackend",
]

# The pages of allauth for signing in, with a second factor; nobody signs up.
ACCOUNT_ADAPTER = "newsroom.common.account.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True  # no choice on the form; SESSION_MINUTES says how long
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "5/5m/key",  # wrong codes; wrong passwords are counted by axes
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "newsroom.common.account.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # so that a passkey is two factors by itself
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL and not HTTPS  # http://localhost
MFA_TOTP_ISSUER = admin_theme.UNFOLD["SITE_HEADER"]
MFA_TOTP_TOLERANCE = 1  # clocks go wrong by half a minute
MFA_RECOVERY_CODES_SHOW_ONCE = True
USERSESSIONS_TRACK_ACTIVITY = False
TWO_FACTOR = env.flag(
    "TWO_FACTOR",
    not LOCAL,
    shown="yes where public",
    help="Whoever works here must sign in with a second factor (a passkey or an app's code).",
)

# Counted for a name at an address: who only knows a name locks nobody out who sits elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = env.number(
    "LOCKOUT_FAILURES",
    5,
    least=1,
    help="Wrong passwords for one user name from one address before it is locked out there.",
)
AXES_COOLOFF_TIME = timedelta(
    minutes=env.number("LOCKOUT_MINUTES", 15, least=1, help="How long such a lockout lasts.")
)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # so that the time said holds
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "newsroom.common.addresses.client_network"
AXES_SENSITIVE_PARAMETERS = ["username", "login", "ip_address", "csrfmiddlewaretoken", "code"]
AXES_DISABLE_ACCESS_LOG = True  # sign-ins go to the security log
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "newsroom.common.account.locked_out"
AXES_VERBOSE = False

TOKEN_DAYS = env.number(
    "TOKEN_DAYS", 90, help="Days that an API token lasts at most; 0 lets one last for ever."
)
KNOX_TOKEN_MODEL = "common.ApiToken"  # noqa: S105  # the name of a model
REST_KNOX = {"AUTH_HEADER_PREFIX": "Token", "TOKEN_PREFIX": "nwsr_"}  # found by secret scanners

# --- The API -----------------------------------------------------------------------------

REST_FRAMEWORK = api_settings.REST_FRAMEWORK
SPECTACULAR_SETTINGS = api_settings.SPECTACULAR_SETTINGS
API_LIMIT = api_settings.API_LIMIT
API_LIMIT_ANONYMOUS = api_settings.API_LIMIT_ANONYMOUS
FEED_DAYS = api_settings.FEED_DAYS

QUEUE_STALE_AFTER = timedelta(
    days=env.number(
        "QUEUE_STALE_DAYS", 3, least=1, help="Days after which a claim in review counts as stale."
    )
)

FETCH_HOSTS = outside_settings.FETCH_HOSTS
HOUSE_NAME, HOUSE_URL = outside_settings.HOUSE_NAME, outside_settings.HOUSE_URL
HOW_WE_KNOW_PUBLIC = outside_settings.HOW_WE_KNOW_PUBLIC
HOW_WE_KNOW_FRAMES = outside_settings.HOW_WE_KNOW_FRAMES

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
LOCALE_PATHS = [BASE_DIR / "desk" / "locale"]
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

_SECURITY_FILE = env.text(
    "SECURITY_LOG",
    shown="standard error; nowhere on this machine",
    help="File that the security log goes to, as JSON lines; `-` is standard error.",
)
LOGGING = logs.settings(
    level=env.text("LOG_LEVEL", "WARNING", help="`DEBUG`, `INFO`, `WARNING`, `ERROR`."),
    security=logs.security(_SECURITY_FILE, local=LOCAL),
)
