"""The page to try the API at `/docs`: Swagger UI with everything it needs beside it.

FastAPI's own page takes its script from a host on the internet. An office network may have none, and no page of a
system that knows who is insured runs what somebody else serves. A token that is typed in is forgotten with the page.

Source: Swagger UI 5 (Apache-2.0), as packed by `fastapi-swagger` (MIT).
"""

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

_ASSETS = "docs/assets"
"""Relative to the page, so that the API may lie under any path."""


def add_docs_page(app: FastAPI) -> None:
    """Serve the page and its files."""
    app.mount(f"/{_ASSETS}", StaticFiles(packages=[("fastapi_swagger", "resources")]), "docs assets")

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="openapi.json",
            title=f"{app.title} - API",
            swagger_js_url=f"{_ASSETS}/swagger-ui-bundle.js",
            swagger_css_url=f"{_ASSETS}/swagger-ui.css",
            swagger_favicon_url=f"{_ASSETS}/favicon-32x32.png",
            swagger_ui_parameters={"persistAuthorization": False, "validatorUrl": None},
        )
