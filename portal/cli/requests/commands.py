"""`portal request`: ask for something, decide on it, follow it."""

from portal.cli.options import LazyGroup

request = LazyGroup(
    "request",
    {
        "kinds": ("requests.read:kinds", "What can be asked for; with KIND, its fields."),
        "new": ("requests.write:new", "Ask for something."),
        "each": ("requests.each:each", "Ask for the same about several things."),
        "postpone": ("requests.postpone:postpone", "Put the end of a lease off by some hours."),
        "list": ("requests.read:listing", "Requests, newest first."),
        "show": ("requests.read:show", "Everything about one request."),
        "edit": ("requests.write:edit", "Change a request; its approvals are void."),
        "approve": ("requests.decide:approve", "Approve what a request says now."),
        "deny": ("requests.decide:deny", "Deny a request."),
        "reasons": ("requests.reasons:reasons", "Reasons to deny, and how often each was the one."),
        "ask": ("requests.decide:ask", "Ask the requester something."),
        "propose": ("requests.counter:propose", "Say what I would rather agree to."),
        "accept": ("requests.counter:accept", "Make a counter-proposal my wish."),
        "decline": ("requests.counter:decline", "Keep to my wish."),
        "undo": ("requests.decide:undo", "Take my vote back."),
        "withdraw": ("requests.decide:withdraw", "Take my request back."),
        "again": ("requests.again:again", "Ask anew for what came to nothing."),
        "explain": ("requests.afterwards:explain", "Say afterwards why something was rolled back."),
        "second": ("requests.afterwards:second", "Look, as a second person, at a break-glass."),
        "retry": ("requests.decide:retry", "Let a stuck operation try again."),
        "give-up": ("requests.decide:give_up", "Let a stuck operation undo what it made."),
        "watch": ("requests.watch:watch", "Follow a request until it has ended."),
    },
    help="Ask for something, decide on it, follow it.",
)
