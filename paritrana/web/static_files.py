from whitenoise.storage import CompressedManifestStaticFilesStorage

# Django can do this for all scripts or none; in those of django-htmx it stumbles over an example in a comment.
IMPORTS = ("*qr/*.js", ((r"(?P<matched>from '(?P<url>\./[\w.]+)')", "from '%(url)s'"),))


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Every file under the hash of its content, also the one that our only module imports."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, IMPORTS)
