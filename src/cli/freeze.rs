//! `quipu freeze`: folds what was told into the frozen file.

use std::io::Write;

use super::Result;
use super::arguments::Freeze;
use super::output::output;
use super::status::Outcome;
use super::tell::{failed, open};
use crate::answer::{Format, number_text};

pub(super) fn run(freeze: &Freeze) -> Result {
    let folded = open(&freeze.graph, false)?.freeze().map_err(|error| failed(&error))?;
    let number = |count: u64| number_text(count as f64, None);
    let mut out = output(Format::Text);
    if folded.tellings == 0 {
        writeln!(out, "  nothing was told since the graph was frozen")?;
    } else {
        let tellings = if folded.tellings == 1 { "telling" } else { "tellings" };
        let (count, claims) = (number(folded.tellings), number(folded.claims as u64));
        writeln!(
            out,
            "  {count} {tellings} folded; {claims} claims; {} bytes before, {} now",
            number(folded.before),
            number(folded.after)
        )?;
    }
    out.flush()?;
    Ok(Outcome::AllAnswered)
}
