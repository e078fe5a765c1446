"""Error reports without the people in them."""

from collections.abc import ItemsView
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class SilentFilter(SafeExceptionReporterFilter):
    """Keeps what was sent and what a frame held out of every error report: both may be an address or a name."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, str]:
        return {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: object) -> ItemsView[str, Any]:
        return {}.items()
