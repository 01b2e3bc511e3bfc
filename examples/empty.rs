//! A program that does nothing: what `quipu ask` as a whole process is measured against (`docs/performance.md`).

fn main() {}
