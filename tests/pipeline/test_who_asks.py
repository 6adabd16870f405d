"""Token, certificates, namespace and secrets: who asks a Kubeflow server, and what the cluster holds for it."""

import json
import subprocess

import pytest
from fake_kubeflow import refused, server_tls, serving

JSON = {"Content-Type": "application/json"}


def test_token_from_file_or_variable_and_never_shown(kubeflow, host, command, monkeypatch, tmp_path):
    kubeflow.token, kubeflow.runs = "right-one", [{"run_id": "r"}]
    file = tmp_path / "token"
    file.write_text("right-one\n")
    assert command("status", "r", "--host", host, "--token-file", str(file))[0] == 0
    kubeflow.logs = {"likelier-x-0": "said"}
    assert command("logs", "r", "--host", host, "--token-file", str(file))[1] == "== ingest\nsaid\n"
    monkeypatch.setenv("KFP_TOKEN", "right-one")
    assert command("status", "r", "--host", host)[0] == 0
    monkeypatch.setenv("KFP_TOKEN", "wrong-one")
    told = command("status", "r", "--host", host)
    refused(told, "doesn't take the token (401 Unauthenticated)")
    assert "wrong-one" not in told[2]


def test_token_may_be_renewed_while_a_run_is_followed(kubeflow, host, command, monkeypatch, tmp_path):
    file = tmp_path / "token"
    file.write_text("first")
    kubeflow.token, kubeflow.runs = "first", [{"run_id": "r"}]
    kubeflow.frames.insert(0, ("RUNNING", []))

    def renew(seconds):
        kubeflow.token = "second"
        file.write_text("second")

    monkeypatch.setattr("pipeline.follow.time.sleep", renew)
    assert command("status", "r", "--host", host, "--token-file", str(file), "--follow")[0] == 0
    assert kubeflow.token == "second"


def test_namespace_goes_where_runs_are(kubeflow, host, command):
    kubeflow.health["multi_user"] = True
    assert command("submit", "--host", host, "--namespace", "team", "--every", "0")[0] == 0
    assert kubeflow.experiments[0]["namespace"] == "team"
    assert any("namespace=team" in path for _, path in kubeflow.asked)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """An authority, and what it says of the server and of you: PEM files, by name."""
    folder = tmp_path_factory.mktemp("tls")

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    new = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl(*new, "-x509", "-subj", "/CN=authority", "-keyout", "authority.key", "-out", "authority.pem")
    for name, whom in (("server", "localhost"), ("client", "you")):
        openssl(
            *new,
            "-subj",
            f"/CN={whom}",
            "-addext",
            f"subjectAltName=DNS:{whom}",
            "-keyout",
            f"{name}.key",
            "-out",
            f"{name}.csr",
        )
        openssl(
            "x509",
            "-req",
            "-in",
            f"{name}.csr",
            "-CA",
            "authority.pem",
            "-CAkey",
            "authority.key",
            "-copy_extensions",
            "copy",
            "-out",
            f"{name}.pem",
        )
    return folder


def test_certificates_of_both_sides(kubeflow, command, certificates):
    kubeflow.runs = [{"run_id": "r"}]
    ca = ("--ca-cert", str(certificates / "authority.pem"))
    own = ("--client-cert", str(certificates / "client.pem"), "--client-key", str(certificates / "client.key"))
    tls = server_tls(certificates / "server.pem", certificates / "server.key", certificates / "authority.pem")
    with serving(kubeflow, tls) as host:
        assert command("status", "r", "--host", host, *ca, *own)[0] == 0
        refused(command("status", "r", "--host", host, *own), "no trusted connection")
        refused(command("status", "r", "--host", host, *ca), "see --ca-cert and --client-cert")


@pytest.fixture
def kubernetes(kubeflow, host, tmp_path):
    """A kubeconfig; the cluster that it names is the same server."""
    file = tmp_path / "config"
    file.write_text(
        json.dumps(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "current-context": "c",
                "clusters": [{"name": "c", "cluster": {"server": host}}],
                "users": [{"name": "u", "user": {}}],
                "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
            }
        )
    )
    return file


def test_cluster_lacks_a_secret(kubeflow, host, command, kubernetes, monkeypatch):
    executor = {"secretAsEnv": [{"secretName": "s3"}], "configMapAsEnv": [{"configMapName": "likelier"}]}
    executor["imagePullSecret"] = [{"secretName": "spare", "optional": True}]
    executor["pvcMount"] = [{"mountPath": "/archive", "constant": "posts"}]
    spec = {"platform_spec": {"platforms": {"kubernetes": {"deploymentSpec": {"executors": {"exec-a": executor}}}}}}
    monkeypatch.setattr("pipeline.submit.compiled", lambda params: spec)
    submit = ("submit", "--host", host, "--kubeconfig", str(kubernetes), "--every", "0")
    refused(command(*submit), "namespace kubeflow: has no config map likelier")
    kubeflow.answers["/api/v1/namespaces/kubeflow/configmaps/likelier"] = (200, JSON, '{"kind": "ConfigMap"}')
    refused(command(*submit), "namespace kubeflow: has no persistent volume claim posts")
    claim = "/api/v1/namespaces/kubeflow/persistentvolumeclaims/posts"
    kubeflow.answers[claim] = (200, JSON, '{"kind": "PersistentVolumeClaim"}')
    refused(command(*submit), "namespace kubeflow: has no secret s3")
    secret = "/api/v1/namespaces/kubeflow/secrets/s3"
    kubeflow.answers[secret] = (403, JSON, '{"kind": "Status"}')
    refused(command(*submit), "namespace kubeflow: secret s3: 403")
    assert kubeflow.runs == []
    kubeflow.answers[secret] = (200, JSON, '{"kind": "Secret"}')
    assert command(*submit)[0] == 0
    kubernetes.write_text(kubernetes.read_text().replace(host, "http://127.0.0.1:1"))
    refused(command(*submit), "the cluster that it names can't be reached")
    kubernetes.write_text("nothing")
    refused(command(*submit), "no kubeconfig that can be used")
