# Two images from one lock. `pipeline` runs every step, and is the image of the Kubeflow components and of the MLflow
# server; `serve` answers requests. DEVICE is cpu or gpu. Both stand on one large layer, `shared`: who has one of them
# fetches little for the other. It takes BuildKit.
#
#   docker build --target pipeline --build-arg DEVICE=gpu --build-arg GIT_SHA=$(git rev-parse HEAD) -t likelier-pipeline .

ARG PYTHON=3.11

FROM python:${PYTHON}-slim-bookworm AS base
# A numeric user, so that a cluster can check that it isn't root. All that libraries insist on writing goes to /tmp: the
# rest of the file system may be read-only.
RUN groupadd --gid 10001 likelier \
    && useradd --uid 10001 --gid 10001 --create-home --home-dir /home/likelier likelier
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MLFLOW_DISABLE_TELEMETRY=true \
    MLFLOW_ALLOW_PICKLE_DESERIALIZATION=false \
    GX_ANALYTICS_ENABLED=false \
    BENTOML_DO_NOT_TRACK=True \
    DVC_NO_ANALYTICS=1 \
    ITERATIVE_DO_NOT_TRACK=1 \
    BENTOML_HOME=/tmp/bentoml \
    MPLCONFIGDIR=/tmp/matplotlib \
    XDG_CACHE_HOME=/tmp/cache
WORKDIR /app

# What installs is lent to the steps below as /opt, and stays in no image. `lock` is what packages go by, `code` what the
# project itself is built from: a change of code or README installs no package anew.
FROM base AS lock
RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir uv==0.13.9
COPY pyproject.toml uv.lock /opt/likelier/

FROM lock AS code
COPY README.md /opt/likelier/
COPY src /opt/likelier/src

FROM base AS shared
ARG DEVICE=cpu
# Arguments, unlike ENV, are gone from the image.
ARG UV_COMPILE_BYTECODE=1
ARG UV_NO_CACHE=1
ARG UV_PYTHON=python3
ARG UV_PYTHON_DOWNLOADS=never
ARG UV_PROJECT_ENVIRONMENT=/app/.venv
ARG SYNC="/opt/uv/bin/uv sync --project /opt/likelier --locked --no-dev"
# What no run reads goes in the step that brings it: C++ headers, a compiler's library, the packages' own tests.
RUN --mount=from=lock,source=/opt,target=/opt ${SYNC} --no-install-project --extra "${DEVICE}" \
    && cd .venv/lib/python3*/site-packages \
    && rm -rf tensorflow/include pyarrow/include clang \
    && find matplotlib numpy pandas pyarrow scipy sklearn -depth -type d -name tests -exec rm -rf {} +

FROM shared AS pipeline
ARG EXTRAS="--extra kfp --extra server --extra collect --extra mongodb"
RUN --mount=from=lock,source=/opt,target=/opt ${SYNC} --no-install-project --extra "${DEVICE}" ${EXTRAS}
RUN --mount=from=code,source=/opt,target=/opt ${SYNC} --no-editable --extra "${DEVICE}" ${EXTRAS}
COPY params.yaml .
COPY components components
COPY pipeline pipeline
ARG GIT_SHA=
ENV LIKELIER_GIT_SHA=${GIT_SHA}
USER 10001:10001
CMD ["likelier", "--help"]

FROM shared AS serve
RUN --mount=from=lock,source=/opt,target=/opt ${SYNC} --no-install-project --extra "${DEVICE}" --extra serve
RUN --mount=from=code,source=/opt,target=/opt ${SYNC} --no-editable --extra "${DEVICE}" --extra serve
COPY serving serving
# The model: a folder by LIKELIER_ARTIFACT, or the champion of the registry at MLFLOW_TRACKING_URI.
USER 10001:10001
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python3", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:3000/readyz', timeout=4)"]
CMD ["bentoml", "serve", "serving.service:Likelier", "--host", "0.0.0.0", "--port", "3000"]
