"""The page at /docs and all it loads come from the application itself."""

import re
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import load_settings


def test_everything_the_page_loads_is_served_beside_it(tmp_path: Path) -> None:
    client = TestClient(create_app(load_settings(data_dir=tmp_path)))  # not entered: no database is needed
    page = client.get("/docs")
    assert page.status_code == 200
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(loaded) == 3
    assert not any("//" in address for address in loaded)
    assert all(client.get(f"/{address}").status_code == 200 for address in loaded)
    assert "https:" not in page.text
