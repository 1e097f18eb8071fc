from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "chengguan.dossiers"
    verbose_name = "案卷"
