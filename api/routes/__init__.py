"""The routes, one module per thing: each turns a request into one use case and its answer into a body."""
