"""The application as the demo serves it: a worker ends with the process that started it.

A worker that outlived its killed parent would keep the port, and the next demo from starting.
"""

import multiprocessing
import os
import threading
from multiprocessing.process import BaseProcess

from newsroom.asgi import application

__all__ = ["application"]


def _end_with(parent: BaseProcess) -> None:
    parent.join()  # at once where it is gone already
    os._exit(1)


_parent = multiprocessing.parent_process()
if _parent is not None:
    threading.Thread(target=_end_with, args=[_parent], daemon=True).start()
