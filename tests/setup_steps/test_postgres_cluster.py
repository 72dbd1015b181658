"""The private PostgreSQL server of the tests."""

import psycopg
import pytest

from tests.postgres_cluster import Cluster

pytestmark = pytest.mark.postgres


def _connect(url):
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


@pytest.fixture(scope="module")
def cluster():
    with Cluster() as running:
        yield running
    assert not running.folder.exists()


def test_an_answered_commit_is_on_the_disk(cluster):
    with _connect(cluster.url) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute(f"SHOW {name}").fetchone() == ("on",)


def test_only_this_machine_with_the_password_gets_in(cluster):
    with _connect(cluster.url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
    with pytest.raises(psycopg.OperationalError, match="password"):
        _connect(cluster.base.set(password="wrong").render_as_string(hide_password=False))


def test_a_copy_has_what_its_template_has_and_is_its_own(cluster):
    template = cluster.create("a_template")
    with _connect(template) as connection:
        connection.execute("CREATE TABLE thing (no integer)")
    with cluster.database(template="a_template") as url, _connect(url) as connection:
        connection.execute("INSERT INTO thing VALUES (1)")
    with _connect(template) as connection:
        assert connection.execute("SELECT count(*) FROM thing").fetchone() == (0,)


def test_a_database_is_dropped_though_somebody_is_still_connected(cluster):
    url = cluster.create()
    lingering = _connect(url)
    cluster.drop(url)
    lingering.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        _connect(url)


def test_what_was_committed_survives_a_crash_of_the_server(cluster):
    url = cluster.create()
    with _connect(url) as connection:
        connection.execute("CREATE TABLE thing AS SELECT 1 AS no")
    cluster.kill()
    cluster.start()
    with _connect(url) as connection:
        assert connection.execute("SELECT no FROM thing").fetchone() == (1,)
