from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "chengguan.quality"
    verbose_name = "执法监督"
