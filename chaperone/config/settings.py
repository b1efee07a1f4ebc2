"""Django settings, read once from the environment; a value that makes no sense stops the start with a plain sentence."""

from __future__ import annotations

from pathlib import Path

from chaperone.config.accounts import environ_accounts, environ_tenants
from chaperone.config.environment import (
    chosen_pack,
    database_from_url,
    environ_address,
    environ_bool,
    environ_choice,
    environ_int,
    environ_ports,
    environ_text,
    environ_turn_urls,
    origin_of,
    refuse_half_a_relay,
    secret_from_file,
)
from chaperone.config.logs import LOG_SETTINGS, configure_structlog
from chaperone.policy.pack import also_look_in

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(environ_text("CHAPERONE_VAR", str(BASE_DIR / "var")))
LOGGING = LOG_SETTINGS
configure_structlog()

# --- Chaperone's own ---------------------------------------------------------------------------------------------
CHAPERONE_PACK = environ_text("CHAPERONE_PACK", chosen_pack(VAR_DIR, "online-safeguarding"))
# A folder with the organisation's own packs; they extend the product's and change its numbers.
if environ_text("CHAPERONE_PACKS", ""):
    also_look_in(Path(environ_text("CHAPERONE_PACKS", "")))
CHAPERONE_PUBLIC_URL = environ_text("CHAPERONE_PUBLIC_URL", "http://localhost:8000")
CHAPERONE_DEMO = environ_bool("CHAPERONE_DEMO", default=False)
# Where the ledger's key ring is kept when CHAPERONE_KEY_RING does not hold it (see ledger/keys.py).
CHAPERONE_KEY_RING_FILE = Path(environ_text("CHAPERONE_KEY_RING_FILE", str(VAR_DIR / "key-ring")))

# --- Signing in with Google or Microsoft (see config/accounts.py) -------------------------------------------------
CHAPERONE_ACCOUNTS = environ_accounts()
CHAPERONE_MICROSOFT_TENANTS = environ_tenants(CHAPERONE_ACCOUNTS)

# --- Sound and picture (see config/media.py) ----------------------------------------------------------------------
CHAPERONE_VIDEO = environ_choice("CHAPERONE_VIDEO", "auto", ("auto", "off"))
CHAPERONE_JANUS_COUNT = environ_int("CHAPERONE_JANUS_COUNT", 1, lowest=1, highest=16)
# Empty: this computer's first address that is not its own loop.
CHAPERONE_MEDIA_ADDRESS = environ_address("CHAPERONE_MEDIA_ADDRESS")
CHAPERONE_MEDIA_PUBLIC_ADDRESS = environ_address("CHAPERONE_MEDIA_PUBLIC_ADDRESS")
# Every connection takes one; every Janus gets its share.
CHAPERONE_MEDIA_PORTS = environ_ports(
    "CHAPERONE_MEDIA_PORTS", "20000-20999", at_least=50 * CHAPERONE_JANUS_COUNT
)
CHAPERONE_CAMERA_KBITS = environ_int("CHAPERONE_CAMERA_KBITS", 700, lowest=100, highest=4000)
CHAPERONE_TURN = environ_choice("CHAPERONE_TURN", "off", ("off", "local", "elsewhere"))
CHAPERONE_TURN_HOST = environ_text("CHAPERONE_TURN_HOST", "")
CHAPERONE_TURN_PORT = environ_int("CHAPERONE_TURN_PORT", 3478, lowest=1, highest=65535)
CHAPERONE_TURN_TLS_PORT = environ_int("CHAPERONE_TURN_TLS_PORT", 5349, lowest=1, highest=65535)
CHAPERONE_TURN_CERTIFICATE = environ_text("CHAPERONE_TURN_CERTIFICATE", "")
CHAPERONE_TURN_KEY = environ_text("CHAPERONE_TURN_KEY", "")
CHAPERONE_TURN_PORTS = environ_ports("CHAPERONE_TURN_PORTS", "21000-21999", at_least=50)
CHAPERONE_TURN_URLS = environ_turn_urls("CHAPERONE_TURN_URLS")
CHAPERONE_TURN_SECRET = environ_text("CHAPERONE_TURN_SECRET", "")
refuse_half_a_relay(
    CHAPERONE_TURN,
    CHAPERONE_TURN_URLS,
    CHAPERONE_TURN_SECRET,
    (CHAPERONE_TURN_CERTIFICATE, CHAPERONE_TURN_KEY),
)

# --- Django ------------------------------------------------------------------------------------------------------
DEBUG = False
SECRET_KEY = secret_from_file("CHAPERONE_SECRET_KEY", VAR_DIR / "secret-key")
ALLOWED_HOSTS = environ_text("CHAPERONE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ROOT_URLCONF = "chaperone.config.urls"
ASGI_APPLICATION = "chaperone.config.asgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton",
    "django_htmx",
    "csp",
    # The engine of second steps only: none of its pages, forms or signals are used (docs/decisions/0016).
    "allauth.account",
    "allauth.mfa",
    "chaperone.ledger",
    "chaperone.outbox",
    "chaperone.people",
    "chaperone.first_run",
    "chaperone.safer_recruitment",
    "chaperone.own_rules",
    "chaperone.training",
    "chaperone.sessions",
    "chaperone.concerns",
    "chaperone.cases",
    "chaperone.reporting",
    "chaperone.recordings",
    "chaperone.records",
    "chaperone.governance",
    "chaperone.assurance",
    "chaperone.pages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "chaperone.pages.static_files.StaticFiles",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "chaperone.pages.half_way.SecondStepFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "chaperone.pages.gate.Gate",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "chaperone" / "pages" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "chaperone.pages.context.everywhere",
            ],
        },
    }
]
DATABASES = {
    "default": database_from_url(environ_text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'chaperone.sqlite3'}"))
}
AUTH_USER_MODEL = "people.Person"
# Sign-in is by personal link (see people/actions/links.py); there are no passwords in the product.
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "sign-in"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "chaperone.people.second_step_seal.SealedSecondSteps"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
# Long enough that no limit is needed on guessing one, so that nobody's guesses can keep their owner out.
MFA_RECOVERY_CODE_DIGITS = 12

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS: list[Path] = []
STATIC_ROOT = None  # served from where the build puts them; nothing to collect
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

# --- Safety of pages ---------------------------------------------------------------------------------------------
HTTPS = CHAPERONE_PUBLIC_URL.startswith("https://")
# A web server in front ends HTTPS, so what arrives here is HTTP; forms still come from the public address.
CSRF_TRUSTED_ORIGINS = [origin_of(CHAPERONE_PUBLIC_URL)]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
# Not "no-referrer": browsers would then send forms with the origin "null", and every form would be refused.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "chaperone.pages.public.errors.form_too_old"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

# --- Mail --------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environ_text("CHAPERONE_SMTP_HOST", "localhost")
# The demo has a post room of its own; port 25 is for a real one.
EMAIL_PORT = environ_int("CHAPERONE_SMTP_PORT", 8025 if CHAPERONE_DEMO else 25, lowest=1, highest=65535)
EMAIL_HOST_USER = environ_text("CHAPERONE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = environ_text("CHAPERONE_SMTP_PASSWORD", "")
_SMTP_SECURITY = environ_choice("CHAPERONE_SMTP_SECURITY", "none", ("none", "starttls", "tls"))
EMAIL_USE_TLS = _SMTP_SECURITY == "starttls"
EMAIL_USE_SSL = _SMTP_SECURITY == "tls"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = environ_text("CHAPERONE_MAIL_FROM", "safeguarding@chaperone.example")
