"""An environment: one ML container image that jobs and endpoints run in."""

from datetime import date
from typing import Literal

from pydantic import Field

from catalog.model.base import Line, Offer, Paragraph


class Environment(Offer):
    """One Azure ML environment; None stands for what is not known, and is shown as unknown."""

    kind: Literal["environment"] = "environment"
    registry: Line = Field(description="The Azure ML registry that publishes it; azureml is Microsoft's.")
    name: Line = Field(description="Its name in that registry.")
    version: str | None = Field(
        default=None, max_length=40, description="The registry's version; null until it is resolved on registration."
    )
    image_digest: str | None = Field(default=None, pattern=r"^sha256:[0-9a-f]{64}$")
    purpose: Literal["train", "infer", "both"]
    os_declared: Line | None = None
    os_actual: Line | None = None
    base_declared: Line | None = Field(default=None, description="The base that its name and tags promise.")
    base_actual: Line | None = Field(default=None, description="The image that its Dockerfile is really built from.")
    python: str | None = Field(default=None, max_length=20)
    cuda: str | None = Field(default=None, max_length=20)
    packages: tuple[Line, ...] = ()
    note: Paragraph | None = Field(default=None, description="What its name or tags say that is not so, and the like.")
    scanned_on: date | None = None
    end_of_life: date | None = Field(default=None, description="When its operating system gets no more fixes.")
    source: Line

    @property
    def reference(self) -> str:
        """How a job names it; without a version until one is known."""
        path = f"azureml://registries/{self.registry}/environments/{self.name}"
        return path if self.version is None else f"{path}/versions/{self.version}"

    @property
    def base_differs(self) -> bool:
        """Whether the declared operating system or base is known to differ from the actual one."""
        pairs = ((self.os_declared, self.os_actual), (self.base_declared, self.base_actual))
        return any(declared is not None and actual is not None and declared != actual for declared, actual in pairs)
