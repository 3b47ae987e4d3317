from django.apps import AppConfig

from hotcrm.messages import compile_messages


class HotCRMConfig(AppConfig):
    name = "hotcrm"
    verbose_name = "HotCRM"

    def ready(self) -> None:
        # However the product is started, no text is shown from a catalogue that is older than its source.
        compile_messages()
