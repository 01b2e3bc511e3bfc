//! What the line editor asks of us: completion, hints, and how they look.

use std::borrow::Cow;
use std::rc::Rc;

use rustyline::completion::{Completer, FilenameCompleter};
use rustyline::highlight::Highlighter;
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::{Context, Validator};

use super::complete::{complete, hint};
use crate::answer::style::{QUIET, styled};
use crate::session::Quipu;

/// Knows the graph that is being asked.
#[derive(rustyline::Helper, Validator)]
pub(super) struct Helper {
    quipu: Rc<Quipu>,
    files: FilenameCompleter,
    history: HistoryHinter,
}

impl Helper {
    pub(super) fn new(quipu: Rc<Quipu>) -> Self {
        Self { quipu, files: FilenameCompleter::new(), history: HistoryHinter::new() }
    }
}

impl Completer for Helper {
    type Candidate = String;

    fn complete(&self, line: &str, position: usize, context: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        if line.starts_with(":load ") {
            let (start, found) = self.files.complete(line, position, context)?;
            return Ok((start, found.into_iter().map(|pair| pair.replacement).collect()));
        }
        Ok(complete(&self.quipu, line.get(..position).unwrap_or_default()))
    }
}

impl Hinter for Helper {
    type Hint = String;

    fn hint(&self, line: &str, position: usize, context: &Context<'_>) -> Option<String> {
        if position < line.len() || line.trim().is_empty() {
            return None;
        }
        self.history.hint(line, position, context).or_else(|| hint(&self.quipu, line))
    }
}

impl Highlighter for Helper {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(styled(QUIET, hint))
    }
}
