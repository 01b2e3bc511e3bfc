//! Standard output: buffered, and without colours where nobody sees them (no terminal, or `NO_COLOR` is set).

use std::io::{self, BufWriter, Write};

use anstream::{AutoStream, ColorChoice};

use crate::answer::Format;

/// Where a command writes its answers.
pub(super) type Output = Box<dyn Write>;

/// Whether text on standard output has colours.
pub(super) fn has_colours() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

/// Standard output, locked. Formats for programs hold no styles and go out as they are.
pub(super) fn output(format: Format) -> Output {
    let stdout = io::stdout().lock();
    if format.is_for_programs() {
        return Box::new(BufWriter::with_capacity(1 << 16, stdout));
    }
    Box::new(BufWriter::with_capacity(1 << 14, AutoStream::auto(stdout)))
}
