from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "newsroom.common"
    label = "common"
    verbose_name = "People"
