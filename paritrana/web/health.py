"""`/healthz`: whether the parts answer. The worker's heartbeat renews a key that lives ten seconds."""

from typing import Any

from celery.signals import heartbeat_sent, worker_ready
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, JsonResponse
from redis.exceptions import RedisError

BEAT_KEY = "worker-heartbeat"


@heartbeat_sent.connect(weak=False)
@worker_ready.connect(weak=False)
def renew(**_: Any) -> None:
    cache.set(BEAT_KEY, "ok", timeout=10)


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "down"
    return "ok"


def redis_and_worker() -> tuple[str, str]:
    try:
        return "ok", cache.get(BEAT_KEY, "down")
    except (RedisError, OSError):
        return "down", "unknown"


@login_not_required
@transaction.non_atomic_requests
def healthz(request: HttpRequest) -> JsonResponse:
    redis, worker = redis_and_worker()
    state = {"database": database(), "redis": redis, "worker": worker}
    return JsonResponse(state, status=200 if set(state.values()) == {"ok"} else 503)
