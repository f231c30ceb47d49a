"""conductor-python, set up by the variables of bench/support/setup.ts."""

import asyncio
import logging
import os
import sys
import time
import warnings

from conductor.client.automator.task_handler import TaskHandler
from conductor.client.configuration.configuration import Configuration
from conductor.client.http.models.task import Task
from conductor.client.worker.worker import Worker

# In the processes of the workers too, which load this file.
logging.disable(logging.CRITICAL)

WORK = os.environ["BENCH_WORK"]
WORK_SECONDS = float(os.environ["BENCH_WORK_MS"]) / 1000


async def none(task: Task):
    return {"ok": True}


async def sleep(task: Task):
    await asyncio.sleep(WORK_SECONDS)
    return {"ok": True}


def burn(task: Task):
    end = time.thread_time() + WORK_SECONDS
    while time.thread_time() < end:
        pass
    return {"ok": True}


# Not async: only a plain function is given the whole task.
def echo(task: Task):
    return task.input_data


EXECUTE = {"none": none, "sleep": sleep, "burn": burn, "echo": echo}[WORK]


def main():
    warnings.simplefilter("ignore")
    types = int(os.environ["BENCH_TYPES"])
    workers = [
        Worker(
            task_definition_name=f"{os.environ['BENCH_PREFIX']}{index}",
            execute_function=EXECUTE,
            poll_interval=1,
            thread_count=int(os.environ.get("BENCH_CONCURRENCY", "10")),
        )
        for index in range(types)
    ]
    configuration = Configuration(server_api_url=os.environ["BENCH_URL"], log_level="CRITICAL")
    handler = TaskHandler(workers, configuration, scan_for_annotated_workers=False)
    handler.start_processes()
    print("ready", flush=True)
    sys.stdin.read()
    handler.stop_processes()
    # Threads of its log relay may still wait; there is nothing left to do.
    os._exit(0)


if __name__ == "__main__":
    main()
