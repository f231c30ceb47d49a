"""conductor-python, set up by the variables of bench/support/setup.ts."""

import asyncio
import logging
import os
import sys
import time

from conductor.client.automator.task_handler import TaskHandler
from conductor.client.configuration.configuration import Configuration
from conductor.client.worker.worker import Worker

WORK = os.environ["BENCH_WORK"]
WORK_SECONDS = float(os.environ["BENCH_WORK_MS"]) / 1000


async def none(task):
    return {"ok": True}


async def sleep(task):
    await asyncio.sleep(WORK_SECONDS)
    return {"ok": True}


def burn(task):
    end = time.thread_time() + WORK_SECONDS
    while time.thread_time() < end:
        pass
    return {"ok": True}


async def echo(task):
    return task.input_data


EXECUTE = {"none": none, "sleep": sleep, "burn": burn, "echo": echo}[WORK]


def main():
    logging.disable(logging.CRITICAL)
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
