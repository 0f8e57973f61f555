"""The desk: articles read, logged and checked in the text itself. A front door to the services."""
