//! `quipu explain`: read-back, algebra, plan.

use std::io::{self, Write};

use super::arguments::Explain;
use super::output::output;
use super::status::Outcome;
use super::{Result, open};
use crate::answer::clean::clean;
use crate::answer::style::{QUIET, STRONG, styled};
use crate::answer::{Format, render};
use crate::session::{AskOptions, Explanation, Quipu};

pub(super) fn run(arguments: &Explain) -> Result {
    let quipu = open(&arguments.graph.graphs)?;
    let mut out = output(Format::Text);
    let explained = write(&quipu, &arguments.question.join(" "), arguments.profile, &AskOptions::default(), &mut out)?;
    out.flush()?;
    Ok(Outcome::of_failures(usize::from(!explained)))
}

/// Explains a question, or says why it cannot; whether it could.
pub(super) fn write(quipu: &Quipu, question: &str, profile: bool, options: &AskOptions, out: &mut dyn Write) -> io::Result<bool> {
    match quipu.explain(question, profile, options) {
        Ok(explanations) => {
            for (place, explanation) in explanations.iter().enumerate() {
                if place > 0 {
                    writeln!(out)?;
                }
                write_one(explanation, out)?;
            }
            Ok(true)
        }
        Err(answer) => {
            render(&answer, Format::Text, out)?;
            Ok(false)
        }
    }
}

fn write_one(explanation: &Explanation, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {}", styled(STRONG, &clean(&explanation.readback)))?;
    for choice in &explanation.choices {
        writeln!(out, "  {}", styled(QUIET, &clean(choice)))?;
    }
    writeln!(out, "  {}", styled(QUIET, &format!("The answer is {}.", explanation.shape)))?;
    section("Meaning", &explanation.algebra, out)?;
    section("Plan", &explanation.plan, out)
}

fn section(title: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n  {}", styled(STRONG, title))?;
    for line in text.lines() {
        writeln!(out, "    {}", clean(line))?;
    }
    Ok(())
}
