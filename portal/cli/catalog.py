"""`portal catalog`: what may be asked for."""

from portal.cli.options import LazyGroup

catalog = LazyGroup(
    "catalog",
    {
        "list": ("portal.cli.catalog_read:listing", "Every template, compute type and environment."),
        "show": ("portal.cli.catalog_read:show", "The card of one offer."),
        "search": ("portal.cli.catalog_read:search", "Offers that match a text, best first."),
        "notify": ("portal.cli.catalog_notify:notify", "Tell me when there is room for a compute type."),
        "notices": ("portal.cli.catalog_notify:notices", "What I am waiting for, and what of it is free."),
        "forget": ("portal.cli.catalog_notify:forget", "Tell me no longer."),
        "validate": ("portal.cli.catalog_files:validate", "Check a catalogue's files."),
        "init": ("portal.cli.catalog_files:init", "Begin a catalogue of one's own."),
        "render": ("portal.cli.catalog_files:render", "Write the files that a template makes."),
        "prices": ("portal.cli.catalog_prices:prices", "The price book, made anew from Azure's public price list."),
    },
    help="What may be asked for.",
)
