//! Any bytes with the right checksum are refused as a telling, or are one.

#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;

use libfuzzer_sys::fuzz_target;

thread_local! {
    static TOLD: [Vec<u8>; 3] = bodies::told(&bodies::folder());
}

fuzz_target!(|bytes: &[u8]| {
    TOLD.with(|told| bodies::live_record(&bodies::folder(), &told[0], &told[1], bytes));
});
