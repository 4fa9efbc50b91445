"""Work done a little ahead of who takes it, in order, by two threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

__all__ = ["ahead"]

_In = TypeVar("_In")
_Out = TypeVar("_Out")
_THREADS = 2


def ahead(items: Iterable[_In], work: Callable[[_In], _Out]) -> Iterator[tuple[_In, _Out]]:
    """Each item with what `work` makes of it, in the order of the items.

    At most three items are held at once: two being worked on and one that waits to be taken. `items` are drawn, and
    mistakes of `work` raised, where the results are taken; what had been begun by then is waited for.
    """
    waiting: deque[tuple[_In, Future[_Out]]] = deque()
    with ThreadPoolExecutor(_THREADS, "conform") as pool:
        try:
            for item in items:
                waiting.append((item, pool.submit(work, item)))
                if len(waiting) > _THREADS:
                    first, done = waiting.popleft()
                    yield first, done.result()
            while waiting:
                first, done = waiting.popleft()
                yield first, done.result()
        finally:
            for _, one in waiting:
                one.cancel()
