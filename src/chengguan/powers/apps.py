from django.apps import AppConfig


class PowersConfig(AppConfig):
    name = "chengguan.powers"
    verbose_name = "权力事项"
