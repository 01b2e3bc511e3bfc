//! Any bytes are imported or refused, as a file of the format that the first byte chooses.

#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;

use libfuzzer_sys::fuzz_target;

/// One of each format; a table is read with definitions and one with a mapping.
const NAMES: [&str; 12] =
    ["a.facts", "t.tsv", "t.csv", "w.csv", "w.mapping", "a.jsonl", "a.nt", "a.nq", "a.ttl", "a.trig", "a.rdf", "a.jsonld"];
const MAPPING: &str = "table w.csv\n  separator ;\n  id a\n  kind \"thing\"\n  relation b\n    objects b\n    date c\n  relation d\n    object d\n    object_type number\n    unit \"m\"\n";
const WIDE: &str = "a,b,c,d\n1,x;y,2001,5\n";

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    let beside: &[(&str, &str)] = match name {
        "w.csv" => &[("w.mapping", MAPPING)],
        "w.mapping" => &[("w.csv", WIDE)],
        "t.tsv" | "t.csv" => &[("b.facts", bodies::FACTS)],
        _ => &[],
    };
    bodies::imported(&bodies::folder(), name, bytes, beside);
});
