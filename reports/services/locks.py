"""Two presses at once: the second waits here and then finds everything made."""

from paritrana.committees.models import Category, Edition


def locked_edition(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(of=("self",)).select_related("province").get(pk=edition.pk)


def locked_category(category: Category) -> Category:
    return Category.objects.select_for_update(of=("self",)).select_related("edition__province").get(pk=category.pk)
