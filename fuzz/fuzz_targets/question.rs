//! Any question over the shipped graph is answered or refused, not by a mistake of ours. That it is soon, `-timeout` sees to.

#![no_main]

use std::cell::OnceCell;

use libfuzzer_sys::fuzz_target;
use quipu::session::{AskOptions, Quipu};

thread_local! {
    static QUIPU: OnceCell<Quipu> = const { OnceCell::new() };
}

fuzz_target!(|text: &str| {
    QUIPU.with(|quipu| {
        let quipu = quipu.get_or_init(|| Quipu::builtin().unwrap_or_else(|error| panic!("{error}")));
        let answer = quipu.ask(text, &AskOptions::default());
        assert!(!answer.message.is_some_and(|message| message.contains("mistake in quipu")));
    });
});
