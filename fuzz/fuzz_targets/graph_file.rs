//! Any bytes are refused as a graph file, or can be read and asked without harm.

#![no_main]

use std::io::Write;

use libfuzzer_sys::fuzz_target;
use quipu::graph::{ClaimId, Direction, KindId, NodeId, RelationId, View};
use quipu::store::frozen::{FrozenGraph, verify};

fuzz_target!(|bytes: &[u8]| {
    let path = std::env::temp_dir().join(format!("quipu-fuzz-{}.quipu", std::process::id()));
    std::fs::File::create(&path).and_then(|mut file| file.write_all(bytes)).expect("the folder for temporary files can be written");
    if let Ok(graph) = FrozenGraph::open(&path) {
        for node in (0..graph.node_bound().min(500)).map(NodeId::from_index) {
            let _ = (graph.node(node), graph.kinds(node));
            for direction in [Direction::Forward, Direction::Backward] {
                let _ = graph.linked(node, direction).iter().count();
                for relation in (0..graph.schema().relations().len().min(50)).map(RelationId::from_index) {
                    let _ = graph.neighbours(node, relation, direction);
                }
            }
        }
        for claim in (0..graph.claim_bound().min(500)).map(ClaimId::from_index) {
            let _ = (graph.claim(claim), graph.when(claim));
        }
        for kind in (0..graph.schema().kinds().len().min(50)).map(KindId::from_index) {
            let _ = graph.members(kind).len();
        }
        let _ = (graph.names_at(&["a", "b"]), graph.nearest_names("ab", 2), graph.complete_name("a", 2));
    }
    let _ = verify(&path);
});
