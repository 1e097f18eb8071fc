from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "chengguan.agenda"
    verbose_name = "待办期限"
