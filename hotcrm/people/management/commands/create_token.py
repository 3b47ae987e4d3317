"""A token for the API, for somebody who cannot or need not open the profile page."""

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from hotcrm.audit.kinds import Kind
from hotcrm.audit.notes import note
from hotcrm.people.models import ApiToken, User


class Command(BaseCommand):
    help = "Make a token with which a program signs in to the API as this person. It is shown only this once."

    def add_arguments(self, parser) -> None:
        parser.add_argument("user", metavar="USER", help="the user name")
        parser.add_argument("--name", default="create_token", help="what it is for")

    def handle(self, *, user, name, **options) -> None:
        person = User.objects.filter(username=user, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody who may sign in is called {user!r}.")
        longest = ApiToken._meta.get_field("name").max_length or 0
        if not name.strip() or len(name) > longest:
            raise CommandError(f"A name has 1 to {longest} characters.")
        with transaction.atomic():
            token, secret = ApiToken.issue(person, name=name)
            note(Kind.TOKEN_MADE, by=None, target=token, person=person.pk, command="create_token")
        self.stdout.write(secret)
        self.stdout.write(f"Made the token {name!r} for {person.username}; it is not shown again.")
