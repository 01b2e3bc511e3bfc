//! The yardstick: the same questions over hand-laid arrays (see csr.rs), with
//! no query language, no transactions, no checks. One thread, save where said.
//!
//!   limit load  DATA_DIR FILE
//!   limit open  FILE ENTITY RELATION
//!   limit query DATA_DIR FILE SIZE [RUNS]

use quipu_bench::csr::{load, Side, Store};
use quipu_bench::relmajor::Relation;
use quipu_bench::*;
use std::path::Path;
use std::time::Instant;

/// A set of nodes that is emptied by taking the next stamp.
struct Marks {
    stamp: u32,
    seen: Vec<u32>,
}

impl Marks {
    fn new(n: usize) -> Self {
        Marks { stamp: 0, seen: vec![0; n] }
    }
    fn clear(&mut self) {
        self.stamp += 1;
    }
    #[inline]
    fn insert(&mut self, v: u32) -> bool {
        let s = &mut self.seen[v as usize];
        let new = *s != self.stamp;
        *s = self.stamp;
        new
    }
}

fn step(side: &Side, from: &[u32], r: u8, marks: &mut Marks, to: &mut Vec<u32>) {
    marks.clear();
    to.clear();
    for &x in from {
        for &y in side.typed(x, r) {
            if marks.insert(y) {
                to.push(y);
            }
        }
    }
}

/// Length of the shortest path ignoring direction: grow the smaller frontier a
/// level at a time; the first node met from the other side ends it, since every
/// shorter way would have met in an earlier level. `mark` holds question*2+side.
fn shortest(fwd: &Side, bwd: &Side, a: u32, b: u32, question: u32, mark: &mut [u32], front: &mut [Vec<u32>; 3]) -> u64 {
    if a == b {
        return 0;
    }
    for (side, v) in [a, b].into_iter().enumerate() {
        front[side].clear();
        front[side].push(v);
        mark[v as usize] = question * 2 + side as u32;
    }
    for depth in 1.. {
        let side = (front[0].len() > front[1].len()) as usize;
        assert!(!front[side].is_empty(), "not connected");
        let own = question * 2 + side as u32;
        let mut next = std::mem::take(&mut front[2]);
        next.clear();
        for &v in &front[side] {
            for list in [bwd.all(v), fwd.all(v)] {
                for &w in list {
                    let m = &mut mark[w as usize];
                    if *m == own ^ 1 {
                        front[2] = next;
                        return depth;
                    }
                    if *m != own {
                        *m = own;
                        next.push(w);
                    }
                }
            }
        }
        front[2] = std::mem::replace(&mut front[side], next);
    }
    unreachable!()
}

fn common(a: &[u32], b: &[u32]) -> u64 {
    let (mut i, mut j, mut c) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        c += (x == y) as u64;
        i += (x <= y) as usize;
        j += (y <= x) as usize;
    }
    c
}

fn pagerank(fwd: &Side, bwd: &Side, n: usize, threads: usize) -> Answer {
    let inv: Vec<f64> = (0..n as u32).map(|v| { let d = fwd.all(v).len(); if d == 0 { 0.0 } else { 1.0 / d as f64 } }).collect();
    let mut rank = vec![1.0 / n as f64; n];
    let mut share = vec![0.0; n];
    for _ in 0..20 {
        let mut dangling = 0.0;
        for v in 0..n {
            share[v] = rank[v] * inv[v];
            if inv[v] == 0.0 {
                dangling += rank[v];
            }
        }
        let base = 0.15 / n as f64 + 0.85 * dangling / n as f64;
        let share = &share;
        let chunk = n.div_ceil(threads);
        std::thread::scope(|sc| {
            for (c, part) in rank.chunks_mut(chunk).enumerate() {
                let mut job = move || {
                    for (i, x) in part.iter_mut().enumerate() {
                        let sum: f64 = bwd.all((c * chunk + i) as u32).iter().map(|&u| share[u as usize]).sum();
                        *x = base + 0.85 * sum;
                    }
                };
                if threads == 1 { job() } else { sc.spawn(job); }
            }
        });
    }
    top10(&rank)
}

