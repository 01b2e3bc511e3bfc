//! `quipu verify`: whether a graph on disk is as it was written.

use std::io::Write;

use super::Result;
use super::arguments::Verify;
use super::output::output;
use super::status::Outcome;
use super::tell::failed;
use crate::answer::{Format, clean::clean, number_text};
use crate::store::verify;

pub(super) fn run(arguments: &Verify) -> Result {
    let found = verify(&arguments.file).map_err(|error| failed(&error))?;
    let mut out = output(Format::Text);
    for damage in &found.frozen.damage {
        writeln!(out, "{damage}")?;
    }
    let number = |count: usize| number_text(count as f64, None);
    let blocks = number(found.frozen.blocks);
    match found.frozen.damage.len() {
        0 => writeln!(out, "{blocks} blocks and {} claims are as they should be.", number(found.frozen.claims))?,
        1 => writeln!(out, "1 of {blocks} blocks is damaged. Restore the file from a copy.")?,
        many => writeln!(out, "{} of {blocks} blocks are damaged. Restore the file from a copy.", number(many))?,
    }
    let mut damaged = found.frozen.damage.len();
    if let Some(live) = &found.live {
        for damage in &live.damage {
            writeln!(out, "{}", clean(&damage.to_string()))?;
        }
        let file = live.path.display().to_string();
        if live.damage.is_empty() {
            let tellings = number_text(live.tellings as f64, None);
            let (noun, verb) = if live.tellings == 1 { ("telling", "is as it") } else { ("tellings", "are as they") };
            writeln!(out, "{tellings} {noun} in {} {verb} should be.", clean(&file))?;
        }
        damaged += live.damage.len();
    }
    out.flush()?;
    Ok(Outcome::of_failures(damaged))
}
