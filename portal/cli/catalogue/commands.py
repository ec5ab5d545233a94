"""`portal catalog`: what may be asked for."""

from portal.cli.options import LazyGroup

catalog = LazyGroup(
    "catalog",
    {
        "list": ("offers.read:listing", "Every template, compute type and environment."),
        "show": ("offers.read:show", "The card of one offer."),
        "search": ("offers.read:search", "Offers that match a text, best first."),
        "notify": ("offers.notify:notify", "Tell me when there is room for a compute type."),
        "notices": ("offers.notify:notices", "What I am waiting for, and what of it is free."),
        "forget": ("offers.notify:forget", "Tell me no longer."),
        "validate": ("offers.files:validate", "Check a catalogue's files."),
        "init": ("offers.files:init", "Begin a catalogue of one's own."),
        "render": ("offers.files:render", "Write the files that a template makes."),
        "identities": ("offers.identities:identities", "What to make in Azure for the portal itself."),
        "prices": ("offers.prices:prices", "The price book, made anew from Azure's public price list."),
    },
    help="What may be asked for.",
)
