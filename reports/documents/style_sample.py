from paritrana.regions.models import Province
from reports.documents import Data, sheet


def style_sample(province: Province) -> Data:
    """A letter that says nothing, to look at the letterhead, the margins and the typeface."""
    return {**sheet(province, None), "place": province.capital}
