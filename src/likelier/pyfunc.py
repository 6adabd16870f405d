"""The model as MLflow loads it: code, not a pickle. MLflow runs this file as a script; nothing imports it."""

from pathlib import Path
from typing import Any

import pandas as pd
from mlflow.models import set_model
from mlflow.pyfunc import PythonModel

from likelier.artifact import Artifact
from likelier.candidates import unfold


class RegisteredModel(PythonModel):  # type: ignore[misc]
    """Flat rows of raw posts in; score, low and high out."""

    def load_context(self, context: Any) -> None:
        """Read the artifact that was logged with the model."""
        self.artifact = Artifact.load(Path(context.artifacts["artifact"]))

    def predict(self, context: Any, model_input: pd.DataFrame, params: dict[str, Any] | None = None) -> pd.DataFrame:
        """Score the rows; see `likelier.candidates` for the columns."""
        return self.artifact.score(*unfold(model_input))


set_model(RegisteredModel())
