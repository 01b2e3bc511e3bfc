//! Thousands of mutations of valid files of every format: each is read or refused, without a panic, an endless loop, or a graph file that is not sound.
//!
//! The fuzz targets in `fuzz/` do the same with bytes that a fuzzer chooses. `QUIPU_MUTATIONS=20` makes twenty times as many mutations, others each time the
//! number is another.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../fuzz/bodies/mod.rs"]
mod bodies;

use quipu::format::{facts, json_lines, rdf};
use quipu::graph::LiveGraph;

/// Pieces that mean something in some format.
const PIECES: [&str; 30] = [
    "\t",
    "\n",
    "\r\n",
    "\"",
    "|",
    "\\",
    ",",
    "-",
    "0",
    "9999999999999999999",
    "1e999",
    "\u{0}",
    "\u{fffd}",
    "\u{202e}",
    "é",
    " is a ",
    "relation x\n  says X y Z\n",
    "  ",
    "kind a is a b\n",
    " if ",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "&a;",
    "_:b",
    "^^",
    "@prefix : <u:> .\n",
];

/// Numbers from a seed; always the same ones.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound.max(1)
    }

    fn mutated(&mut self, valid: &[u8]) -> Vec<u8> {
        let mut bytes = valid.to_vec();
        for _ in 0..1 + self.below(4) {
            let at = self.below(bytes.len());
            let end = (at + 1 + self.below(40)).min(bytes.len());
            match self.below(8) {
                0..2 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                2 if at < bytes.len() => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][self.below(5)],
                3 => drop(bytes.drain(at..end)),
                4 => {
                    let copy = bytes[at..end].to_vec();
                    let to = self.below(bytes.len());
                    bytes.splice(to..to, copy);
                }
                5 if bytes.len() > 8 => {
                    let at = at.min(bytes.len() - 8);
                    bytes[at..at + 8].copy_from_slice(&[u64::MAX, 1 << 40, 1 << 30, 0][self.below(4)].to_le_bytes());
                }
                6 if self.below(20) == 0 => bytes.truncate(at),
                _ => {
                    let piece = PIECES[self.below(PIECES.len())];
                    bytes.splice(at..at, piece.bytes());
                }
            }
        }
        bytes
    }
}

fn each(name: &str, count: usize, valid: &[u8], read: impl Fn(&[u8]) -> bool) {
    let times = std::env::var("QUIPU_MUTATIONS").ok().and_then(|times| times.parse::<usize>().ok()).unwrap_or(1);
    let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325, |seed: u64, byte| (seed ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let mut numbers = Numbers(seed ^ times as u64);
    assert!(read(valid), "{name}");
    for round in 0..count * times {
        let bytes = numbers.mutated(valid);
        let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(&bytes)));
        assert!(read.is_ok(), "{name}, mutation {round}: {:?}", String::from_utf8_lossy(&bytes));
    }
}

fn small() -> LiveGraph {
    let mut graph = LiveGraph::new();
    facts::load(&[("small.facts".to_owned(), bodies::FACTS.to_owned())], &mut graph).unwrap();
    graph
}

#[test]
fn graph_files() {
    let folder = tempfile::tempdir().unwrap();
    let [graph, live, record] = bodies::told(folder.path());
    each("graph", 200, &graph, |bytes| bodies::graph_file(folder.path(), bytes));
    each("live", 80, &live, |bytes| bodies::live_file(folder.path(), &graph, bytes));
    each("record", 80, &record, |bytes| bodies::live_record(folder.path(), &graph, &live, bytes));
}

#[test]
fn facts_and_tables() {
    let folder = tempfile::tempdir().unwrap();
    each("facts", 100, bodies::FACTS.as_bytes(), |bytes| bodies::imported(folder.path(), "a.facts", bytes, &[]));
    for (name, text) in TABLES {
        each(name, 60, text.as_bytes(), |bytes| bodies::imported(folder.path(), name, bytes, &[("b.facts", bodies::FACTS)]));
    }
    each("mapping", 60, MAPPING.as_bytes(), |bytes| bodies::imported(folder.path(), "w.mapping", bytes, &[("w.csv", WIDE)]));
    each("wide", 60, WIDE.as_bytes(), |bytes| bodies::imported(folder.path(), "w.csv", bytes, &[("w.mapping", MAPPING)]));
}