/// count = ids of the ten highest ranks, position-weighted.
fn top10(rank: &[f64]) -> Answer {
    let mut order: Vec<u32> = (0..rank.len() as u32).collect();
    let by = |a: &u32, b: &u32| rank[*b as usize].partial_cmp(&rank[*a as usize]).unwrap();
    order.select_nth_unstable_by(10, by);
    order.truncate(10);
    order.sort_by(by);
    let count = order.iter().zip(1u64..).map(|(&v, k)| v as u64 * k).sum();
    Answer::one(count, (rank.iter().sum::<f64>() * 1000.0).round() as u64)
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args[1].as_str() {
        "load" => {
            let t = Instant::now();
            load(Path::new(&args[2]), Path::new(&args[3]));
            eprintln!("load {:.3} s, peak {} KiB", t.elapsed().as_secs_f64(), rss_kib().0);
        }
        "open" => {
            let store = Store::open(Path::new(&args[2]));
            let (fwd, _) = store.sides();
            let out = fwd.typed(args[3].parse().unwrap(), relation_id(&args[4]));
            println!("{} {}", out.len(), out.iter().map(|&x| x as u64).sum::<u64>());
        }
        "query" => query(&args),
        _ => panic!("load, open or query"),
    }
}

fn query(args: &[String]) {
    let p = Params::read(Path::new(&args[2]));
    let store = Store::open(Path::new(&args[3]));
    let size = args[4].as_str();
    let runs = args.get(5).map_or(5, |s| s.parse().unwrap());
    let (fwd, bwd) = store.sides();
    let n = store.n;
    let mut marks = Marks::new(n);

    let (r, ids) = (p.rels("q1.rel")[0], p.nums("q1.ids"));
    report("limit", size, "Q1", runs, || {
        let mut sum = 0u64;
        let mut got: Vec<u32> = Vec::new();
        let mut a = batch(&ids, |x| {
            got.clear();
            got.extend_from_slice(fwd.typed(x, r));
            sum += got.iter().map(|&y| y as u64).sum::<u64>();
            got.len() as u64
        });
        a.check = sum;
        a
    });

    for q in ["q2", "q3"] {
        let (rels, ids) = (p.rels(&format!("{q}.rels")), p.nums(&format!("{q}.ids")));
        let (mut from, mut to) = (Vec::new(), Vec::new());
        report("limit", size, &q.to_uppercase(), runs, || {
            batch(&ids, |x| {
                from.clear();
                from.push(x);
                for &r in &rels {
                    step(&fwd, &from, r, &mut marks, &mut to);
                    std::mem::swap(&mut from, &mut to);
                }
                from.len() as u64
            })
        });
    }

    let pairs: Vec<(u32, u32)> = p.nums("q4.from").into_iter().zip(p.nums("q4.to")).collect();
    let (mut mark, mut front, mut question) = (vec![0; n], [vec![], vec![], vec![]], 0);
    report("limit", size, "Q4", runs, || {
        batch(&pairs, |(a, b)| {
            question += 1;
            shortest(&fwd, &bwd, a, b, question, &mut mark, &mut front)
        })
    });

    let rels = p.rels("q5.rels");
    report("limit", size, "Q5", runs, || {
        let c = (0..n as u32)
            .map(|x| {
                let a = fwd.typed(x, rels[0]);
                if a.is_empty() { 0 } else { common(a, fwd.typed(x, rels[1])) }
            })
            .sum();
        Answer::one(c, c)
    });

    let r = p.rels("q6.rel")[0];
    report("limit", size, "Q6", runs, || {
        let mut c = 0;
        for x in 0..n as u32 {
            let out = fwd.typed(x, r);
            if out.is_empty() {
                continue;
            }
            let back = bwd.typed(x, r);
            if back.is_empty() {
                continue;
            }
            for &y in out {
                c += common(fwd.typed(y, r), back);
            }
        }
        Answer::one(c, c)
    });

    let (r, year) = (p.rels("q7.rel")[0], p.nums("q7.year")[0]);
    let days = year_start(year)..year_start(year + 1);
    report("limit", size, "Q7", runs, || {
        let mut best: Vec<(u64, u32)> = Vec::new();
        for o in 0..n as u32 {
            let (a, b) = bwd.typed_range(o, r);
            let c = bwd.date[a..b].iter().filter(|d| days.contains(d)).count() as u64;
            if c > 0 && (best.len() < 10 || c > best[9].0) {
                let at = best.partition_point(|&(k, _)| k >= c);
                best.insert(at, (c, o));
                best.truncate(10);
            }
        }
        let count = best.iter().map(|b| b.0).sum();
        let check = best.iter().zip(1u64..).map(|(b, k)| k * b.1 as u64).sum();
        Answer::one(count, check)
    });

    let ids = p.nums("q8.ids");
    let mut stack: Vec<u32> = Vec::new();
    report("limit", size, "Q8", runs, || {
        batch(&ids, |x| {
            // a tree: no node is met twice, so no marks
            stack.clear();
            stack.push(x);
            let mut c = 0;
            while let Some(v) = stack.pop() {
                let children = bwd.typed(v, PART_OF);
                c += children.len() as u64;
                stack.extend_from_slice(children);
            }
            c
        })
    });

    report("limit", size, "Q9", runs.min(3), || pagerank(&fwd, &bwd, n, 1));
    report("limit", size, "Q9t2", runs.min(3), || pagerank(&fwd, &bwd, n, 2));
    // The same over relation-major arrays (built here from the others, untimed):
    // Q1r, Q2r, Q3r, Q5r, Q6r, Q7r, Q8r.
    let (r, ids) = (p.rels("q1.rel")[0], p.nums("q1.ids"));
    let one = Relation::of(&fwd, n, r);
    report("limit", size, "Q1r", runs, || {
        let mut sum = 0u64;
        let mut got: Vec<u32> = Vec::new();
        let mut a = batch(&ids, |x| {
            got.clear();
            got.extend_from_slice(one.of_node(x));
            sum += got.iter().map(|&y| y as u64).sum::<u64>();
            got.len() as u64
        });
        a.check = sum;
        a
    });
    let hops: Vec<Relation> = p.rels("q3.rels").iter().map(|&r| Relation::of(&fwd, n, r)).collect();
    let (mut from, mut to) = (Vec::new(), Vec::new());
    for (name, key, hops) in [("Q2r", "q2.ids", &hops[..2]), ("Q3r", "q3.ids", &hops[..])] {
        let ids = p.nums(key);
        report("limit", size, name, runs, || {
            batch(&ids, |x| {
                from.clear();
                from.push(x);
                for hop in hops {
                    marks.clear();
                    to.clear();
                    for &x in &from {
                        to.extend(hop.of_node(x).iter().filter(|&&y| marks.insert(y)));
                    }
                    std::mem::swap(&mut from, &mut to);
                }
                from.len() as u64
            })
        });
    }
    let (a, b) = (&hops[0], &hops[1]);
    report("limit", size, "Q5r", runs, || {
        let (mut i, mut j, mut c) = (0, 0, 0);
        while i < a.nodes.len() && j < b.nodes.len() {
            let (x, y) = (a.nodes[i], b.nodes[j]);
            if x == y {
                c += common(a.slice(i), b.slice(j));
            }
            i += (x <= y) as usize;
            j += (y <= x) as usize;
        }
        Answer::one(c, c)
    });
    let r = p.rels("q6.rel")[0];
    let (out, back) = (Relation::of(&fwd, n, r), Relation::of(&bwd, n, r));
    report("limit", size, "Q6r", runs, || {
        let mut c = 0;
        for (i, &x) in out.nodes.iter().enumerate() {
            let to_x = back.of_node(x);
            if !to_x.is_empty() {
                c += out.slice(i).iter().map(|&y| common(out.of_node(y), to_x)).sum::<u64>();
            }
        }
        Answer::one(c, c)
    });
    let (r, year) = (p.rels("q7.rel")[0], p.nums("q7.year")[0]);
    let days = year_start(year)..year_start(year + 1);
    let back = Relation::of(&bwd, n, r);
    report("limit", size, "Q7r", runs, || {
        let mut best: Vec<(u64, u32)> = Vec::new();
        for (i, &o) in back.nodes.iter().enumerate() {
            let dates = &back.date[back.off[i] as usize..back.off[i + 1] as usize];
            let c = dates.iter().filter(|d| days.contains(d)).count() as u64;
            if c > 0 && (best.len() < 10 || c > best[9].0) {
                let at = best.partition_point(|&(k, _)| k >= c);
                best.insert(at, (c, o));
                best.truncate(10);
            }
        }
        let count = best.iter().map(|b| b.0).sum();
        let check = best.iter().zip(1u64..).map(|(b, k)| k * b.1 as u64).sum();
        Answer::one(count, check)
    });
    let ids = p.nums("q8.ids");
    let children = Relation::of(&bwd, n, PART_OF);
    report("limit", size, "Q8r", runs, || {
        batch(&ids, |x| {
            stack.clear();
            stack.push(x);
            let mut c = 0;
            while let Some(v) = stack.pop() {
                let below = children.of_node(v);
                c += below.len() as u64;
                stack.extend_from_slice(below);
            }
            c
        })
    });
    let (peak, now) = rss_kib();
    eprintln!("query: peak {peak} KiB, now {now} KiB, {} nodes, {} edges", n, store.e);
}
