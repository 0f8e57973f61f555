from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.common.models import User
from newsroom.common.services import person_unlock, second_factor_reset


class Command(BaseCommand):
    help = "Let somebody in again: after wrong passwords, or with a lost second factor."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--second-factor",
            action="store_true",
            help="Take their second factors, too, and sign them out everywhere.",
        )

    def handle(self, *args: Any, username: str, second_factor: bool, **options: Any) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is nobody with the user name {username}.")
        person_unlock(person=person)
        self.stdout.write(f"{person} may try again at once.")
        if second_factor:
            second_factor_reset(person=person)
            self.stdout.write("The second factors are gone; all sessions have ended.")
