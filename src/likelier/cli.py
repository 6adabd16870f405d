"""The command line: the groups of commands brought together, and what a mistake looks like."""

import sys

import typer

from likelier.commands import asking, drift, export, forget, measuring, models, steps, tuning, update, users
from likelier.errors import LikelierError

app = typer.Typer(
    help="Says which of several photos is likelier to be liked, and how sure it is.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command()(users.users)
app.command()(steps.collect)
app.command()(steps.ingest)
app.command()(steps.validate)
app.command()(steps.featurize)
app.command()(steps.explore)
app.command()(steps.train)
app.command()(steps.evaluate)
app.command()(steps.register)
app.command()(steps.plan_update)
app.command()(steps.run)
app.command()(update.update)
app.command()(tuning.tune)
app.command()(measuring.table)
app.command()(measuring.measure)
app.command()(drift.drift)
app.command()(asking.score)
app.command()(asking.rank)
app.command()(asking.best_time)
app.command()(export.export)
app.command()(forget.forget)
app.add_typer(models.app, name="models")


def main() -> None:
    """Run the command line; what the user can mend is one line and exit code 2."""
    try:
        app()
    except LikelierError as error:
        print(f"likelier: {error}", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        print(
            f"likelier: {error.filename or 'a file'}: {error.strerror or error}; mend that and run again",
            file=sys.stderr,
        )
        sys.exit(2)
