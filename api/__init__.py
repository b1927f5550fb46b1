"""The surface: HTTP API, command line, settings, problems and logs. Nothing below imports it."""
