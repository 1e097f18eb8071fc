from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "chengguan.parties"
    verbose_name = "当事人"
