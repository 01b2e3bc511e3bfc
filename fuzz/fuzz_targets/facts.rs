//! Any facts file is loaded or refused with problems that name a line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use quipu::format::facts;
use quipu::graph::LiveGraph;

fuzz_target!(|text: &str| {
    let mut graph = LiveGraph::new();
    if let Err(problems) = facts::load(&[("fuzz.facts".to_owned(), text.to_owned())], &mut graph) {
        assert!(!problems.is_empty());
        assert!(problems.iter().all(|problem| problem.line <= text.lines().count().max(1)));
    }
});
