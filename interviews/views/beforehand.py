"""What stands beside each turn on the page of a session: the confirmation, what will be shown, what was noted."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from interviews.models import ExpectedMember, Presentation, Reply, Slot, TurnRecord


def with_replies(slots: QuerySet[Slot], user: Any) -> QuerySet[Slot]:
    """Each turn with what this person may know beside it, in the same query."""
    reply = Reply.objects.visible_to(user, "interviews.reply").filter(slot=OuterRef("pk"))
    members = ExpectedMember.objects.visible_to(user, "interviews.reply").filter(reply__slot=OuterRef("pk"))
    shown = Presentation.objects.visible_to(user, "presentations.view").filter(slot=OuterRef("pk"), replaced_at=None)
    count = members.order_by().values("reply").annotate(count=Count("pk")).values("count")
    return slots.annotate(
        said=Subquery(reply.values("status")[:1]),
        online_later=Subquery(reply.values("online_later")[:1]),
        people=Subquery(count[:1]),
        shows=Exists(shown),
        noted=Exists(TurnRecord.objects.visible_to(user, "notulen.view").filter(slot=OuterRef("pk"))),
    )
