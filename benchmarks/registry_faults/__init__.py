"""The registry's fault matrix: real processes on SQLite and on an MLflow server, and what goes wrong between them."""
