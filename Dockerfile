# Two images from one lock. `pipeline` runs every step, and is the image of the Kubeflow components and of the MLflow
# server; `serve` answers requests. DEVICE is cpu or gpu. Both stand on one large layer, `shared`: who has one of them
# fetches little for the other.
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

# What the lock names goes before the code: a change of code doesn't install it anew.
FROM base AS build
ARG DEVICE=cpu
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1 \
    UV_PYTHON=python3 \
    UV_PYTHON_DOWNLOADS=never
RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir uv==0.13.9
COPY pyproject.toml uv.lock README.md ./
# What no run reads goes in the step that brings it: C++ headers, a compiler's library, the packages' own tests.
RUN /opt/uv/bin/uv sync --locked --no-dev --no-install-project --extra "${DEVICE}" \
    && cd .venv/lib/python3*/site-packages \
    && rm -rf tensorflow/include pyarrow/include clang \
    && find matplotlib numpy pandas pyarrow scipy sklearn -depth -type d -name tests -exec rm -rf {} +

FROM base AS shared
COPY --from=build /app/.venv .venv

FROM build AS build-pipeline
ARG DEVICE=cpu
RUN touch begun && /opt/uv/bin/uv sync --locked --no-dev --no-install-project --extra "${DEVICE}" --extra kfp --extra server
COPY src src
RUN /opt/uv/bin/uv sync --locked --no-dev --no-editable --extra "${DEVICE}" --extra kfp --extra server \
    && mkdir added && cd .venv && find . -cnewer ../begun ! -type d -exec cp -a --parents -t ../added {} +

FROM shared AS pipeline
ARG GIT_SHA=
ENV LIKELIER_GIT_SHA=${GIT_SHA}
COPY --from=build-pipeline /app/added .venv
COPY params.yaml .
COPY components components
COPY pipeline pipeline
USER 10001:10001
CMD ["likelier", "--help"]

FROM build AS build-serve
ARG DEVICE=cpu
RUN touch begun && /opt/uv/bin/uv sync --locked --no-dev --no-install-project --extra "${DEVICE}" --extra serve
COPY src src
RUN /opt/uv/bin/uv sync --locked --no-dev --no-editable --extra "${DEVICE}" --extra serve \
    && mkdir added && cd .venv && find . -cnewer ../begun ! -type d -exec cp -a --parents -t ../added {} +

FROM shared AS serve
COPY --from=build-serve /app/added .venv
COPY serving serving
# The model: a folder by LIKELIER_ARTIFACT, or the champion of the registry at MLFLOW_TRACKING_URI.
USER 10001:10001
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python3", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:3000/readyz', timeout=4)"]
CMD ["bentoml", "serve", "serving.service:Likelier", "--host", "0.0.0.0", "--port", "3000"]
