"""Errors that end a command with a message instead of a traceback."""


class UsageError(Exception):
    """Bad usage or configuration; the message names option, file and line, and what to do. Exit code 2."""


class RunFailed(Exception):
    """The run did not commit: the message says what stopped it and what to do. Exit code 1."""
