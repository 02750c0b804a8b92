"""`python -m benchmarks.topics.evaluate`: how well topics and flags are found."""

import json
import os
from pathlib import Path

# As in the worker. numpy reads it once, on import.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import click

from benchmarks.topics.evaluation import figures, measure, measure_flags
from benchmarks.topics.labelled_sets import read_sample, read_sets
from coffeecop.config import PROJECT
from coffeecop.engine import encoder


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--topics", "lists", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--shots", default="0,20,50", help="Corrections for each topic, with commas.")
@click.option("--natural", default="30,100,260", help="Corrections drawn as texts come.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write the figures here.")
@click.option("--without-encoder", is_flag=True, help="Do as where none is installed.")
def evaluate(
    data: Path | None,
    lists: Path | None,
    shots: str,
    natural: str,
    file: Path | None,
    without_encoder: bool,
) -> None:
    """Measure the topic engine on the sets in a folder, or on the sample that ships.

    A set is NAME.train.jsonl with NAME.held.jsonl or NAME.dev.jsonl, of lines with
    `text`, `label` and `lang`. NAME.topics.json, there or in --topics, may give names,
    descriptions and keywords of the labels.
    """
    if without_encoder:
        encoder.disable()
    balanced, drawn = ([int(number) for number in each.split(",")] for each in (shots, natural))
    starters = PROJECT / "coffeecop" / "models" / "starter_topics.json"
    sets = read_sets(data, lists) if data else [read_sample(starters)]
    found = {labelled.name: measure(labelled, balanced, drawn) for labelled in sets}
    if not found:
        raise click.ClickException(f"There are no sets in {data}.")
    flags = measure_flags()
    if file:
        file.write_text(json.dumps({"sets": found, "flags": flags}, indent=1), encoding="utf-8")
    click.echo(figures.table(found, flags))


if __name__ == "__main__":
    evaluate()
