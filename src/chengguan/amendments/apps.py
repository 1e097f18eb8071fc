from django.apps import AppConfig


class AmendmentsConfig(AppConfig):
    name = "chengguan.amendments"
    verbose_name = "法律变更"
