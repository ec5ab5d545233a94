"""The routes, one file per topic."""

from portal.server.routes import (
    advice,
    audit,
    catalogue,
    delegations,
    demo,
    drafts,
    events,
    gates,
    home,
    kinds,
    model_page,
    models,
    notices,
    people,
    policy,
    presence,
    projects,
    reports,
    requests,
    resources,
    server,
    watches,
)

ROUTERS = tuple(
    topic.router
    for topic in (
        server,
        people,
        home,
        catalogue,
        advice,
        policy,
        kinds,
        drafts,
        requests,
        presence,
        delegations,
        resources,
        watches,
        notices,
        projects,
        models,
        gates,
        model_page,
        audit,
        reports,
        events,
        demo,
    )
)
