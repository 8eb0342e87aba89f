"""Where a row that belongs to a nomination lies (`PLACES` of its model)."""

NOMINATION_PLACES = {
    "province": "nomination__province",
    "edition": "nomination__edition",
    "category": "nomination__category",
    "regency": "nomination__nominee__regency",
    "nominee": "nomination__nominee",
    "home": "nomination__province",
}
