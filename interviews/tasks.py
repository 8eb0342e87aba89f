"""Work of the interviews app in the worker."""

from celery import shared_task

from interviews.services import board
from nominations.models import Nomination


@shared_task(name="interviews.free_turns")
def free_turns(nomination: int) -> None:
    """A candidate has left the race: its turns to come are free."""
    board.free_turns(Nomination.objects.get(pk=nomination))
