"""The BentoML service: loads the champion and puts pictures in order. See docs/serving.md."""

import os

# BentoML reads it when it first wants to report; nothing is reported.
os.environ.setdefault("BENTOML_DO_NOT_TRACK", "True")
