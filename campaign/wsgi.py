"""The web server's entrance."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
_django = get_wsgi_application()

from campaign.web.bodies import Doorway  # noqa: E402 - it reads the settings, which the line above has set up

application = Doorway(_django)
