"""A compute type: one size of virtual machine that may be asked for."""

from typing import Literal

from pydantic import Field, model_validator

from catalog.model.base import Identifier, Line, Offer, Tier


class ComputeType(Offer):
    """One Azure virtual machine size, as offered for Azure ML clusters and instances."""

    kind: Literal["compute"] = "compute"
    size: str = Field(pattern=r"^Standard_[A-Za-z0-9_]+$", description="Azure's name, such as Standard_D4s_v5.")
    family: Line = Field(description="The family that Azure counts its quota in; its case varies between services.")
    vcpus: int = Field(ge=1, le=1024)
    memory_gib: int = Field(ge=1, le=65536)
    gpus: int = Field(ge=0, le=64)
    gpu_model: Line | None = None
    gpu_memory_gib: int | None = Field(default=None, ge=1, description="Memory of one GPU.")
    tier: Tier
    kinds: tuple[Literal["cluster", "instance"], ...] = Field(min_length=1)
    regions: tuple[Identifier, ...] = Field(default=(), description="Where the organisation offers it.")
    source: Line = Field(description="Where the figures come from.")

    @model_validator(mode="after")
    def _gpu_fields_agree(self) -> "ComputeType":
        if (self.gpus > 0) != (self.gpu_model is not None) or (self.gpus > 0) != (self.gpu_memory_gib is not None):
            raise ValueError("gpu_model and gpu_memory_gib belong to a size with GPUs, and only to it")
        return self

    @property
    def is_gpu(self) -> bool:
        """Whether the size has a GPU at all."""
        return self.gpus > 0
