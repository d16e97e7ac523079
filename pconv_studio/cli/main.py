"""``pconv``: assembles the commands, and turns errors into one line and an exit code."""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from pconv_models.errors import CheckpointError
from pconv_studio import __version__
from pconv_studio.cli import (
    bench,
    demo,
    doctor,
    evaluate,
    fill,
    masks,
    models,
    studies,
    train,
    upscale,
)
from pconv_studio.core.errors import UsageError, UserError

DONE, FAILED, WRONG_USAGE = 0, 1, 2
INTERRUPTED = 130
"""What Typer makes of Ctrl-C, without a word."""

# Typer used to build on the library click and now carries a copy of its own; this is the base of
# the errors of a command line in either.
CommandLineError = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="pconv",
    help="Fill holes in photos and enlarge them by partial convolutions (Liu et al., ECCV 2018), "
    "and train the networks for it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("fill")(fill.fill_command)
app.command("upscale")(upscale.upscale_command)
app.add_typer(models.app, name="models")
app.add_typer(masks.app, name="masks")
app.command("train")(train.train)
app.command("evaluate")(evaluate.evaluate)
app.add_typer(studies.app, name="study")
app.command("bench")(bench.bench)
app.command("doctor")(doctor.doctor)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pconv {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the whole traceback of an error.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


def main(arguments: list[str] | None = None) -> None:
    """Run the program with the given arguments, or ``sys.argv``, and leave with an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name that the console cannot show is no reason to fail.
            stream.reconfigure(errors="backslashreplace")
    arguments = sys.argv[1:] if arguments is None else arguments
    # Also understood after the command, where people tend to add it.
    debug = "--debug" in arguments
    words = [word for word in arguments if word != "--debug"]
    try:
        code = app(words, prog_name="pconv", standalone_mode=False)
    except typer.Exit as leave:
        code = leave.exit_code
    except Exception as error:
        if debug:
            raise
        code = _explain(error)
    except KeyboardInterrupt:
        code = INTERRUPTED
    if code == INTERRUPTED:
        print("pconv: interrupted", file=sys.stderr)
        code = FAILED
    sys.exit(code if isinstance(code, int) else DONE)


def _explain(error: Exception) -> int:
    """Print one line for people; return the exit code."""
    if isinstance(error, CommandLineError):
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "pconv"
        message = (
            error.format_message().rstrip(".") if hasattr(error, "format_message") else str(error)
        )
        if not message:
            # A group without a command has printed its help already.
            return WRONG_USAGE
        text, code = f"{message}; see '{path} --help'", WRONG_USAGE
    elif isinstance(error, typer.Abort):
        text, code = "interrupted", FAILED
    elif isinstance(error, UsageError):
        text, code = str(error), WRONG_USAGE
    elif isinstance(error, UserError | CheckpointError):
        text, code = str(error), FAILED
    else:
        text = (
            f"unexpected {type(error).__name__}: {error}; "
            "run the command with --debug and report what it shows"
        )
        code = FAILED
    print("pconv: " + " ".join(text.split()), file=sys.stderr)
    return code
