from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "chengguan.intake"
    verbose_name = "线索"
