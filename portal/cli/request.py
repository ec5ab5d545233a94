"""`portal request`: ask for something, decide on it, follow it."""

from portal.cli.options import LazyGroup

request = LazyGroup(
    "request",
    {
        "kinds": ("portal.cli.request_read:kinds", "What can be asked for; with KIND, its fields."),
        "new": ("portal.cli.request_write:new", "Ask for something."),
        "each": ("portal.cli.request_each:each", "Ask for the same about several things."),
        "postpone": ("portal.cli.request_postpone:postpone", "Put the end of a lease off by some hours."),
        "list": ("portal.cli.request_read:listing", "Requests, newest first."),
        "show": ("portal.cli.request_read:show", "Everything about one request."),
        "edit": ("portal.cli.request_write:edit", "Change a request; its approvals are void."),
        "approve": ("portal.cli.request_decide:approve", "Approve what a request says now."),
        "deny": ("portal.cli.request_decide:deny", "Deny a request."),
        "ask": ("portal.cli.request_decide:ask", "Ask the requester something."),
        "propose": ("portal.cli.request_counter:propose", "Say what I would rather agree to."),
        "accept": ("portal.cli.request_counter:accept", "Make a counter-proposal my wish."),
        "decline": ("portal.cli.request_counter:decline", "Keep to my wish."),
        "undo": ("portal.cli.request_decide:undo", "Take my vote back."),
        "withdraw": ("portal.cli.request_decide:withdraw", "Take my request back."),
        "explain": ("portal.cli.request_afterwards:explain", "Say afterwards why something was rolled back."),
        "second": ("portal.cli.request_afterwards:second", "Look, as a second person, at a break-glass."),
        "retry": ("portal.cli.request_decide:retry", "Let a stuck operation try again."),
        "give-up": ("portal.cli.request_decide:give_up", "Let a stuck operation undo what it made."),
        "watch": ("portal.cli.request_watch:watch", "Follow a request until it has ended."),
    },
    help="Ask for something, decide on it, follow it.",
)
