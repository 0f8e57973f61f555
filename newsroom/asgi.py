"""The application as a web server loads it: with its database, and connections kept open."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
os.environ.setdefault("DATABASE_POOL_SIZE", "8")

from django.core.asgi import get_asgi_application

from newsroom import database

# An external server may be away for a moment; /readyz says so until it is back.
database.ensure(must_answer=False)
application = get_asgi_application()
