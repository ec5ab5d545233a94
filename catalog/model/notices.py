"""Where notices are sent beside the portal itself: channels as data, their secrets by name alone."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from catalog.model.base import Identifier, Line, Model, Word

Variable = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=80)]
"""The name of an environment variable of the server; its value never stands in a file."""
Host = Annotated[
    str, Field(pattern=r"^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?(:[0-9]{1,5})?$")
]
"""A host that may be sent to, `:port` where it is not 443; `*.example.com` is every name below."""


class NoticeChannel(Model):
    """A webhook that notices are posted to."""

    id: Identifier
    title: Line
    shape: Literal["teams", "generic"]
    url: Line | None = Field(default=None, description="The https address, when it holds no secret.")
    url_from: Variable | None = Field(default=None, description="The environment variable that holds the address.")
    secret_from: Variable | None = Field(
        default=None, description="The environment variable that holds the secret which notices are signed with."
    )
    roles: tuple[Word, ...] = Field(
        default=(), description="Whose notices go there unless they choose otherwise; others may choose it."
    )

    @model_validator(mode="after")
    def _one_address_and_a_signature(self) -> Self:
        if (self.url is None) == (self.url_from is None):
            raise ValueError("give either url or url_from")
        if self.shape == "generic" and self.secret_from is None:
            raise ValueError("a generic webhook is signed: give secret_from")
        if self.id == "portal":
            raise ValueError("'portal' is the portal's own list")
        return self


class Notices(Model):
    """How people are told of what concerns them, beside the portal's own list."""

    allowed_hosts: tuple[Host, ...] = ()
    channels: tuple[NoticeChannel, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        if len({channel.id for channel in self.channels}) < len(self.channels):
            raise ValueError("two channels have the same id")
        return self

    def channel(self, id: str) -> NoticeChannel | None:
        """The channel of that id."""
        return next((one for one in self.channels if one.id == id), None)
