//! `quipu ask`: one question.

use std::io::Write;

use super::arguments::Ask;
use super::output::output;
use super::status::Outcome;
use super::{Result, batch, open};
use crate::answer::{Format, render, why};
use crate::session::AskOptions;

pub(super) fn run(ask: &Ask) -> Result {
    // The process ends with the answer: taking a graph apart piece by piece would cost more than the question did.
    let quipu = std::mem::ManuallyDrop::new(open(&ask.graph.graphs)?);
    let format = Format::from(ask.format);
    let answer = quipu.ask(&ask.question.join(" "), &AskOptions { known_on: ask.known_on, ..AskOptions::default() });
    let mut out = output(format);
    render(&answer, format, &mut out)?;
    batch::write_trouble(&answer, format)?;
    if ask.why && !format.is_for_programs() {
        writeln!(out)?;
        why(&answer, None, &mut out)?;
    }
    out.flush()?;
    Ok(Outcome::of_failures(usize::from(!batch::is_answered(&answer))))
}
