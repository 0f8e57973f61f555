"""The application as a web server loads it: with its database, and connections kept open.

This is how it is meant to be served; under `newsroom.wsgi` all works but what others do, which is
seen at the next click only.
"""

from newsroom.wsgi import application as django  # first: it makes the models ready

# isort: split
from claims.api.feed_served import Feed
from desk.live.served import Application

application = Feed(Application(django))
