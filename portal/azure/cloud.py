"""Which Azure: the only four things that differ between the true one and an emulated one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlsplit

from portal.azure.carriers import Carrier, Network
from portal.azure.credentials import SCOPE, Credential
from portal.azure.faults import AzureFault
from portal.azure.identities import STAGED, action_of, duty_of, identity_name

BASE_URL = "https://management.azure.com"


def _no_stage(_resource: str) -> str:
    return ""


@dataclass(frozen=True)
class Azure:
    """One Azure: how to reach it, as whom, at which address and for which scope of tokens."""

    carrier: Carrier
    credential: Credential
    base_url: str = BASE_URL
    scope: str = SCOPE
    kind: Literal["emulated", "real"] = "emulated"
    identities: Mapping[str, Credential] = field(default_factory=dict)
    """A credential for each identity, by its name; none at all where `credential` does everything."""
    stage_of: Callable[[str], str] = _no_stage
    """The stage that a resource belongs to, by its id; "" where nobody has said."""

    def knowing(self, stage_of: Callable[[str], str]) -> "Azure":
        """The same Azure, which can tell the stage of a resource."""
        return replace(self, stage_of=stage_of)

    def identity(self, duty: str, resource: str = "") -> str:
        """The name of the identity that has a duty at a resource."""
        return identity_name(duty, self.stage_of(resource) if duty in STAGED and resource else "")

    def acting(self, duty: str, resource: str = "") -> Credential:
        """The credential of the identity that has a duty at a resource. Raises AzureFault where there is none."""
        if not self.identities:
            return self.credential
        name = self.identity(duty, resource)
        if (found := self.identities.get(name)) is not None:
            return found
        raise AzureFault(
            "forbidden",
            f"nobody has the duty {duty} for {resource}, as it lies in no subscription that organisation.yaml gives "
            "a stage; name its subscription there" if name == duty and duty in STAGED
            else f"the portal has no identity {name}; name it under identities in organisation.yaml",
        )  # fmt: skip

    def require_rightful(self, method: str, url: str, acting: str) -> None:
        """Refuses a write for which another identity has the duty than the acting one. Raises AzureFault."""
        path = urlsplit(url).path
        action = action_of(method, path)
        rightful = self.identity(duty_of(action), path)
        if action and rightful != acting:
            raise AzureFault(
                "failed",
                f"{action} at {path} is for the portal's identity {rightful}, and {acting or 'another'} was about to "
                "do it; nothing was sent",
            )

    @classmethod
    def real(cls, credential: Credential, identities: Mapping[str, Credential] | None = None) -> "Azure":
        """The true Azure."""
        return cls(Network(), credential, kind="real", identities=identities or {})
