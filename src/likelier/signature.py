"""What the registered model takes and gives, as MLflow writes it down."""

from typing import Any

from likelier.candidates import ACCOUNT_INPUTS, ACCOUNT_PREFIX, POST_INPUTS

SCORES = ("score", "low", "high", "low_90", "high_90")
BINARY, BOOLEAN = {"picture", "profile_picture"}, {"comments_disabled", "is_business", "is_verified"}
NUMBERS = {"likes", "comments"}
NUMBERS |= {"width", "height", "followers", "following", "posts", "highlights", "igtv"}


def signature() -> Any:
    """MLflow's signature: flat rows of raw posts; all but `taken_at` may be left out."""
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, Schema

    def column(name: str, key: str) -> Any:
        kind = "binary" if key in BINARY else "boolean" if key in BOOLEAN else "double" if key in NUMBERS else "string"
        # UTC without a zone: MLflow takes no other time.
        return ColSpec("datetime", name) if key == "taken_at" else ColSpec(kind, name, required=False)

    inputs = [column(key, key) for key in POST_INPUTS]
    inputs += [column(ACCOUNT_PREFIX + key, key) for key in ACCOUNT_INPUTS]
    return ModelSignature(Schema(inputs), Schema([ColSpec("double", name) for name in SCORES]))
