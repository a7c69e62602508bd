"""Health answers are what load balancers believe."""

from __future__ import annotations

from pathlib import Path

from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.recognition.web.site import Site, make_catalog_folder, make_site


def test_the_process_is_alive_whatever_the_database_does(site: Site) -> None:
    site.database.close()
    answer = site.client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_server_with_a_current_schema_is_ready(clock: ManualClock, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'ready.db'}")
    database.upgrade()
    site = make_site(database, clock, make_catalog_folder(tmp_path / "badges"))
    answer = site.client.get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json()["checks"] == {"database": "ok", "schema": "ok"}
    database.close()


def test_a_server_with_another_schema_is_not_ready(site: Site) -> None:
    with site.database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT)")
        connection.exec_driver_sql("DELETE FROM alembic_version")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('from-the-future')")
    answer = site.client.get("/readyz")
    assert answer.status_code == 503
    assert "recognition db upgrade" in answer.get_json()["checks"]["schema"]


def test_a_server_without_its_database_is_not_ready_and_says_no_address(
    clock: ManualClock, tmp_path: Path
) -> None:
    gone = Database(f"sqlite:///{tmp_path / 'no-such-folder' / 'recognition.db'}")
    site = make_site(gone, clock, make_catalog_folder(tmp_path / "badges"))
    answer = site.client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["checks"]["database"] == "does not answer"
    assert "no-such-folder" not in answer.text
    assert site.client.get("/healthz").status_code == 200
    gone.close()


def test_the_version_is_said(site: Site) -> None:
    answer = site.client.get("/version").get_json()
    assert answer["name"] == "meshery-recognition"
    assert answer["version"]
