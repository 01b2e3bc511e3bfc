//! Any bytes beside a graph are refused as what was told to it, or can be read.

#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;

use libfuzzer_sys::fuzz_target;

thread_local! {
    static TOLD: [Vec<u8>; 3] = bodies::told(&bodies::folder());
}

fuzz_target!(|bytes: &[u8]| {
    TOLD.with(|told| bodies::live_file(&bodies::folder(), &told[0], bytes));
});
