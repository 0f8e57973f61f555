"""The product's settings with another's views: for the idiomatic contender."""

from newsroom.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.idiomatic"
MIDDLEWARE = [
    "django.middleware.common.CommonMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # which that app insists on
]
