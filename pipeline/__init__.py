"""The steps as a Kubeflow pipeline: `python -m pipeline --help`."""
