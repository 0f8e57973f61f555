"""The application as the demo serves it: a worker ends with the process that started it.

A worker that outlived its killed parent would keep the port, and the next demo from starting.
"""

import os
import threading
import time

from newsroom.wsgi import application

__all__ = ["application"]

ROUND_SECONDS = 0.5


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(ROUND_SECONDS)
    os._exit(1)


threading.Thread(target=_end_with, args=[os.getppid()], daemon=True).start()
