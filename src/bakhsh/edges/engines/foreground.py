"""Waiting for an engine so that Ctrl-C is heard at once.

A database library that computes does not look for signals until it is done. On the main thread the work is therefore
done by a helper thread while the main thread waits; a signal interrupts the work, and the wait ends with it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

__all__ = ["attended"]

Result = TypeVar("Result")


def attended(work: Callable[[], Result], stop: Callable[[], None]) -> Result:
    """What `work` returns or raises. An exception in the wait (KeyboardInterrupt) calls `stop` and is raised."""
    if threading.current_thread() is not threading.main_thread():
        return work()
    results: list[Result] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def body() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=body, name="bakhsh-engine", daemon=True)
    thread.start()
    try:
        while not done.wait(0.2):  # a wait without end cannot be interrupted on every system
            continue
    except BaseException:
        stop()
        done.wait()
        raise
    if errors:
        raise errors[0]
    return results[0]
