"""Around every request: a correlation id, one log line, the metrics, and the last net for faults.

The log line names the route's template and never the path as it was asked for: a path may carry anything. A fault is
answered here and goes no further, so that no server prints its message.
"""

import time
from typing import TYPE_CHECKING

import structlog
from fastapi.responses import JSONResponse

from api.logs import describe_fault
from api.problems import PROBLEM_JSON, fault, new_correlation_id

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.metrics import Metrics

log = structlog.get_logger()


class Around:
    """ASGI middleware: see the module."""

    def __init__(self, app: "ASGIApp", metrics: "Metrics") -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass a request on and account for it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        correlation_id = new_correlation_id()
        scope.setdefault("state", {})["correlation_id"] = correlation_id
        began = time.perf_counter()
        status = 0

        async def remember(message: "Message") -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    (b"correlation-id", correlation_id.encode()),
                    (b"cache-control", b"no-store"),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        with structlog.contextvars.bound_contextvars(correlation_id=correlation_id):
            try:
                await self.app(scope, receive, remember)
            except Exception as error:  # noqa: BLE001  the last net: whatever it is, it is told as a fault
                log.error("fault", **describe_fault(error))  # noqa: TRY400  the message may quote a row
                if not status:
                    problem = fault().model_copy(update={"correlation_id": correlation_id})
                    answer = JSONResponse(problem.model_dump(), problem.status, media_type=PROBLEM_JSON)
                    await answer(scope, receive, remember)
                else:
                    raise ConnectionAbortedError from None
            finally:
                route = getattr(scope.get("route"), "path", "none")
                seconds = time.perf_counter() - began
                self.metrics.count_request(scope["method"], route, status, seconds)
                log.info("request", method=scope["method"], route=route, status=status, seconds=round(seconds, 4))
