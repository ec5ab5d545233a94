"""`portal catalog`: what may be asked for."""

from portal.cli.options import LazyGroup

catalog = LazyGroup(
    "catalog",
    {
        "list": ("catalogue.read:listing", "Every template, compute type and environment."),
        "show": ("catalogue.read:show", "The card of one offer."),
        "search": ("catalogue.read:search", "Offers that match a text, best first."),
        "notify": ("catalogue.notify:notify", "Tell me when there is room for a compute type."),
        "notices": ("catalogue.notify:notices", "What I am waiting for, and what of it is free."),
        "forget": ("catalogue.notify:forget", "Tell me no longer."),
        "validate": ("catalogue.files:validate", "Check a catalogue's files."),
        "init": ("catalogue.files:init", "Begin a catalogue of one's own."),
        "render": ("catalogue.files:render", "Write the files that a template makes."),
        "identities": ("catalogue.identities:identities", "What to make in Azure for the portal itself."),
        "prices": ("catalogue.prices:prices", "The price book, made anew from Azure's public price list."),
    },
    help="What may be asked for.",
)
