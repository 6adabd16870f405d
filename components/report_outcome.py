"""How the run went, said at its end."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def report_outcome(
    run: str, server: str, webhook: str, report: dsl.Output[dsl.Artifact], metrics: dsl.Output[dsl.Metrics]
) -> None:
    """Ask the server for the run's tasks, and pass on how it went.

    The status that Kubeflow would hand to a task at the end isn't taken: it has called runs a success in which a task
    failed. This task fails where the run did, so that the run's own status says so too.
    """
    import json
    import subprocess
    import sys
    from pathlib import Path

    # A command, since only what is installed as `likelier` can be imported here; the image has `pipeline` beside it.
    command = [sys.executable, "-m", "pipeline", "report", run, "--output", report.path]
    command += ["--host", server] if server else []
    command += ["--webhook", webhook] if webhook else []
    ended = subprocess.run(command, check=False).returncode
    if not Path(report.path).is_file():
        raise SystemExit(f"report: the command ended with {ended} and wrote nothing")
    told = json.loads(Path(report.path).read_text(encoding="utf-8"))
    counts = {f"{kind}_tasks": len(told[kind]) for kind in ("succeeded", "failed")}
    Path(metrics.path).write_text(json.dumps({"outcome": told["outcome"], **counts}), encoding="utf-8")
    metrics.metadata["outcome"] = told["outcome"]
    for name, count in counts.items():
        metrics.log_metric(name, count)
    if told["outcome"] == "failed":
        raise SystemExit(f"report: {told['text']}")
