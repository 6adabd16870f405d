"""What Kubernetes writes in its own way: quantities, names, tolerations."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from likelier.params.section import Section


def _text(value: Any) -> Any:
    """Kubernetes' quantities are texts, and YAML reads some as numbers: `cpu: 2`."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Cpu = Annotated[str, BeforeValidator(_text), Field(pattern=r"^(\d+|\d*\.\d+|\d+m)$")]  # cores, or thousandths: 500m
Memory = Annotated[str, BeforeValidator(_text), Field(pattern=r"^\d+([KMGTPE]i?)?$")]  # bytes, or 8Gi
Name = Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", max_length=253)]  # of an object of Kubernetes
Address = Annotated[str, Field(pattern=r"^https?://[^/@\s]+(/[^\s]*)?$")]  # of a server, without a password
Variable = Annotated[str, Field(pattern=r"^[A-Za-z_]\w*$")]  # of the environment


class Toleration(Section):
    """A taint of nodes that a task may run on nevertheless."""

    key: str | None = None  # None: every taint
    operator: Literal["Equal", "Exists"] = "Equal"
    value: str | None = None
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] | None = None  # None: every effect
    seconds: Annotated[int, Field(ge=0)] | None = None  # how long, with NoExecute; None: for ever

    @model_validator(mode="after")
    def _is_one(self) -> "Toleration":
        if self.operator == "Exists" and self.value is not None:
            raise ValueError("operator Exists takes no value")
        if self.operator == "Equal" and (self.key is None or self.value is None):
            raise ValueError("operator Equal needs a key and a value")
        if self.seconds is not None and self.effect != "NoExecute":
            raise ValueError("seconds are for the effect NoExecute")
        return self
