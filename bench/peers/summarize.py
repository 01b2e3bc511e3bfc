"""Tables in Markdown from the JSON lines: summarize.py RESULTS.jsonl

One table of medians per size, one of ratios to `limit`. An answer that differs
from limit's is shown as WRONG and never as a time; one that misses less than
one row in a thousand, or a PageRank with its own stopping rule, is shown in
brackets and left out of the ratios.
"""

import json
import statistics
import sys
from collections import defaultdict

ORDER = ["limit", "limit-rel", "quipu", "sqlite-rust", "petgraph", "ladybug", "ladybug-one", "oxigraph", "oxigraph-mem", "oxigraph+prov", "duckdb",
         "sqlite", "grafeo", "falkordb", "cozo", "rustworkx", "networkit"]
COLUMNS = ["L", "O", "Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9"]
EXTRA = ["Q1api", "Q1batch", "Q1typed"]

rows = [json.loads(line) for line in open(sys.argv[1])]
for r in rows:  # limit's second layout, and its Q9 on two threads, as a row of their own
    if r["engine"] == "limit" and (r["workload"].endswith("r") or r["workload"] == "Q9t2"):
        r["engine"], r["workload"] = "limit-rel", r["workload"][:2]
by = defaultdict(list)
for r in rows:
    by[r["size"], r["engine"], r["workload"]].append(r)


def span(s):
    if s < 0.001:
        return f"{s * 1e6:.0f} µs"
    if s < 1:
        return f"{s * 1e3:.3g} ms"
    return f"{s:.3g} s" if s < 100 else f"{s:.0f} s"


def times(n):
    return f"{n:.2g}" if n < 10 else f"{n:,.0f}"


def median(size, engine, w, field="seconds"):
    v = [r[field] for r in by[size, engine, w] if r.get(field) is not None]
    return statistics.median(v) if v else None


def state(size, engine, w):
    """'' (not run), 'over 120 s', 'failed', 'WRONG', or the median seconds."""
    rs = by[size, engine, w]
    notes = [r["note"] for r in rs if "note" in r]
    got = [r for r in rs if "seconds" in r]
    if not got:
        return "" if not notes else ("over 120 s" if "over" in notes else "failed")
    base = w[:2] if w not in COLUMNS else w
    truth = next((r for r in by[size, "limit", base] if "count" in r), None)
    if truth and w not in ("L", "Q1typed"):  # typed are a thousand of the questions, and their answers have labels
        if base == "Q9" and got[0]["check"] == 0:
            return "own"  # iterations cannot be set there
        keys = ("count",) if base == "Q9" else ("count", "check")
        told = [r for r in got if "count" in r]  # O of an engine that answers in English has none
        if any(r.get(k) != truth[k] for r in told for k in keys):
            near = all(abs(r["count"] - truth["count"]) <= truth["count"] / 1000 for r in told)
            return "own" if base == "Q9" or near else "WRONG"
    return median(size, engine, w)


def floor(size, w):
    """The better of limit's two layouts."""
    v = [x for x in (median(size, e, w) for e in ("limit", "limit-rel")) if x]
    return min(v) if v else None


for size in [s for s in ("S", "M", "L") if any(k[0] == s for k in by)]:
    engines = [e for e in ORDER if any(by.get((size, e, w)) for w in COLUMNS)]
    edges = {"S": 1e6, "M": 1e7, "L": 1e8}[size]
    print(f"### {size}: medians\n")
    print("| engine | " + " | ".join(COLUMNS) + " | Q1 p50 | load peak MiB | disk MiB | disk B/fact |")
    print("|---|" + "---:|" * (len(COLUMNS) + 4))
    for e in engines:
        cells = []
        for w in COLUMNS:
            s = state(size, e, w)
            cells.append(span(s) if isinstance(s, float) else (f"({span(median(size, e, w))})" if s == "own" else s or "–"))
        p50 = median(size, e, "Q1", "p50_us")
        peak = median(size, e, "L", "peak_kib")
        disk = median(size, e, "L", "disk") or median(size, e, "disk", "disk")
        cells.append(span(p50 / 1e6) if p50 and p50 >= 1 else f"{p50:.2f} µs" if p50 else "–")
        cells.append(f"{peak / 1024:.0f}" if peak else "–")
        cells.append(f"{disk / 2**20:.0f}" if disk else "–")
        cells.append(f"{disk / edges:.0f}" if disk else "–")
        print(f"| {e} | " + " | ".join(cells) + " |")
    print(f"\n### {size}: times the limit (the better of its two rows)\n")
    print("| engine | " + " | ".join(COLUMNS) + " |")
    print("|---|" + "---:|" * len(COLUMNS))
    for e in engines:
        if e.startswith("limit"):
            continue
        cells = []
        for w in COLUMNS:
            s, ref = state(size, e, w), floor(size, w)
            cells.append(times(s / ref) if isinstance(s, float) and ref else
                         f">{times(120 / ref)}" if s == "over 120 s" else "–" if s in ("", "own") else s)
        print(f"| {e} | " + " | ".join(cells) + " |")
    best = []
    for w in COLUMNS:
        c = [(s, e) for e in engines if e != "quipu" and not e.startswith("limit") for s in [state(size, e, w)] if isinstance(s, float)]
        best.append(f"{min(c)[1]} {span(min(c)[0])}" if c else "–")
    print("| **best peer** | " + " | ".join(best) + " |\n")
    others = [f"{e} {w}: {span(s)}" for e in engines for w in EXTRA for s in [state(size, e, w)] if isinstance(s, float)]
    if others:
        print("Also: " + "; ".join(others) + ".\n")
    fails = sorted({f"{e} {w}: {r['note']}" for (z, e, w), rs in by.items() if z == size for r in rs if "note" in r and r["note"] != "over"})
    if fails:
        print("Failures: " + "; ".join(fails) + ".\n")
