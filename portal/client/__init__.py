"""The HTTP client of the portal: one class a topic, each of its methods one route; whatever goes wrong is a Problem.

The topics bear the names of the contract's, and stand on a `Caller`. `connection.Connection` speaks asynchronously, for
the terminal app; `blocking.BlockingConnection` speaks over the standard library alone, for one call from the command
line.
"""

from portal.client.portal_client import PortalClient

__all__ = ["PortalClient"]
