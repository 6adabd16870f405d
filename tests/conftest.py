"""What every test shares. Telemetry of every library is off before any is imported."""

import os

os.environ.update(
    MLFLOW_DISABLE_TELEMETRY="true",
    GX_ANALYTICS_ENABLED="false",
    BENTOML_DO_NOT_TRACK="True",
    DVC_NO_ANALYTICS="1",
    ITERATIVE_DO_NOT_TRACK="1",
    MLFLOW_ALLOW_PICKLE_DESERIALIZATION="false",
)
