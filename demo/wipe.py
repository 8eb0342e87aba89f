import environ
import psycopg2
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from paritrana.regions.services import load_regions

KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def wipe() -> None:
    """Empty every table as their owner (the application may not: the audit trail is append-only)."""
    tables = sorted(
        {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed} - KEPT
    )
    owner = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
    connection.close()
    with psycopg2.connect(
        dbname=connection.settings_dict["NAME"],
        user=owner["USER"] or None,
        password=owner["PASSWORD"] or None,
        host=owner["HOST"] or owner["OPTIONS"]["host"],
        port=owner["PORT"] or None,
    ) as direct, direct.cursor() as cursor:  # fmt: skip
        cursor.execute("TRUNCATE {} RESTART IDENTITY".format(", ".join(f'"{table}"' for table in tables)))
    cache.clear()
    load_regions()
