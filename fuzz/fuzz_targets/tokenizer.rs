//! Any text is cut into tokens that lie within it, one after the other.

#![no_main]

use libfuzzer_sys::fuzz_target;
use quipu::language::token::tokenize;

fuzz_target!(|text: &str| {
    let Ok(tokens) = tokenize(text) else { return };
    let mut end = 0;
    for token in tokens {
        assert!(token.span.start >= end && text.get(token.span.clone()).is_some());
        end = token.span.end;
    }
});
