"""The rounds run on the databases of the tests."""

from tests.conftest import *  # noqa: F403
from tests.interviews.test_kill import web_environment  # noqa: F401
