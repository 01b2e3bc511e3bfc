//! Any question over the shipped graph is answered or refused, not by a mistake of ours, and soon.

#![no_main]

use std::cell::OnceCell;
use std::time::{Duration, Instant};

use libfuzzer_sys::fuzz_target;
use quipu::session::{AskOptions, Quipu};

thread_local! {
    static QUIPU: OnceCell<Quipu> = const { OnceCell::new() };
}

fuzz_target!(|text: &str| {
    QUIPU.with(|quipu| {
        let quipu = quipu.get_or_init(|| Quipu::builtin().unwrap_or_else(|error| panic!("{error}")));
        let clock = Instant::now();
        let answer = quipu.ask(text, &AskOptions::default());
        assert!(clock.elapsed() < Duration::from_secs(2), "slow");
        assert!(!answer.message.is_some_and(|message| message.contains("mistake in quipu")));
    });
});
