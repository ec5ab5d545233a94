"""The HTTP client of the portal: one file per topic, each function one route; whatever goes wrong is a Problem.

The topics take a `Caller`. `connection.Connection` speaks asynchronously, for the terminal app;
`blocking.BlockingConnection` speaks over the standard library alone, for one call from the command line.
"""
