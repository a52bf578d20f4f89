"""What a function says of texts, kept for when they come again, in a memory that no document can fill."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Generic, TypeVar

Said = TypeVar("Said")


class Remembered(dict[str, Said], Generic[Said]):
    """A function of one text that is asked but once for each short text.

    Labels and figures come again by the thousand in a batch; hostile documents hold texts of megabytes. So
    nothing longer than `longest` signs is kept, and with `most` texts all are forgotten. To find what is
    kept takes a call of C alone.
    """

    def __init__(self, function: Callable[[str], Said], most: int, longest: int) -> None:
        self.function, self.most, self.longest = function, most, longest
        self.of: Callable[[str], Said] = self.__getitem__  # the same, for where it is asked most often
        update_wrapper(self, function)

    def __missing__(self, text: str) -> Said:
        said = self.function(text)
        if len(text) <= self.longest:
            if len(self) >= self.most:
                self.clear()
            self[text] = said
        return said

    if TYPE_CHECKING:

        def __call__(self, text: str) -> Said: ...

    else:
        __call__ = dict.__getitem__


def remembered(most: int, longest: int = 100) -> Callable[[Callable[[str], Said]], Remembered[Said]]:
    """A decorator that makes a function of one text `Remembered`."""
    return lambda function: Remembered(function, most, longest)
