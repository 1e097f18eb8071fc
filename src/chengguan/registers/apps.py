from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "chengguan.registers"
    verbose_name = "登记名录"
