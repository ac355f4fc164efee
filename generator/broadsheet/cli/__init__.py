"""The command line: options in, pipeline called, findings printed, exit code out.

Nothing else prints or exits. Each command is a module of its own here, and is loaded when it is asked for.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from types import FrameType
from typing import NoReturn

import click

_MODULES = {
    "init": "init",
    "new": "new",
    "check": "check",
    "verify": "verify",
    "serve": "serve",
    "preview": "preview",
    "build": "build",
    "headers": "headers",
    "release": "release",
    "import": "importing",
}
"""The commands, in the order in which one meets them, and the module that holds each."""


class _Commands(click.Group):
    """Commands that are loaded one at a time, so that none waits for what the others need."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - asked for by click
        """Return the commands' names, in order."""
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Load a command; None where there is none of that name."""
        if cmd_name not in _MODULES:
            return None
        command = import_module(f"{__name__}.{_MODULES[cmd_name]}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say what each command does, in its whole first sentence: click would cut it off at a line's end."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(1000)) for name, one in commands if one])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="broadsheet", prog_name="broadsheet")
def main() -> None:
    """Turn the Markdown in a git repository into one site per audience."""


def _end(number: int, _: FrameType | None) -> NoReturn:
    """End as Ctrl-C does, with what is begun cleaned up."""
    raise KeyboardInterrupt(number)


_ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX")
"""Git sets these for its hooks and all that they start; the repository is the one that the project is in."""


def run() -> None:
    """Run the command line, and leave at once: to free a large site's objects one by one takes a while."""
    for name in _ELSEWHERE:
        os.environ.pop(name, None)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # there is none where it was closed
            stream.reconfigure(errors="backslashreplace")  # a terminal may know fewer characters than we use
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # else whoever started this wants it to go on
            signal.signal(number, _end)
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - a mistake of ours, after which nothing is waited for either
        traceback.print_exc()
        code = 1
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError):  # nobody reads it any more
            stream.flush()
    os._exit(code)
