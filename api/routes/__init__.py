"""The routes, one module per thing: each turns a request into one use case and its answer into a body."""

from api.routes import audit, health, holds, lookups, runs, submissions

ROUTERS = tuple(module.router for module in (submissions, runs, holds, lookups, audit, health))
