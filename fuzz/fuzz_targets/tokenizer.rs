//! Any text is cut into tokens that lie within it, one after the other; those of a contraction ("can", "not" of "cant") share their place.

#![no_main]

use libfuzzer_sys::fuzz_target;
use quipu::language::token::tokenize;

fuzz_target!(|text: &str| {
    let Ok(tokens) = tokenize(text) else { return };
    let mut last = 0..0;
    for token in tokens {
        assert!(token.span == last || token.span.start >= last.end);
        assert!(text.get(token.span.clone()).is_some());
        last = token.span;
    }
});
