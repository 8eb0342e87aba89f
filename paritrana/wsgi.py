"""The entry for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "paritrana.settings")

application = get_wsgi_application()

from paritrana.checks import refuse_demo_accounts  # noqa: E402 (the settings are read above)

refuse_demo_accounts()
