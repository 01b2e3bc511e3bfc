//! `quipu vocabulary`: what words a graph understands, as definitions ready to be edited.

use std::io::Write;

use super::arguments::Vocabulary as Arguments;
use super::output::output;
use super::status::Outcome;
use super::{Result, open};
use crate::answer::Format;

pub(super) fn run(arguments: &Arguments) -> Result {
    let quipu = open(&arguments.graph.graphs)?;
    let mut out = output(Format::Text);
    out.write_all(quipu.vocabulary_text().as_bytes())?;
    out.flush()?;
    Ok(Outcome::AllAnswered)
}
