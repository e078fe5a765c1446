"""What every test stands on. `--database` says which of the two databases; the fixtures are named below."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests.engines import browser as browsers
from tests.engines import loopback, mail
from tests.engines.postgres import Postgres
from tests.engines.site import Site
from tests.engines.valkey import Valkey

if TYPE_CHECKING:
    from playwright.sync_api import Browser

hypothesis.settings.register_profile("house", deadline=None)  # how long an example takes is the machine's affair
hypothesis.settings.load_profile("house")
INHERITED = (
    *("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "MAIL_FROM", "SITE_URL", "BIND", "PORT"),
    *("SECRET_KEY", "SEAL_KEYS", "LANGUAGES", "DEMO", "NOTICE_DELAY"),
)
TOUCHES_A_DATABASE = {"db", "transactional_db", "django_db_setup", "site", "running", "demo_site"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="which database to test on")
    parser.addoption("--draw", action="store_true", help="draw one of each mail into docs/ (make pictures)")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start what tests need, and say where it is in the environment, before Django reads its settings."""
    if (worker := getattr(config, "workerinput", None)) is not None:  # a child of xdist: all is there
        number = int(worker["workerid"].removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("?db=0", f"?db={number}")
        from campaign import settings  # read already, as they were in the parent

        settings.REDIS_URL = settings.CACHES["default"]["LOCATION"] = os.environ["REDIS_URL"]
    else:
        _start_engines(config)
    os.environ["DJANGO_SETTINGS_MODULE"] = "campaign.settings"
    from django.conf import settings

    settings._setup()  # type: ignore[misc]  # read them now: pytest-django sets up Django next, if they have been read


def _start_engines(config: pytest.Config) -> None:
    var = tempfile.mkdtemp(prefix="campaign-test-")
    config.add_cleanup(lambda: shutil.rmtree(var, ignore_errors=True))
    Path(var, "static").mkdir()  # WhiteNoise warns of a missing one
    for name in INHERITED:
        os.environ.pop(name, None)
    # DEBUG chooses static files without a manifest and allows `sweep --at`; tests themselves see settings.DEBUG False.
    os.environ |= {"VAR_DIR": var, "DEBUG": "1", "DEMO_PASSWORD": "at-the-demonstration"}
    valkey = Valkey()
    config.add_cleanup(valkey.stop)
    os.environ["REDIS_URL"] = valkey.start().url()
    if config.getoption("database") == "postgresql":
        postgres = Postgres()
        config.add_cleanup(postgres.stop)
        os.environ["DATABASE_URL"] = postgres.start().url()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what depends on a database runs: the rest has run on SQLite's turn already."""
    if config.getoption("database") != "postgresql":
        return
    there = [item for item in items if _depends_on_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in there])
    items[:] = there


def _depends_on_the_database(item: pytest.Item) -> bool:
    """It has one, and is about more than how a page looks."""
    if item.get_closest_marker("looks"):
        return False
    touches = bool(TOUCHES_A_DATABASE & set(getattr(item, "fixturenames", ())))
    return touches or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session", autouse=True)
def _ground(django_test_environment: None) -> None:
    """Only the loopback; mail through our outbox, as on the site; a hash of passwords that costs little."""
    from django.conf import settings

    loopback.close_the_rest()
    settings.EMAIL_BACKEND = "campaign.mail.backend.OutboxBackend"
    settings.PASSWORD_HASHERS = ["tests.engines.passwords.QuickArgon2"]


@pytest.fixture(scope="session")
def django_db_setup(_ground: None, django_db_blocker: Any) -> Iterator[None]:
    """This process's own copy of the migrated template, in place of Django's test databases."""
    from django.db import connection

    from tests.engines import databases

    with django_db_blocker.unblock():
        databases.use_a_copy(os.environ.get("PYTEST_XDIST_WORKER", "main"))
        yield
        connection.close()


@pytest.fixture(autouse=True)
def _empty_valkey(_ground: None) -> None:
    """No test finds another's cache, pace or queue."""
    from campaign.lib import pulse

    pulse.valkey().flushdb()


@pytest.fixture
def at_now() -> Iterator[None]:
    """The clock stands still at `make.NOW`."""
    import time_machine

    from tests.make import NOW

    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sink() -> Iterator[mail.Sink]:
    """A mail server that keeps what arrives."""
    with mail.listening() as sink:
        yield sink


@pytest.fixture
def site(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    """A site of its own, not yet started, without the demonstration; ended after the test whatever happens."""
    yield from _site(tmp_path / "var", request.config, DEMO="0")


@pytest.fixture
def bare_site(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    """The same without a database: its first start makes one."""
    yield from _site(tmp_path / "var", request.config, migrated=False, DEMO="0")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Site]:
    """A running site without the demonstration, shared by the tests of one module, which share an xdist_group too."""
    for site in _site(tmp_path_factory.mktemp("running") / "var", request.config, DEMO="0"):
        yield site.start()


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Site]:
    """A running site with the demonstration, shared by all who only look. Mark such tests
    `@pytest.mark.xdist_group("demo_site")`, so that one process of the run starts it once."""
    for site in _site(tmp_path_factory.mktemp("demo") / "var", request.config, DEMO_PASSWORD="at-the-demonstration"):
        if "DATABASE_URL" in site.settings:  # `up` loads it by itself into its own SQLite only
            loaded = site.manage("demo")
            assert loaded.returncode == 0, loaded.stderr
        yield site.start()


def _site(var: Path, config: pytest.Config, *, migrated: bool = True, **settings: str) -> Iterator[Site]:
    """A site whose database is a copy of the migrated template: to make one takes longer than to start."""
    from tests.engines import databases

    if migrated:
        var.mkdir()
    if config.getoption("database") == "postgresql":
        name = f"campaign_site_{os.getpid()}_{var.parent.name}".replace("-", "_")
        copy = databases.copy_on_postgresql if migrated else databases.empty_on_postgresql
        settings["DATABASE_URL"] = copy(os.environ["DATABASE_URL"], name)
    elif migrated:
        databases.copy_on_sqlite(var / "campaign.sqlite3")
    site = Site(var, settings)
    try:
        yield site
    finally:
        if site.process is not None:
            site.stop()
            assert not site.processes(), "something was left running"


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium. Without JavaScript: `browser.new_context(java_script_enabled=False)`."""
    with browsers.chromium() as browser:
        yield browser


@pytest.fixture
def queries(django_assert_num_queries: Any) -> Callable[[int], Any]:
    """`with queries(7): …`: exactly so many. Every list is asked with 1 and with 3 rows, for the same number."""
    return django_assert_num_queries  # type: ignore[no-any-return]
