from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "chengguan.disclosure"
    verbose_name = "公示"
