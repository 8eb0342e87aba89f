from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "paritrana.web"
    verbose_name = _("Beranda")
