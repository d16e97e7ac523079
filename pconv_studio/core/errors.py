"""Errors meant for people: one line that says what happened, to which file, and what to do."""


class UserError(Exception):
    """Base of every error whose message is shown to a person as it is."""


class PhotoError(UserError):
    """A photo cannot be opened."""


class MaskError(UserError):
    """A mask cannot be used."""


class ProjectError(UserError):
    """A project, or work that was backed up, cannot be opened."""


class SaveError(UserError):
    """A file cannot be written."""


class UsageError(UserError):
    """The request itself is wrong; the command line exits with code 2."""
