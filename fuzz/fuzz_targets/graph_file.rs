//! Any bytes are refused as a graph file, or can be read and asked without harm.

#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    bodies::graph_file(&bodies::folder(), bytes);
});
