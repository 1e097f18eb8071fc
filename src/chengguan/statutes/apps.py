from django.apps import AppConfig


class StatutesConfig(AppConfig):
    name = "chengguan.statutes"
    verbose_name = "法律法规库"
