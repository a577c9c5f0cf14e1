"""Why the executor has to answer."""


class NotPlannedError(Exception):
    """The operation selects something that plans do not cover. The message says what."""


class DeclinedError(Exception):
    """The plan cannot write this answer: there may be an error in it, or it is too large."""
