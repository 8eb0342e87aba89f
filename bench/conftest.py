"""Pages are timed on the fixtures of the tests; one portal serves all that needs a browser."""

from tests.browser.conftest import *  # noqa: F403
from tests.conftest import *  # noqa: F403
from tests.scoring.conftest import *  # noqa: F403
