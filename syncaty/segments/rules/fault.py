"""What is wrong with a rule, and where."""

from syncaty.errors import SyncatyError


class RuleError(SyncatyError):
    """A rule cannot be used; `path` leads to the fault, such as `all.2.value`."""

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(f"{path}: {sentence}" if path else sentence)
        self.path = path
        self.sentence = sentence
