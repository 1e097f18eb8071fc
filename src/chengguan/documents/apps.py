from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "chengguan.documents"
    verbose_name = "文书"
