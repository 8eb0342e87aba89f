import datetime

import pytest

from paritrana.committees.models import Stage
from scoring.models import Decision, RankingRun
from tests import factories


@pytest.fixture
def decided(edition, chair):
    """A category under embargo: its decision is in force."""
    category = factories.category(edition, stage=Stage.DECIDED)
    frozen = {"rules_sha256": "0" * 64, "sha256": "0" * 64, "input": {}, "made_by": chair}
    run = RankingRun.objects.create(province=edition.province, category=category, number=1, **frozen)
    Decision.objects.create(
        province=edition.province,
        category=category,
        run=run,
        held_on=datetime.date(2025, 8, 1),
        place="Samarinda",
        decided_by=chair,
    )
    return category
