"""Questions that cannot be answered as they were asked."""


class QuestionError(ValueError):
    """The question is not one. The message is a sentence for whoever asked: what is wrong, and what to do."""
