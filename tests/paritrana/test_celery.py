"""What is asked for after the commit."""

import pytest
from django.conf import settings

from paritrana.celery import tasks


@pytest.mark.parametrize("name", sorted(name for name in tasks() if not name.startswith("celery.")))
def test_a_task_is_warned_before_it_is_killed(name):
    """A task with a limit of its own below the general warning cannot be asked for at all: Celery refuses it."""
    task = tasks()[name]
    soft = task.soft_time_limit or settings.CELERY_TASK_SOFT_TIME_LIMIT
    assert soft < (task.time_limit or settings.CELERY_TASK_TIME_LIMIT)
