//! `quipu dot`: pictures for Graphviz.

use std::io::{self, Write};

use super::arguments::Dot;
use super::output::output;
use super::status::Outcome;
use super::{Result, open};
use crate::answer::{Format, render};
use crate::diagnostic;
use crate::session::{AskOptions, Neighbourhood, PictureError};

pub(super) fn run(arguments: &Dot) -> Result {
    match drawn(arguments)? {
        Some(text) => write_out(&text),
        None => Ok(Outcome::SomeFailed),
    }
}

/// The picture that is asked for, in the DOT language; nothing if there is none, and that is said.
pub(super) fn drawn(arguments: &Dot) -> Result<Option<String>> {
    let quipu = open(&arguments.graph.graphs)?;
    let question = arguments.question.join(" ");
    let drawn = match &arguments.around {
        Some(name) => quipu.dot_around(name, Neighbourhood { steps: arguments.steps, claims: arguments.claims }),
        None => quipu.dot(&question, &AskOptions::default()),
    };
    match drawn {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            write_error(&error, arguments.around.as_deref().unwrap_or_default(), &mut anstream::stderr())?;
            Ok(None)
        }
    }
}

/// Writes a picture. It holds no styles and nothing that acts on a terminal, so it goes out as it is.
pub(super) fn write_out(text: &str) -> Result {
    let mut out = output(Format::Json);
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Outcome::AllAnswered)
}

/// Says why there is no picture.
pub(super) fn write_error(error: &PictureError, name: &str, out: &mut dyn Write) -> io::Result<()> {
    match error {
        PictureError::Question(answer) => render(answer, Format::Text, out),
        PictureError::Name(problem) => diagnostic::render(problem, name, out),
    }
}
