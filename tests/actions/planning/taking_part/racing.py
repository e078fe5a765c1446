"""A process that follows links as fast as it can: `-m tests.actions.planning.taking_part.racing <deed> <id>…`.

It waits for a line on its standard input, so that all begin at once, and prints what became of each.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

THREADS = 5


def run(deed: str, ids: list[int]) -> list[str]:
    """What became of each registration, or the error."""
    from django.db import connection

    from actions.planning.models import Registration
    from actions.planning.taking_part import signup

    def one(id: int) -> str:
        try:
            registration = Registration.objects.get(pk=id)
            signup.withdraw(registration) if deed == "withdraw" else signup.confirm(registration)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        finally:
            connection.close()
        return registration.state

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, ids))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
    import django

    django.setup()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write("\n".join(run(sys.argv[1], [int(id) for id in sys.argv[2:]])) + "\n")
