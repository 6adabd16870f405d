"""The BentoML service: loads the champion and puts pictures in order. See docs/serving.md."""

import os

# BentoML reads it when it first wants to report; nothing is reported.
os.environ.setdefault("BENTOML_DO_NOT_TRACK", "True")

# BentoML opens spans for each request, which nobody collects, and holds them for as long as its time limit.
os.environ.setdefault("OTEL_SDK_DISABLED", "true")

# BentoML sets it for workers that share files of counts. Each counts for itself, in memory: see watched/metrics.py.
os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
