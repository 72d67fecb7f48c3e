"""Settings of the site; everything that differs between machines comes from the environment."""

import secrets
import sys
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from programs.kernel import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()
if (VAR_DIR / "demo.env").exists():
    env.read_env(VAR_DIR / "demo.env")

DEBUG = env.bool("DEBUG", default=False)
# Demonstration: shows the demo accounts with their one-time codes on the sign-in page.
DEMO = env.bool("HUBSITE_DEMO", default=False)
TESTING = env.bool("HUBSITE_TESTING", default="pytest" in sys.modules)
# Anything but a demonstration, a test or a developer's machine is taken for the real thing.
LOCAL = DEBUG or DEMO or TESTING
# A site served over plain http on this machine only cannot use Secure cookies.
HTTPS = env.bool("HUBSITE_HTTPS", default=not LOCAL)
# Without one, sessions end with the process; gunicorn's workers need a common one.
SECRET_KEY = env.str("SECRET_KEY", default="") or secrets.token_urlsafe(50)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")

INSTALLED_APPS = [
    "programs.kernel",
    "programs.registry",
    "programs.dropin",
    "programs.events",
    "programs.exchange",
    "programs.specialists",
    "programs.daylog",
    "programs.lending",
    "programs.staffing",
    "programs.reports",
    "programs.signals",
    "consultations",
    "network",
    "evaluations",
    "hubsite.desk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "programs.kernel.middleware.request_headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "programs.kernel.middleware.session_age",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "programs.kernel.middleware.DefaultDeny",
]

ROOT_URLCONF = "hubsite.urls"
WSGI_APPLICATION = "hubsite.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
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
                "django.template.context_processors.i18n",
                "hubsite.desk.context.page",
            ],
            "builtins": ["programs.kernel.templatetags.hub"],
        },
    },
]

# --- database: PostgreSQL only; see programs/kernel/tenancy.py for the two roles -----------------
DATABASE_URL = env.str("DATABASE_URL", default="") or embedded.database_url(BASE_DIR)
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", default="hubsite_app")
DATABASES = {
    "default": {
        **env.db_url_config(DATABASE_URL),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "assume_role": DATABASE_APP_ROLE,
    # Statements are prepared on their sixth use, which takes a fifth off every request. A pooler
    # that hands connections on between transactions does not bear that: set it to nothing then.
    "server_side_binding": True,
    "prepare_threshold": env.int("DATABASE_PREPARE_AFTER", default=5) or None,
    "options": "-c statement_timeout=30s -c lock_timeout=5s -c timezone=UTC",
}
DATABASES["default"]["TEST"] = {"NAME": f"test_{env.str('TEST_DB', default='hubsite')}"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_cache",
    }
}

# --- who signs in --------------------------------------------------------------------------------
AUTH_USER_MODEL = "registry.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_ADAPTER = "programs.registry.signin.AccountAdapter"
MFA_ADAPTER = "programs.registry.signin.MFAAdapter"
ACCOUNT_FORMS = {
    "login": "programs.registry.forms.accounts.LoginForm",
    "reauthenticate": "programs.registry.forms.accounts.PasswordAgainForm",
    "change_password": "programs.registry.forms.accounts.ChangePasswordForm",
}
MFA_FORMS = {
    "authenticate": "programs.registry.forms.accounts.CodeForm",
    "reauthenticate": "programs.registry.forms.accounts.CodeAgainForm",
    "activate_totp": "programs.registry.forms.accounts.ActivateForm",
    "login_webauthn": "programs.registry.forms.accounts.PasskeyLoginForm",
    "authenticate_webauthn": "programs.registry.forms.accounts.PasskeyForm",
    "reauthenticate_webauthn": "programs.registry.forms.accounts.PasskeyAgainForm",
    "add_webauthn": "programs.registry.forms.accounts.PasskeyAddForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = False  # ours lives in the database: programs.registry.signin
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Hub Notebook"
MFA_TOTP_TOLERANCE = 1
# Office computers: 30 minutes idle, 12 hours at most (trust.md, baseline).
SESSION_IDLE_SECONDS = 30 * 60
SESSION_MAX_SECONDS = 12 * 60 * 60
SESSION_COOKIE_AGE = SESSION_MAX_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- one gate ------------------------------------------------------------------------------------
KERNEL_POLICY = "hubsite.policy.TABLE"
KERNEL_ACTORS = "programs.registry.membership.actor_for"
# Views of libraries that check for themselves who may use them.
KERNEL_OPEN_MODULES = ("allauth.", "django.views.i18n", "django.views.static")

# --- encryption of notes: key id -> base64 of 32 bytes; the current one writes -------------------
LOCAL_NOTE_KEY = {"local": "bG9jYWwtbWFjaGluZS1vbmx5LWtleS0zMi1ieXRlcy4="}
NOTE_KEYS = env.dict("NOTE_KEYS", default=LOCAL_NOTE_KEY if LOCAL else {})
NOTE_KEY_CURRENT = env.str("NOTE_KEY_CURRENT", default=next(iter(NOTE_KEYS), ""))

# The newest seal of every audit chain is also written here, outside the database.
AUDIT_ANCHOR_DIR = Path(env.str("AUDIT_ANCHOR_DIR", default=str(VAR_DIR)))

# --- language, time ------------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "hubsite" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

# --- static files --------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.bool("STATIC_MANIFEST", default=not (DEBUG or TESTING))
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- mail and work outside the request -----------------------------------------------------------
EMAIL_BACKEND = env.str(
    "EMAIL_BACKEND",
    default="django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="no-reply@hub.example")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- hardening -----------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "programs.kernel.middleware.csrf_failure"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = ["programs.kernel.uploads.InMemoryOnly"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
