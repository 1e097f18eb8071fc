from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "chengguan.recordings"
    verbose_name = "执法音视频"
