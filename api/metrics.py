"""Numbers for Prometheus: requests by route and status, work that waits, open holds by scope. No tenant, no value.

The method is a label only when it is one that HTTP knows, and the route is its template: a caller cannot make labels.
"""

from http import HTTPMethod

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from matcher.service.health import Health

METHODS = frozenset(HTTPMethod)


class Metrics:
    """The numbers of one application; each has its own registry, so that two in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "totsugo_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "totsugo_request_seconds", "Time to answer a request.", ["route"], registry=self.registry
        )
        self.ready = Gauge("totsugo_ready", "1 when the database answers.", registry=self.registry)
        self.epoch = Gauge("totsugo_registry_epoch", "Registry epoch in force, 0 if none.", registry=self.registry)
        self.unfinished = Gauge("totsugo_unfinished_work", "Submissions and runs not done.", registry=self.registry)
        self.open_holds = Gauge("totsugo_open_holds", "Holds in force by scope.", ["scope"], registry=self.registry)

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self.requests.labels(method if method in METHODS else "other", route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def render(self, health: Health) -> bytes:
        """Return the text that Prometheus reads, with the state of the service as `health` tells it."""
        self.ready.set(health.ready)
        self.epoch.set(health.epoch or 0)
        self.unfinished.set(health.unfinished)
        for scope, count in health.open_holds.items():
            self.open_holds.labels(scope).set(count)
        return generate_latest(self.registry)
