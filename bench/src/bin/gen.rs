//! Deterministic synthetic knowledge graph.
//!
//!   gen NODES OUT_DIR [--nt] [--prov-nt]
//!
//! NODES entities, 10*NODES facts: a random recursive tree `part_of` (child to
//! parent, NODES-1 facts) and the rest over r00..r63 with Zipf frequencies.
//! Subjects and objects are drawn from power laws (hubs are hubs both ways), no
//! self-loops, no (subject, relation, object) twice. Rows come out shuffled.
//! Writes nodes.tsv, edges.tsv, params.txt; with --nt edges.nt; with --prov-nt
//! reifiers.nt (RDF 1.2: three more triples a fact, for its date and source).

use quipu_bench::*;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

fn syllables(mut v: u64) -> String {
    const C: &[u8] = b"bdfgklmnprstvz";
    const V: &[u8] = b"aeiou";
    let mut s = String::new();
    loop {
        let k = (v % 70) as usize;
        s.push(C[k / 5] as char);
        s.push(V[k % 5] as char);
        v /= 70;
        if v == 0 {
            break;
        }
    }
    s[..1].to_uppercase() + &s[1..]
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let n: u64 = args[1].parse().expect("NODES");
    let dir = Path::new(&args[2]);
    let nt = args.iter().any(|a| a == "--nt");
    let prov = args.iter().any(|a| a == "--prov-nt");
    std::fs::create_dir_all(dir).unwrap();
    let mut rng = Rng::new(20260101);

    // ids in random order: position = rank in the power laws
    let mut hub: Vec<u32> = (0..n as u32).collect();
    rng.shuffle(&mut hub);
    // ids in another order: position = place in the part_of tree
    let mut tree: Vec<u32> = (0..n as u32).collect();
    rng.shuffle(&mut tree);

    let cumulative: Vec<f64> = {
        let w: Vec<f64> = (0..ZIPF_RELATIONS).map(|k| 1.0 / (k as f64 + 1.0)).collect();
        let total: f64 = w.iter().sum();
        let mut acc = 0.0;
        w.iter().map(|x| { acc += x / total; acc }).collect()
    };

    // key = subject:28 | relation:7 | object:28
    let want = (10 * n - (n - 1)) as usize;
    let mut keys: Vec<u64> = Vec::with_capacity(want + want / 10);
    while keys.len() < want {
        let need = (want - keys.len()) + (want - keys.len()) / 16 + 64;
        for _ in 0..need {
            let s = hub[(n as f64 * rng.unit().powf(1.0 / 0.4)) as usize] as u64;
            let o = hub[(n as f64 * rng.unit().powf(1.0 / 0.3)) as usize] as u64;
            let u = rng.unit();
            let r = cumulative.partition_point(|&c| c < u).min(ZIPF_RELATIONS - 1) as u64;
            if s != o {
                keys.push(s << 35 | r << 28 | o);
            }
        }
        keys.sort_unstable();
        keys.dedup();
    }
    rng.shuffle(&mut keys);
    keys.truncate(want);
    for i in 1..n {
        let parent = tree[rng.below(i) as usize] as u64;
        keys.push((tree[i as usize] as u64) << 35 | (PART_OF as u64) << 28 | parent);
    }
    rng.shuffle(&mut keys);

    let mut w = BufWriter::new(File::create(dir.join("nodes.tsv")).unwrap());
    let mut names: Vec<u32> = (0..n as u32).collect();
    rng.shuffle(&mut names);
    for id in 0..n {
        let v = names[id as usize] as u64;
        let kind = (20.0 * rng.unit().powf(1.5)) as u32;
        writeln!(w, "{id}\t{} {}\tkind{kind:02}", syllables(v % 4900), syllables(v / 4900)).unwrap();
    }
    w.flush().unwrap();

    let days = calendar();
    let mut w = BufWriter::with_capacity(1 << 20, File::create(dir.join("edges.tsv")).unwrap());
    let create = |on: bool, f: &str| on.then(|| BufWriter::with_capacity(1 << 20, File::create(dir.join(f)).unwrap()));
    let mut wn = create(nt, "edges.nt");
    let mut wp = create(prov, "reifiers.nt");
    let names: Vec<String> = (0..=PART_OF).map(relation_name).collect();
    for (i, k) in keys.iter().enumerate() {
        let (s, r, o) = (k >> 35, (k >> 28 & 127) as usize, k & ((1 << 28) - 1));
        let (y, m, d) = days[rng.below(days.len() as u64) as usize];
        let source = 1 + rng.below(1000);
        let r = &names[r];
        writeln!(w, "{s}\t{r}\t{o}\t{y:04}-{m:02}-{d:02}\t{source}").unwrap();
        if let Some(w) = &mut wn {
            writeln!(w, "<http://q/e{s}> <http://q/{r}> <http://q/e{o}> .").unwrap();
        }
        if let Some(w) = &mut wp {
            writeln!(w, "<http://q/f{i}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( <http://q/e{s}> <http://q/{r}> <http://q/e{o}> )>> .").unwrap();
            writeln!(w, "<http://q/f{i}> <http://q/date> \"{y:04}-{m:02}-{d:02}\"^^<http://www.w3.org/2001/XMLSchema#date> .").unwrap();
            writeln!(w, "<http://q/f{i}> <http://q/source> <http://q/s{source}> .").unwrap();
        }
    }
    w.flush().unwrap();

    // the questions, the same for every engine
    let mut rng = Rng::new(7);
    let mut w = BufWriter::new(File::create(dir.join("params.txt")).unwrap());
    let mut ids = |k: usize| (0..k).map(|_| rng.below(n).to_string()).collect::<Vec<_>>();
    writeln!(w, "n {n}").unwrap();
    writeln!(w, "e {}", keys.len()).unwrap();
    writeln!(w, "q1.rel r00\nq1.ids {}", ids(10_000).join(" ")).unwrap();
    writeln!(w, "q2.rels r00 r01\nq2.ids {}", ids(1_000).join(" ")).unwrap();
    writeln!(w, "q3.rels r00 r01 r02\nq3.ids {}", ids(100).join(" ")).unwrap();
    writeln!(w, "q4.from {}\nq4.to {}", ids(100).join(" "), ids(100).join(" ")).unwrap();
    writeln!(w, "q5.rels r00 r01").unwrap();
    writeln!(w, "q6.rel r06").unwrap();
    writeln!(w, "q7.rel r01\nq7.year 2010").unwrap();
    // 90 entities anywhere in the tree (mostly near the leaves) and 10 of its first 100
    let mut q8 = ids(90);
    for _ in 0..10 {
        q8.push(tree[rng.below(100) as usize].to_string());
    }
    writeln!(w, "q8.ids {}", q8.join(" ")).unwrap();
    w.flush().unwrap();
}
