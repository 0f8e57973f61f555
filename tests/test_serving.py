"""A worker of the web server ends with the process that started it, whenever that was killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.embedded import ROOT, eventually

# The parent dies before its worker has loaded the application, as in a kill during the start.
SCRIPT = """
import multiprocessing, os, signal, time
def work(parent):
    while os.getppid() == parent:
        time.sleep(0.01)
    import newsroom.demo.serving
    time.sleep(120)
worker = multiprocessing.get_context("fork").Process(target=work, args=[os.getpid()])
worker.start()
print(worker.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_worker_whose_parent_was_killed_while_it_started(db):
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        worker = Path("/proc", parent.stdout.readline().strip())
    assert worker.name.isdigit()
    assert eventually(lambda: not worker.exists(), seconds=60)
