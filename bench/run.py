#!/usr/bin/env python3
"""Side by side, in one run: generates a graph, loads it, opens it and asks it, with Quipu, other engines and `limit`.

    bench/run.py [S|M|L] [--engines quipu,limit,sqlite-rust,duckdb,...] [--work FOLDER] [--loads N] [--opens N] [--no-build]

Builds what it needs, makes the data once a size, runs every workload in a fresh process, compares all answers with those of
`limit`, and prints a table of medians and one of ratios. Peers that are Python packages are installed into FOLDER/venv. The raw
lines stay in FOLDER/results-SIZE.jsonl.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
SIZES = {"S": 100_000, "M": 1_000_000, "L": 10_000_000}
PYTHON_PEERS = {
    "duckdb": ("duckdb_bench.py", "", "Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8"),
    "ladybug": ("ladybug_bench.py", "", "Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8"),
    "oxigraph": ("oxigraph_bench.py", "", "Q1 Q2 Q3 Q4 Q5 Q6 Q8"),
    "cozo": ("cozo_bench.py", "", "Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8"),
}
IN_MEMORY_PEERS = {"rustworkx": "rustworkx_bench.py", "networkit": "networkit_bench.py"}
DEFAULT = "limit,quipu,sqlite-rust"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", nargs="?", default="S", choices=SIZES)
    parser.add_argument("--engines", default=DEFAULT, help=f"comma-separated [default: {DEFAULT}]; also "
                        + ", ".join([*PYTHON_PEERS, *IN_MEMORY_PEERS]))
    parser.add_argument("--work", default=str(HERE / "work"), help="folder for data, stores and results [default: bench/work]")
    parser.add_argument("--loads", type=int, default=3, help="how often each load is repeated")
    parser.add_argument("--opens", type=int, default=15, help="how often a fresh process is timed")
    parser.add_argument("--runs", type=int, default=5, help="how often limit, quipu and sqlite-rust are asked each workload; RUNS says it to the others")
    parser.add_argument("--no-build", action="store_true", help="take the programs as they were built before")
    parser.add_argument("--skip", default="", help="workloads to leave out, such as Q4,Q9")
    Run(parser.parse_args()).go()


class Run:
    def __init__(self, options):
        self.size, self.engines = options.size, options.engines.split(",")
        self.loads, self.opens, self.skip = options.loads, options.opens, set(options.skip.split(","))
        self.no_build, self.runs = options.no_build, str(options.runs)
        self.work = pathlib.Path(options.work).resolve()
        self.data = self.work / "data" / self.size
        self.stores = self.work / "stores"
        self.out = self.work / f"results-{self.size}.jsonl"
        self.target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", self.work / "target"))
        self.bin = self.target / "release"
        self.python = self.work / "venv" / "bin" / "python"

    def go(self):
        self.stores.mkdir(parents=True, exist_ok=True)
        if not self.no_build:
            self.build()
        self.make_data()
        self.out.write_text("")
        for engine in self.engines:
            print(f"{time.strftime('%T')} {self.size} {engine}, load average {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
            if engine in PYTHON_PEERS:
                self.python_peer(engine)
            elif engine in IN_MEMORY_PEERS:
                self.ask(engine, [self.python, HERE / "peers" / IN_MEMORY_PEERS[engine], "query", self.data, "-", self.size, "all"])
            else:
                {"limit": self.limit, "quipu": self.quipu, "sqlite-rust": self.sqlite}[engine]()
        subprocess.run([sys.executable, HERE / "peers" / "summarize.py", self.out], check=True)

    def build(self):
        environment = dict(os.environ, CARGO_TARGET_DIR=str(self.target))
        for manifest in (HERE / "Cargo.toml", HERE.parent / "Cargo.toml"):
            subprocess.run(["cargo", "build", "--release", "--quiet", "--manifest-path", manifest], check=True, env=environment)
        if any(engine in PYTHON_PEERS or engine in IN_MEMORY_PEERS for engine in self.engines) and not self.python.exists():
            subprocess.run([sys.executable, "-m", "venv", self.work / "venv"], check=True)
            subprocess.run([self.python, "-m", "pip", "install", "-q", "-r", HERE / "peers" / "requirements.txt"], check=True)

    def make_data(self):
        if not (self.data / "params.txt").exists():
            triples = ["--nt"] if "oxigraph" in self.engines else []
            subprocess.run([self.bin / "gen", str(SIZES[self.size]), self.data, *triples], check=True)
        if any(engine in PYTHON_PEERS or engine in IN_MEMORY_PEERS for engine in self.engines) and not (self.data / "parquet").exists():
            subprocess.run([self.python, HERE / "peers" / "prepare.py", self.data], check=True)
        lines = dict(line.split(" ", 1) for line in (self.data / "params.txt").read_text().splitlines())
        self.entity = lines["q1.ids"].split()[3]
        for line in (self.data / "nodes.tsv").open():
            key, name, _ = line.split("\t")
            if key == self.entity:
                self.entity_name = name
                break

    # One line for each run.

    def note(self, **line):
        with self.out.open("a") as out:
            out.write(json.dumps(dict(size=self.size, **line)) + "\n")

    def timed(self, engine, workload, command, disk=None):
        """A whole process: its seconds and its peak."""
        clock = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - clock
        line = dict(engine=engine, workload=workload, run=0, seconds=seconds, peak_kib=usage.ru_maxrss)
        words = printed.split()
        if workload == "O" and len(words) == 2 and all(word.isdigit() for word in words):
            line.update(count=int(words[0]), check=int(words[1]))
        if disk and os.path.exists(disk):
            line["disk"] = sum(file.stat().st_size for file in pathlib.Path(disk).parent.glob(pathlib.Path(disk).name + "*"))
        if status:
            line["note"] = f"status {status}"
        self.note(**line)

    def ask(self, engine, command):
        """A process that prints lines of its own."""
        process = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        with self.out.open("a") as out:
            out.writelines(line + "\n" for line in process.stdout.splitlines() if line.startswith("{"))
        if process.returncode:
            told = "over" if process.returncode == -14 else (process.stderr.strip().splitlines() or ["failed"])[-1][:160]
            self.note(engine=engine, workload=str(command[-1]), note=told)

    # The engines.

    def limit(self):
        store = self.stores / f"limit.{self.size}"
        for _ in range(self.loads):
            store.unlink(missing_ok=True)
            self.timed("limit", "L", [self.bin / "limit", "load", self.data, store], store)
        for _ in range(self.opens):
            self.timed("limit", "O", [self.bin / "limit", "open", store, self.entity, "r00"])
        self.ask("limit", [self.bin / "limit", "query", self.data, store, self.size, self.runs])

    def sqlite(self):
        store = self.stores / f"sqlite.{self.size}"
        for _ in range(min(self.loads, 1)):
            store.unlink(missing_ok=True)
            self.ask("sqlite-rust", [self.bin / "sqlite", "load", self.data, store, self.size])
        for _ in range(self.opens):
            self.timed("sqlite-rust", "O", [self.bin / "sqlite", "open", store, self.entity])
        self.ask("sqlite-rust", [self.bin / "sqlite", "query", self.data, store, self.size, self.runs])

    def python_peer(self, engine):
        script, suffix, workloads = PYTHON_PEERS[engine]
        script = HERE / "peers" / script
        store = self.stores / f"{engine}.{self.size}{suffix}"
        for _ in range(1 if self.size != "S" else self.loads):
            for old in self.stores.glob(store.name + "*"):
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            self.ask(engine, [self.python, script, "load", self.data, store, self.size])
        for _ in range(min(self.opens, 5)):
            self.timed(engine, "O", [self.python, script, "open", store, self.entity])
        for workload in workloads.split():
            if workload not in self.skip:
                self.ask(engine, [self.python, script, "query", self.data, store, self.size, workload])

    def quipu(self):
        store = self.stores / f"{self.size}.quipu"
        quipu = self.bin / "quipu"
        load = [quipu, "import", "--into", store, HERE / "vocabulary.facts",
                f"{self.data}/nodes.tsv:id,label,kind", f"{self.data}/edges.tsv:subject,relation,object,date,source"]
        for _ in range(self.loads):
            for old in self.stores.glob(store.name + "*"):
                old.unlink()
            self.timed("quipu", "L", load, store)
        for _ in range(self.opens):
            self.timed("quipu", "O", [quipu, "ask", "-g", store, f"who does [{self.entity_name}] know?"])
        self.ask("quipu", [self.bin / "quipu_rows", self.data, store, self.size, self.runs])


if __name__ == "__main__":
    main()
