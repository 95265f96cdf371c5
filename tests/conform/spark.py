#!/usr/bin/env python3
"""Exports a dataset with a real Spark cluster, of which a worker is killed midway.

    spark.py PROGRAM DATASET DRIVER WORK [--parts N] [--format FORMAT]

Starts a standalone master and two workers on loopback, splits DATASET, runs DRIVER
(docs/scale/spark_export.py) with spark-submit, kills a worker while tasks run on it, and confirms
from Spark's own log that it did; then puts the parts together, and compares every byte with what
PROGRAM exports by itself. The one line of the page (RDD.pipe) is run as well. Run by the Python
of an environment that has requirements-spark.txt; WORK is made anew.
"""

import argparse
import filecmp
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

LIMIT = 900


def fail(why):
    sys.exit(f"spark.py: {why}")


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)
    if done.returncode != 0:
        fail(f"{' '.join(map(str, command))}: ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done


class Cluster:
    """A master and two workers, each a group of processes of its own."""

    def __init__(self, work, environment):
        self.work, self.environment, self.started = work, environment, []
        ports = [socket.socket() for _ in range(2)]
        for port in ports:
            port.bind(("127.0.0.1", 0))
        master, web = (port.getsockname()[1] for port in ports)
        for port in ports:
            port.close()
        self.url = f"spark://127.0.0.1:{master}"
        self.java("master", "master.Master", "--host", "127.0.0.1", "--port", master, "--webui-port", web)
        for name in ("worker-1", "worker-2"):
            folder = work / name
            folder.mkdir()
            self.java(name, "worker.Worker", self.url, "--host", "127.0.0.1", "-c", 1, "-m", "1g",
                      "--webui-port", 0, "-d", folder)
        self.wait(lambda: self.log("master").count("Registering worker") == 2, "two workers at the master")

    def java(self, name, what, *words):
        import pyspark

        launch = Path(pyspark.__file__).parent / "bin/spark-class"
        log = (self.work / f"{name}.log").open("wb")
        command = [str(launch), f"org.apache.spark.deploy.{what}", *map(str, words)]
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env=self.environment, start_new_session=True
        )
        self.started.append((name, process))

    def log(self, name):
        return (self.work / f"{name}.log").read_text("utf-8", "replace")

    def wait(self, done, what):
        begun = time.monotonic()
        while not done():
            if time.monotonic() - begun > 120:
                fail(f"waited in vain for {what}; the logs are in {self.work}")
            time.sleep(0.05)

    def kill(self, wanted=None):
        """Kills a worker with its executor, or all that is left."""
        for name, process in self.started:
            if wanted in (None, name):
                try:
                    os.killpg(process.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("driver", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--parts", type=int, default=12)
    parser.add_argument("--format", default="nquads")
    asked = parser.parse_args()
    program, work = asked.program.resolve(), asked.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    for folder in (work, work / "events"):
        folder.mkdir(parents=True)
    begun = time.monotonic()

    def step(words):
        print(f"{time.monotonic() - begun:6.1f} s  {words}", flush=True)

    split, parts, merged, local = (work / name for name in ("split", "parts", "merged", "local"))
    run(program, "split", asked.dataset, "--into", asked.parts, "--out", split)
    step(f"split into {asked.parts} parts")
    run(program, "export", asked.dataset, "--to", asked.format, "--out", local)
    step("exported by the program alone")

    # A moment in every task, so that the worker dies in one and not between two.
    slow = work / "rapporteur"
    slow.write_text(f'#!/bin/sh\nsleep 1\nexec "{program}" "$@"\n', "utf-8")
    slow.chmod(0o755)
    environment = dict(os.environ, SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    cluster = Cluster(work, environment)
    step(f"a master and two workers: {cluster.url}")
    try:
        submit = [
            "spark-submit", "--master", cluster.url,
            "--conf", "spark.driver.host=127.0.0.1", "--conf", "spark.ui.enabled=false",
            "--conf", "spark.executor.memory=512m", "--conf", "spark.executor.cores=1",
            "--conf", "spark.eventLog.enabled=true", "--conf", f"spark.eventLog.dir={(work / 'events').as_uri()}",
            "--conf", "spark.eventLog.rolling.enabled=false", "--conf", "spark.eventLog.compress=false",
        ]
        log = (work / "driver.log").open("wb")
        command = [*submit, asked.driver, split, parts, asked.format, slow]
        driver = subprocess.Popen([str(word) for word in command], stdout=log, stderr=log, env=environment)
        manifests = lambda: len(list(parts.glob("part-*.json"))) if parts.is_dir() else 0
        cluster.wait(lambda: manifests() >= 3 or driver.poll() is not None, "the first parts")
        if driver.poll() is not None:
            fail(f"spark-submit ended before its time:\n{said(work)}")
        # Both workers are at work: each has written one of three, at least one is in a task.
        time.sleep(0.5)
        done = manifests()
        cluster.kill("worker-2")
        step(f"killed a worker after {done} of {asked.parts} parts")
        if driver.poll() is not None or done >= asked.parts:
            fail(f"the export was over before the worker was killed; see {work / 'driver.log'}")
        try:
            code = driver.wait(LIMIT)
        except subprocess.TimeoutExpired:
            driver.kill()
            fail(f"the export did not end in {LIMIT} s")
        if code != 0:
            fail(f"spark-submit ended with {code}:\n{said(work)}")
        step("exported by Spark")
        lost(work / "events")

        # The line of the page.
        line = work / "pipe.py"
        line.write_text(
            "import sys\nfrom pyspark import SparkContext\nsc = SparkContext()\n"
            "split, program, out = sys.argv[1:]\n"
            'sc.textFile(f"{split}/*.records").pipe(f"{program} pipe --outline {split} --to nquads")'
            ".saveAsTextFile(out)\n",
            "utf-8",
        )
        run(*submit, line, split, program, work / "piped", env=environment)
        step("exported with RDD.pipe")
    finally:
        cluster.kill()

    run(program, "merge-parts", parts, "--out", merged)
    compare(local, merged)
    piped(program, split, work)
    step("every byte is that of the local run")
    for name in ("local", "parts", "merged", "piped"):
        shutil.rmtree(work / name)  # of a million records 40 GB


def said(work):
    """What the driver said, without Spark's own news."""
    lines = (work / "driver.log").read_text("utf-8", "replace").splitlines()
    return "\n".join([line for line in lines if " INFO " not in line][-40:])


def lost(events):
    """Spark's own log says that an executor was lost while it had tasks, which ran again."""
    text = "".join(path.read_text("utf-8") for path in events.iterdir() if path.is_file())
    ends = [json.loads(row) for row in text.splitlines() if '"SparkListenerTaskEnd"' in row]
    reasons = [end["Task End Reason"]["Reason"] for end in ends]
    died = [end["Task Info"]["Index"] for end in ends if end["Task End Reason"]["Reason"] == "ExecutorLostFailure"]
    again = {end["Task Info"]["Index"] for end in ends if end["Task Info"]["Attempt"] > 0 and end["Task End Reason"]["Reason"] == "Success"}
    if not died or not again.issuperset(died):
        fail(f"no task was lost with the worker and done again: {reasons}")
    print(f"         tasks lost with the worker, and done by the other: {sorted(died)}")


def compare(local, merged):
    names = sorted(path.name for path in local.iterdir())
    if names != sorted(path.name for path in merged.iterdir()):
        fail(f"{local} and {merged} have other files")
    _, mismatch, errors = filecmp.cmpfiles(local, merged, names, shallow=False)
    if mismatch or errors:
        fail(f"not the bytes of the local run: {mismatch + errors}")
    sizes = {name: (local / name).stat().st_size for name in names}
    print(f"         the same: {sizes}")


def lines(stream):
    """How many lines there are, and which, in whatever order: at a million records they are more
    than a memory holds, so that of each there is a hash, and of the hashes a sum."""
    count, total = 0, 0
    for line in stream:
        if line := line.rstrip(b"\n"):
            count += 1
            total += int.from_bytes(hashlib.blake2b(line, digest_size=16).digest(), "little")
    return count, total % (1 << 128)


def added(counts):
    """The lines of several streams."""
    counts = list(counts)
    return sum(count for count, _ in counts), sum(total for _, total in counts) % (1 << 128)


def piped(program, split, work):
    """What the line wrote is, with head and tail, a local export, up to the order of lines."""
    pipe = [str(program), "pipe", "--outline", str(split), "--to", "nquads"]
    ends = [run(*pipe, "--only", piece, stdin=subprocess.DEVNULL).stdout for piece in ("head", "tail")]
    if not all(ends):
        fail("the head or the tail is empty")

    def whole(path):
        with path.open("rb") as records, subprocess.Popen(pipe, stdin=records, stdout=subprocess.PIPE) as program:
            found = lines(program.stdout)
        if program.returncode != 0:
            fail(f"{' '.join(pipe)}: ended with {program.returncode} for {path}")
        return found

    def part(path):
        with path.open("rb") as stream:
            return lines(stream)

    # Spark may divide a file in two, and order files as it likes.
    theirs = added(part(path) for path in (work / "piped").glob("part-*"))
    ours = added(whole(path) for path in split.glob("*.records"))
    if not ours[0] or theirs != ours:
        fail(f"RDD.pipe did not write what the program writes: {theirs[0]} lines, not {ours[0]}, or others")
    print(f"         by RDD.pipe the same {ours[0]} lines")


main()
