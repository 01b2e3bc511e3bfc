#!/usr/bin/env python3
"""The film questions, whole processes on one core: `quipu run` against SQLite, which answers the same paths as prepared statements from Rust.

    bench/films.py DATA [--questions FILE] [--runs N] [--work FOLDER] [--no-build]

DATA is a folder with MetaQA as tables: kb.tsv.gz (subject, relation, object) and questions-visible.tsv or another file of questions
with the columns hop, qtype, question, answers and literal_answers. Both engines are given their graph as a file made before (SQLite indexed and
analysed; Quipu with the vocabulary of examples/films) and all questions at once, and write all answers; they run by turns. All answers are compared with those of
the data set: SQLite's with the published ones, Quipu's with these or those of the literal reading.
"""

import argparse
import csv
import gzip
import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--questions", default="questions-visible.tsv", help="file of questions in DATA")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--work", type=pathlib.Path, help="where the graphs are kept [default: a folder that is deleted again]")
    parser.add_argument("--no-build", action="store_true", help="take the programs as they were built before")
    options = parser.parse_args()
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE / "work" / "target"))
    if not options.no_build:
        for manifest, program in [(HERE.parent, "quipu"), (HERE, "films")]:
            command = ["cargo", "build", "--release", "--quiet", "--manifest-path", manifest / "Cargo.toml", "--bin", program]
            subprocess.run(command, check=True, env=dict(os.environ, CARGO_TARGET_DIR=str(target)))
    with tempfile.TemporaryDirectory() as folder:
        measure(options, target / "release", pathlib.Path(options.work or folder))


def measure(options, programs, work):
    work.mkdir(parents=True, exist_ok=True)
    table, asked = work / "kb.tsv", work / "questions.txt"
    with gzip.open(options.data / "kb.tsv.gz", "rb") as packed, open(table, "wb") as plain:
        shutil.copyfileobj(packed, plain)
    file = options.data / options.questions
    with open(file, encoding="utf-8", newline="") as lines:
        questions = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    asked.write_text("".join(question["question"] + "\n" for question in questions), encoding="utf-8")
    graph, database = work / "films.quipu", work / "films.sqlite"
    for old in work.glob("films.*"):
        old.unlink()
    vocabulary = HERE.parent / "examples" / "films" / "vocabulary.facts"
    columns = f"{table}:subject,relation,object"
    subprocess.run([programs / "quipu", "import", "--into", graph, vocabulary, columns], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([programs / "films", "load", table, database], check=True)

    hops = sorted({question["hop"] for question in questions})
    parts = {"all": (questions, asked, file)}
    for hop in hops:
        own = [question for question in questions if question["hop"] == hop]
        text, rows = work / f"questions-{hop}.txt", work / f"questions-{hop}.tsv"
        text.write_text("".join(question["question"] + "\n" for question in own), encoding="utf-8")
        head = list(own[0])
        rows.write_text("".join("\t".join(line) + "\n" for line in [head] + [[question[name] for name in head] for question in own]), encoding="utf-8")
        parts[f"{hop} steps" if hop != "1" else "1 step"] = (own, text, rows)

    def commands(text, rows):
        quipu = [programs / "quipu", "run", "-g", graph]
        return {
            "SQLite, joins": ([programs / "films", "answer", rows, database, "join"], None),
            "SQLite, sets": ([programs / "films", "answer", rows, database, "in"], None),
            "Quipu, CSV": ([*quipu, "--format", "csv", "-"], text),
            "Quipu, text": ([*quipu, "-"], text),
            "Quipu, JSON Lines": ([*quipu, "--format", "jsonl", "-"], text),
        }

    compare(questions, commands(asked, file))
    print(f"{'':10} {'':20} {'seconds':>8} {'user s':>8} {'a second':>9} {'times SQLite':>12}")
    for part, (own, text, rows) in parts.items():
        times = {}
        for _ in range(options.runs):
            for name, command in commands(text, rows).items():
                times.setdefault(name, []).append(timed(*command))
        best = min(statistics.median(user for _, user in times[name]) for name in times if name.startswith("SQLite"))
        for name, both in times.items():
            seconds, user = (statistics.median(values) for values in zip(*both))
            print(f"{part:10} {name:20} {seconds:8.3f} {user:8.3f} {len(own) / seconds:9.0f} {user / best:12.2f}")


def timed(command, text):
    """Seconds on the clock, and of the processor, of a whole process on one core."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock = time.perf_counter()
    run(command, text, subprocess.DEVNULL)
    seconds = time.perf_counter() - clock
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(command, text, out):
    with open(text or os.devnull, "rb") as questions:
        result = subprocess.run(["taskset", "-c", "0", *command], stdin=questions, stdout=out, stderr=subprocess.PIPE)
    if result.returncode > 1:
        sys.exit(result.stderr.decode())
    return result.stdout


def compare(questions, commands):
    """Counts whose answers are those of the data set."""
    for name, (command, text) in commands.items():
        if not (name.startswith("SQLite") or name.endswith("Lines")):
            continue
        lines = run(command, text, subprocess.PIPE).decode().splitlines()
        if len(lines) != len(questions):
            sys.exit(f"{name}: {len(lines)} answers to {len(questions)} questions")
        agreed = literal = 0
        for question, line in zip(questions, lines):
            if line.startswith("{"):
                answers = json.loads(line)["answers"]
                found = {answer["label"] for answer in answers}
            else:
                found = set(line.split("|"))
            if found == set(question["answers"].split("|")):
                agreed += 1
            elif question.get("literal_answers") and found == set(question["literal_answers"].split("|")):
                literal += 1
        print(f"{name}: {agreed} of {len(questions)} as published, {literal} as literally asked, {len(questions) - agreed - literal} otherwise")


if __name__ == "__main__":
    main()