#[test]
fn records_and_rdf() {
    let folder = tempfile::tempdir().unwrap();
    let mut lines = Vec::new();
    json_lines::write(&small(), &mut lines).unwrap();
    each("json lines", 80, &lines, |bytes| bodies::imported(folder.path(), "a.jsonl", bytes, &[]));
    let mut quads = Vec::new();
    rdf::write(&small(), &mut quads).unwrap();
    each("quads", 80, &quads, |bytes| bodies::imported(folder.path(), "a.nq", bytes, &[]));
    for (name, text) in RDF {
        each(name, 60, text.as_bytes(), |bytes| bodies::imported(folder.path(), name, bytes, &[]));
    }
}

const TABLES: [(&str, &str); 3] = [
    ("t.tsv", "Ana\tknew\tBen\t1833-02\t1834\tx|y\nBen\tknew\tAna\t\t\t\nBen\theight\t1.8\t\t\ts\n"),
    (
        "t.csv",
        "subject,relation,object,object_type,from,to,source,note,denied,quantity,place\nAna,knew,\"Ben, jr.\",,1833,1834,x|y,\"a\nb\",no,about 5 km,Lima\nAna,born,1801-02-03,date,,,,,,,\nAna,height,1.7,number,,,,,yes,,\n",
    ),
    ("e.csv", "id,label,kind,aliases,adjectives\n1,Ana,person|poet,Annie|A.,Anan\n2,Ben,person,,\n"),
];

const MAPPING: &str = "# people\ntable w.csv\n  separator ;\n  id id\n  label name\n  kind \"person\"\n  relation knew\n    objects knew\n    source \"s\"\n  relation height\n    object height\n    object_type number\n    unit \"m\"\n    date as of\n  relation knew\n    subject by\n    from as of\n";
const WIDE: &str = "id,name,knew,height,as of,by\n1,Ana,Ben; Cem,1.7,2001-02,Dan\n2,Ben,,,,\n3,Cem,Ana,\"1,000\",2002,\"Ana\"\n";

const RDF: [(&str, &str); 5] = [
    (
        "a.nt",
        "<http://x/ana> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://x/Person> .\n<http://x/ana> <http://www.w3.org/2000/01/rdf-schema#label> \"Ana\"@en .\n<http://x/ana> <http://x/born> \"1801-02-03\"^^<http://www.w3.org/2001/XMLSchema#date> .\n_:b <http://x/knew> <http://x/ana> .\n",
    ),
    (
        "a.ttl",
        "@prefix : <http://x/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n:Poet rdfs:subClassOf :Person .\n:ana a :Poet ; rdfs:label \"Ana\" ; :knew :ben, [ :height 1.8 ] .\n:ben :height 1.7 {| :source :book ; :date \"1833\" |} .\n:r <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( :ana :knew :ben )>> ; :startDate \"1833\" .\n",
    ),
    ("a.trig", "@prefix : <http://x/> .\n:g { :ana :knew :ben . }\n:g :date \"1833\" ; :source :book .\n"),
    (
        "a.rdf",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE rdf:RDF [<!ENTITY x \"http://x/\">]>\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:x=\"http://x/\">\n<x:Person rdf:about=\"&x;ana\"><x:knew><rdf:Description rdf:about=\"&x;ben\"/></x:knew><x:born>1801</x:born></x:Person>\n</rdf:RDF>\n",
    ),
    (
        "a.jsonld",
        "{\"@context\":{\"x\":\"http://x/\",\"knew\":{\"@id\":\"x:knew\",\"@type\":\"@id\"}},\"@graph\":[{\"@id\":\"x:ana\",\"@type\":\"x:Person\",\"knew\":[\"x:ben\",{\"@id\":\"x:cem\"}],\"x:height\":1.7}]}\n",
    ),
];
