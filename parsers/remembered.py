"""What a function says of texts, kept for when they come again, in a memory that no document can fill."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import TYPE_CHECKING, Generic, TypeVar

Said = TypeVar("Said")
Asked = TypeVar("Asked", bound=Hashable)


class Remembered(dict[Asked, Said], Generic[Asked, Said]):
    """A function of one text, or of several together, that is asked but once for each that is short.

    Labels and figures come again by the thousand in a batch; hostile documents hold texts of megabytes. So
    nothing longer than `longest` signs is kept, and with `most` texts all are forgotten. To find what is
    kept takes a call of C alone.
    """

    def __init__(
        self, function: Callable[[Asked], Said], most: int, longest: int, length: Callable[[Asked], int]
    ) -> None:
        self.function, self.most, self.longest, self.length = function, most, longest, length
        self.of: Callable[[Asked], Said] = self.__getitem__  # the same, for where it is asked most often
        update_wrapper(self, function)

    def __missing__(self, asked: Asked) -> Said:
        said = self.function(asked)
        if self.length(asked) <= self.longest:
            if len(self) >= self.most:
                self.clear()
            self[asked] = said
        return said

    if TYPE_CHECKING:

        def __call__(self, asked: Asked) -> Said: ...

    else:
        __call__ = dict.__getitem__


def remembered(most: int, longest: int = 100) -> Callable[[Callable[[str], Said]], Remembered[str, Said]]:
    """A decorator that makes a function of one text `Remembered`."""
    return lambda function: Remembered(function, most, longest, len)


def remembered_together(
    most: int, longest: int
) -> Callable[[Callable[[tuple[str, ...]], Said]], Remembered[tuple[str, ...], Said]]:
    """The same for a function of several texts, such as the labels of a table; `longest` counts all signs."""
    return lambda function: Remembered(function, most, longest, lambda texts: sum(map(len, texts)))
