from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "chengguan.base"
    verbose_name = "基础"
