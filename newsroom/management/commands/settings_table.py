from typing import Any

from django.core.management.base import BaseCommand

from newsroom import env


class Command(BaseCommand):
    help = "Print the table of settings, as it stands in the README."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(env.table())
