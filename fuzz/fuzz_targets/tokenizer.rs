//! Any text is cut into tokens that lie within it and never go back; those of a contraction ("can", "not" of "cant") share their place, and two words that
//! one sign stands for ("㏟") share the sign.

#![no_main]

use libfuzzer_sys::fuzz_target;
use quipu::language::token::tokenize;

fuzz_target!(|text: &str| {
    let Ok(tokens) = tokenize(text) else { return };
    let mut last = 0..0;
    for token in tokens {
        assert!(token.span.start >= last.start && token.span.end >= last.end);
        assert!(text.get(token.span.clone()).is_some());
        last = token.span;
    }
});
