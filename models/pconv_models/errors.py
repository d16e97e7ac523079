"""Errors of this package; importable without torch."""


class CheckpointError(Exception):
    """A file of weights cannot be used; the message names the file, the reason and what to do."""


class ExportError(Exception):
    """A network cannot be written for another program; the message says what to do."""
