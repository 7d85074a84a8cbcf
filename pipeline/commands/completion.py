"""`communique completion`: what makes Tab complete commands, options, values and files in a shell."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from pipeline.commands.parser import add_command

SHELLS = ("bash", "zsh", "fish")

EXAMPLES = """\
The script names the commands and options of this version: write it anew after an update.

examples:
  source <(communique completion bash)                     for this shell
  communique completion bash > ~/.local/share/bash-completion/completions/communique
  communique completion zsh > ~/.zfunc/_communique         with ~/.zfunc in $fpath before compinit
  communique completion fish > ~/.config/fish/completions/communique.fish

exit codes: 0 the script is printed; 2 no such shell
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = add_command(
        commands, "completion", summary="print a script that completes commands in a shell", examples=EXAMPLES
    )
    parser.add_argument("shell", choices=SHELLS, help="the shell that is to run it")
    parser.set_defaults(handler=completion)


def completion(args: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    from pipeline.commands import build_parser

    parser = build_parser()
    for action in _arguments(parser):
        name = str(action.metavar or "")
        if action.choices is None and ("FILE" in name or name in ("SOURCE", "PATH")):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.choices is None and "DIR" in name:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    print(shtab.complete(parser, shell=args.shell))
    return 0


def _arguments(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _arguments(command)
        else:
            yield action
