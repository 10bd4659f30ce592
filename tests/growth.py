"""How the cost of some work grows with its input: a ratio, so that a slow or busy machine fails nothing."""

import gc
import time
from collections.abc import Callable


def grows_linearly(work: Callable[[int], object], size: int) -> bool:
    """True where four times the input takes less than ten times as long; quadratic work would take sixteen times.

    Args:
        work: does its work on an input of so many pieces.
        size: so large that the work takes some hundredths of a second.
    """
    return _seconds(work, 4 * size) < 10 * max(_seconds(work, size), 0.005)


def _seconds(work: Callable[[int], object], size: int) -> float:
    """Processor time of the quickest of three runs; the collector does not walk over what other tests have left."""
    runs = []
    for _ in range(3):
        gc.collect()
        gc.disable()
        try:
            start = time.process_time()
            work(size)
            runs.append(time.process_time() - start)
        finally:
            gc.enable()
    return min(runs)
