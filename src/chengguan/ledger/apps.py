from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "chengguan.ledger"
    verbose_name = "执法台账"
