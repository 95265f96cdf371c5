#!/usr/bin/env python3
"""Exports a dataset that `rapporteur split` wrote with Apache Spark, a part a task.

    spark-submit --master URL spark_export.py SPLIT OUT FORMAT [PROGRAM]

SPLIT and OUT are folders that every machine sees, or addresses of an object store (s3://…,
gs://…, hdfs://…), as pyarrow reads them; FORMAT is one of those of `rapporteur pipe --to`;
PROGRAM is `rapporteur` on the machines, if it is not on their path. A part that is made again
(a machine was lost, or was slow) is the same: it is moved into place when it is complete, and its
manifest after it. `rapporteur merge-parts OUT` then puts the parts together.
"""

import json
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path


def place(address):
    """What reads and writes there, and the path in it."""
    from pyarrow import fs

    return fs.FileSystem.from_uri(address if "://" in address else Path(address).resolve().as_uri())


def export(split, out, form, program):
    """A function for mapInArrow: numbers of parts come in, what was made of them goes out."""

    def one(part):
        (source, split_at), (target, out_at) = place(split), place(out)
        with tempfile.TemporaryDirectory() as folder:
            local = Path(folder)

            def fetch(name):
                with source.open_input_stream(f"{split_at}/{name}") as stream:
                    with (local / name).open("wb") as file:
                        while chunk := stream.read(1 << 20):
                            file.write(chunk)

            def publish(name):
                hidden = f"{out_at}/.{name}.{uuid.uuid4().hex}"
                with (local / name).open("rb") as file, target.open_output_stream(hidden) as stream:
                    while chunk := file.read(1 << 20):
                        stream.write(chunk)
                target.move(hidden, f"{out_at}/{name}")

            fetch("outline.json")
            outline = json.loads((local / "outline.json").read_text("utf-8"))
            records, of = outline["parts"][part - 1]["file"], outline["of"]
            fetch(records)
            manifest = Path(records).with_suffix(".json").name
            command = [program, "pipe", "--outline", local, "--to", form]
            command += ["--partition", f"{part}/{of}", "--manifest", local / manifest]
            with (local / records).open("rb") as lines, (local / "piece").open("wb") as piece:
                subprocess.run(command, stdin=lines, stdout=piece, check=True)
            made = json.loads((local / manifest).read_text("utf-8"))["files"][0]
            (local / "piece").rename(local / made["piece"])
            publish(made["piece"])
            publish(manifest)
            return made["records"]

    def parts(batches):
        import pyarrow

        for batch in batches:
            numbers = batch.column("id").to_pylist()
            records = [one(number + 1) for number in numbers]
            yield pyarrow.RecordBatch.from_pydict({"part": numbers, "records": records})

    return parts


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    from pyspark.sql import SparkSession

    split, out, form, program = (*sys.argv[1:], "rapporteur")[:4]
    source, at = place(split)
    with source.open_input_stream(f"{at}/outline.json") as stream:
        outline = json.loads(stream.read())
    target, folder = place(out)
    target.create_dir(folder, recursive=True)
    spark = SparkSession.builder.appName("rapporteur").getOrCreate()
    # A number a task: the parts run in any order, on any machine, as often as need be.
    numbers = spark.range(0, outline["of"], 1, outline["of"])
    made = numbers.mapInArrow(export(split, out, form, program), "part long, records long").collect()
    records = sum(row.records for row in made)
    print(f"{len(made)} parts, {records} of {outline['records']} records", file=sys.stderr)
    spark.stop()
    sys.exit(0 if (len(made), records) == (outline["of"], outline["records"]) else 1)


main()
