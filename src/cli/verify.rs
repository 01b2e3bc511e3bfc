//! `quipu verify`: whether a graph file is as it was written.

use std::io::Write;

use super::Result;
use super::arguments::Verify;
use super::output::output;
use super::status::{Failed, Outcome};
use crate::answer::{Format, clean::clean, number_text};
use crate::store::frozen::verify;

pub(super) fn run(arguments: &Verify) -> Result {
    let found = verify(&arguments.file).map_err(|error| {
        anstream::eprintln!("quipu: {}", clean(&error.to_string()));
        Failed::Graph
    })?;
    let mut out = output(Format::Text);
    for damage in &found.damage {
        writeln!(out, "{damage}")?;
    }
    let number = |count: usize| number_text(count as f64, None);
    match found.damage.len() {
        0 => writeln!(out, "{} blocks and {} claims are as they should be.", number(found.blocks), number(found.claims))?,
        1 => writeln!(out, "1 of {} blocks is damaged. Restore the file from a copy.", number(found.blocks))?,
        many => writeln!(out, "{} of {} blocks are damaged. Restore the file from a copy.", number(many), number(found.blocks))?,
    }
    out.flush()?;
    Ok(Outcome::of_failures(found.damage.len()))
}
