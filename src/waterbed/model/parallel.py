"""Independent tasks over any executor, with the same answers for any number of workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from typing import Any, TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")

_shared: Any = None


def _keep(shared: Any) -> None:
    global _shared
    _shared = shared


def _call(function: Callable[[Any, Any], Any], task: Any) -> Any:
    return function(_shared, task)


def map_tasks(
    function: Callable[[Any, Task], Answer],
    shared: Any,
    tasks: Sequence[Task],
    *,
    workers: int = 1,
    executor: Executor | None = None,
) -> Iterator[Answer]:
    """`function(shared, task)` for each task, in the order of the tasks.

    shared : sent once to each worker process, not once a task
    executor : any `concurrent.futures.Executor`, a Dask client's for instance, instead of our
        own pool; then `shared` travels with the function
    """
    if executor is not None:
        yield from executor.map(partial(function, shared), tasks)
    elif workers <= 1 or len(tasks) <= 1:
        for task in tasks:
            yield function(shared, task)
    else:
        with ProcessPoolExecutor(
            min(workers, len(tasks)), initializer=_keep, initargs=(shared,)
        ) as pool:
            yield from pool.map(partial(_call, function), tasks)
