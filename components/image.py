"""The one image that every component runs in."""

import os

# Read when the graph is compiled. For a cluster pin it by digest: REGISTRY/likelier-pipeline@sha256:...
IMAGE = os.environ.get("LIKELIER_IMAGE", "likelier-pipeline:latest")
