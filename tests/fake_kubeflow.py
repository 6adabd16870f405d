"""A server that answers as Kubeflow Pipelines 2.17 does, as far as its API is described; for tests."""

import json
import re
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import kfp_server_api

RUN = re.compile(r"^/apis/v2beta1/runs/([^/?]+)$")
LOG = re.compile(r"^/apis/v1alpha1/runs/([^/]+)/nodes/([^/]+)/log$")
RECURRING = re.compile(r"^/apis/v2beta1/recurringruns/([^/?]+)$")
LISTS = {
    "/apis/v2beta1/experiments": ("experiments", "experiment_id", kfp_server_api.V2beta1Experiment),
    "/apis/v2beta1/runs": ("runs", "run_id", kfp_server_api.V2beta1Run),
    "/apis/v2beta1/recurringruns": ("recurringRuns", "recurring_run_id", kfp_server_api.V2beta1RecurringRun),
}


def tasks(run="SUCCEEDED", **states):
    """Task details of the API: the graph's own, and what the server runs beside them."""
    details = [{"task_id": "0", "display_name": "root", "state": run}]
    for place, (name, state) in enumerate(states.items()):
        name = name.split("__")[0].replace("_", "-")
        start = f"2026-01-01T00:{place:02}:00Z"
        own = {"task_id": f"{place}-own", "display_name": name, "state": state, "start_time": start}
        own["child_tasks"] = [{"pod_name": f"likelier-x-{place}"}]
        driver = {"task_id": f"{place}-driver", "display_name": f"{name}-driver", "state": "SUCCEEDED"}
        executor = {"task_id": f"{place}-executor", "display_name": "executor", "state": state}
        details += [executor, own, driver]
    return details


class Kubeflow:
    """What the server holds, and how it behaves.

    Attributes
    ----------
    frames : list of (state, task details)
        What a run is each time that it is asked for; the last stays.
    health : dict
        The answer of ``/healthz``.
    answers : dict
        Answers that go before all others: (status, headers, body) by path.
    """

    def __init__(self):
        self.experiments, self.runs, self.recurring_runs = [], [], []
        self.frames = [("SUCCEEDED", tasks(ingest="SUCCEEDED"))]
        self.health = {"commit_sha": "0", "tag_name": "2.17.0", "multi_user": False, "pipeline_store": "database"}
        self.logs, self.answers, self.token, self.asked = {}, {}, None, []

    def answer(self, method, path, body):
        """Status and JSON (or text) of one request."""
        if path == "/apis/v2beta1/healthz":
            return 200, self.health
        if run := RUN.match(path):
            if run[1] not in [one["run_id"] for one in self.runs]:
                return 404, {
                    "error": "not found",
                    "code": 5,
                    "message": f"ResourceNotFoundError: Run {run[1]} not found",
                }
            state, details = self.frames.pop(0) if len(self.frames) > 1 else self.frames[0]
            return 200, {"run_id": run[1], "state": state, "run_details": {"task_details": details}}
        if log := LOG.match(path):
            text = self.logs.get(log[2])
            return (200, text) if text is not None else (500, {"error_message": "pod not found"})
        if (recurring := RECURRING.match(path)) and method == "DELETE":
            self.recurring_runs = [one for one in self.recurring_runs if one["recurring_run_id"] != recurring[1]]
            return 200, {}
        if path in LISTS:
            name, key, model = LISTS[path]
            held = {"experiments": self.experiments, "runs": self.runs, "recurringRuns": self.recurring_runs}[name]
            return self.made(held, key, model, body) if method == "POST" else (200, {name: held})
        return 404, {"code": 5, "message": "Not Found"}

    def made(self, held, key, model, body):
        """What was asked to be made, as the server keeps it."""
        unknown = set(body) - set(model.attribute_map.values())
        if unknown or not body.get("display_name"):
            return 400, {"code": 3, "message": f"Invalid input error: {unknown or 'no name'}"}
        held.append(body | {key: f"{key.removesuffix('_id')}-{len(held)}", "status": "ENABLED"})
        return 200, held[-1]


@contextmanager
def serving(kubeflow, tls=None):
    """The server's address, while it runs."""

    class Handler(BaseHTTPRequestHandler):
        def do(self):
            path = self.path.split("?")[0]
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"null")
            kubeflow.asked.append((self.command, self.path))
            if kubeflow.token and self.headers.get("Authorization") != f"Bearer {kubeflow.token}":
                return self.send(401, {"Content-Type": "application/json"}, '{"message": "Unauthenticated"}')
            if path in kubeflow.answers:
                return self.send(*kubeflow.answers[path])
            status, answer = kubeflow.answer(self.command, path, body)
            kind = "text/plain" if isinstance(answer, str) else "application/json"
            text = answer if isinstance(answer, str) else json.dumps(answer)
            return self.send(status, {"Content-Type": kind}, text)

        do_GET = do_POST = do_DELETE = do  # noqa: N815

        def send(self, status, headers, body):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"{'https' if tls else 'http'}://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def server_tls(certificate, key, authority):
    """TLS that asks for a client's certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.load_verify_locations(authority)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def refused(told, words):
    """See that a command line gave one line that says why, and exit code 2."""
    code, out, err = told
    assert code == 2, err
    assert out == ""
    assert err.startswith("pipeline: ")
    assert err.count("\n") == 1
    assert words in err
