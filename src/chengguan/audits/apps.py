from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "chengguan.audits"
    verbose_name = "存量案件体检"
