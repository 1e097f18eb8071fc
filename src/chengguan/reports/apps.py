from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "chengguan.reports"
    verbose_name = "统计报告"
