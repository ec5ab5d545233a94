"""The routes, one file per topic."""

from portal.server.routes import (
    advice,
    audit,
    catalogue,
    demo,
    drafts,
    events,
    home,
    kinds,
    models,
    people,
    projects,
    requests,
    resources,
    server,
)

ROUTERS = tuple(
    topic.router
    for topic in (
        server,
        people,
        home,
        catalogue,
        advice,
        kinds,
        drafts,
        requests,
        resources,
        projects,
        models,
        audit,
        events,
        demo,
    )
)
