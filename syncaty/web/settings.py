"""Django's settings, made from the product's configuration. No settings module is involved."""

from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from syncaty.config import Config

HERE = Path(__file__).parent
MINUTE = 60
MOST_FIELDS = 20_000  # the form of a rule with a thousand conditions has more than ten thousand
ACCOUNTS_SCHEMA = "accounts"
MOST_SAID = 8 * 1024 * 1024  # bytes of a request but for its files: a list of 100,000 customers


def build(config: Config, *, secret_key: str, built: Path, pieces: bool) -> dict[str, Any]:
    """Give every Django setting that differs from Django's own.

    `built` is the folder that holds the collected static files and compiled translations;
    `pieces` opens the page that shows every drawn piece.
    """
    secure = config.secure_cookies
    return {
        "DEBUG": False,
        "SECRET_KEY": secret_key,
        "ALLOWED_HOSTS": list(config.allowed_hosts),
        "ROOT_URLCONF": "syncaty.web.urls",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DATABASES": {"default": _database(config.database_url)},
        "INSTALLED_APPS": [
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "syncaty.web.accounts",
        ],
        "MIDDLEWARE": _middleware(),
        "TEMPLATES": [_templates()],
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": MOST_FIELDS,
        "FILE_UPLOAD_HANDLERS": [
            "syncaty.web.uploads.Limited",
            "django.core.files.uploadhandler.MemoryFileUploadHandler",
            "django.core.files.uploadhandler.TemporaryFileUploadHandler",
        ],
        "DATA_UPLOAD_MAX_MEMORY_SIZE": MOST_SAID,
        "SYNCATY_DATABASE": config.database_url,
        "SYNCATY_PIECES": pieces,
        "SYNCATY_CONFIG": config,
        **_accounts(secure=secure),
        **_headers(secure=secure),
        **_languages(built),
        **_static(built),
        "LOGGING_CONFIG": None,  # the product sets its logs up itself
    }


def _database(dsn: str) -> dict[str, Any]:
    """Turn a DSN into Django's form, with every unqualified name meaning the accounts' schema."""
    parts = {key: str(value) for key, value in conninfo_to_dict(dsn).items() if value is not None}
    options = f"{parts.pop('options', '')} -c search_path={ACCOUNTS_SCHEMA}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": {
            **parts,
            "options": options,
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5, "name": "accounts"},
        },
    }


def _middleware() -> list[str]:
    return [
        "django.middleware.gzip.GZipMiddleware",
        "syncaty.web.security.headers",
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "syncaty.web.security.login_required",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ]


def _templates() -> dict[str, Any]:
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "syncaty.web.shell.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "syncaty.web.templatetags.figures",
                "syncaty.web.templatetags.jobs",
                "syncaty.web.templatetags.drawn",
                "syncaty.web.templatetags.asking",
                "syncaty.web.templatetags.merchant",
                "syncaty.web.templatetags.segments",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ],
        },
    }


def _accounts(*, secure: bool) -> dict[str, Any]:
    return {
        "AUTH_USER_MODEL": "accounts.User",
        "LOGIN_URL": "login",
        "LOGIN_REDIRECT_URL": "home",
        "SESSION_COOKIE_NAME": "syncaty_session",
        "SESSION_COOKIE_AGE": 14 * 24 * 60 * MINUTE,
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_NAME": "syncaty_csrf",
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_FAILURE_VIEW": "syncaty.web.faults.stale_form",
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
                "OPTIONS": {"min_length": 10},
            },
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        ],
    }


def _headers(*, secure: bool) -> dict[str, Any]:
    return {
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_HSTS_SECONDS": 365 * 24 * 60 * MINUTE if secure else 0,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if secure else None,
    }


def _languages(built: Path) -> dict[str, Any]:
    return {
        "LANGUAGE_CODE": "en",
        "LANGUAGES": [("ar", "العربية"), ("en", "English")],
        "LANGUAGE_COOKIE_NAME": "syncaty_language",
        "LANGUAGE_COOKIE_AGE": 365 * 24 * 60 * MINUTE,
        "LOCALE_PATHS": [built / "locale"],
        "FORMAT_MODULE_PATH": ["syncaty.web.l10n"],
        "USE_TZ": True,
        "TIME_ZONE": "Asia/Riyadh",  # of pages without a store; kept times are always UTC
    }


def _static(built: Path) -> dict[str, Any]:
    return {
        "STATIC_URL": "/static/",
        "STATIC_ROOT": built / "static",
        "STATICFILES_DIRS": [HERE / "static"],
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.FileSystemFinder"],
        "WHITENOISE_KEEP_ONLY_HASHED_FILES": True,
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
        },
    }
