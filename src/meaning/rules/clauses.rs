//! The body of a rule, or what a question with letters says: clauses joined by "and", each read as a question whether it is so.
//!
//! "X directed a film that Y directed and X is not Y" has two clauses. Since "and" and commas also join smaller things, the ways to cut a body are
//! tried in turn, those with the most clauses first; the first of which every clause has a meaning is taken.

use std::ops::Range;

use super::super::concept::Concept;
use super::super::explain;
use super::super::interpret::Interpretation;
use super::super::parameters;
use super::super::resolve::Resolver;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::View;
use crate::language::syntax::{Asked, Question};
use crate::language::token::{self, TokenKind};
use crate::language::{self, Lattice, Vocabulary};
use crate::meaning::NO_ANTECEDENTS;

/// More places than this where a body might be cut are not tried out.
const MOST_CUTS: usize = 7;

/// A clause that was read.
#[derive(Clone, Debug)]
pub(in crate::meaning) struct Clause {
    /// Sets that must not be empty, with letters in them.
    pub tests: Vec<Concept>,
    /// What it says, in English.
    pub text: String,
    /// How names were read, where they were not written out.
    pub choices: Vec<String>,
}

/// What clauses say, where letters are names in the view.
///
/// # Errors
/// What is wrong with them, and where.
pub(in crate::meaning) fn read(body: &str, vocabulary: &Vocabulary, view: &dyn View) -> Result<Vec<Clause>, Diagnostic> {
    let mut furthest: Option<Diagnostic> = None;
    for division in divisions(body)? {
        let mut clauses = Vec::new();
        let read: Result<(), Diagnostic> = division.into_iter().try_for_each(|range| {
            let text = body.get(range.clone()).unwrap_or_default();
            clauses.push(clause(text, vocabulary, view).map_err(|problem| shifted(problem, range.start))?);
            Ok(())
        });
        match read {
            Ok(()) => return Ok(clauses),
            Err(problem) => {
                if furthest.as_ref().is_none_or(|other: &Diagnostic| problem.span.start > other.span.start) {
                    furthest = Some(problem);
                }
            }
        }
    }
    Err(furthest.unwrap_or_else(|| Diagnostic::new(Problem::BadDefinition, 0..body.len(), "No clause stands here.")))
}

/// The ways to cut a body at some of its commas and "and"s, those with the most parts first.
fn divisions(body: &str) -> Result<Vec<Vec<Range<usize>>>, Diagnostic> {
    let tokens = token::tokenize(body)?;
    let mut joints: Vec<Range<usize>> = Vec::new();
    for token in &tokens {
        let comma = token.kind == TokenKind::Comma;
        let joins = comma || (token.kind == TokenKind::Word && token.text == "and");
        if !joins {
            continue;
        }
        match joints.last_mut() {
            // ", and" is one joint.
            Some(last) if !comma && body.get(last.end..token.span.start).is_some_and(|between| between.trim().is_empty()) => {
                last.end = token.span.end;
            }
            _ => joints.push(token.span.clone()),
        }
    }
    if joints.len() > MOST_CUTS {
        let message = format!("There are more than {MOST_CUTS} commas and \"and\"s between these clauses.");
        return Err(Diagnostic::new(Problem::TooLong, 0..body.len(), message).hint("Define a part of it as a relation of its own."));
    }
    let mut masks: Vec<u32> = (0..1_u32 << joints.len()).collect();
    masks.sort_by_key(|mask| std::cmp::Reverse((mask.count_ones(), *mask)));
    let cut = |mask: u32| {
        let mut start = 0;
        let mut parts = Vec::new();
        for (place, joint) in joints.iter().enumerate() {
            if mask & 1 << place != 0 {
                parts.push(start..joint.start);
                start = joint.end;
            }
        }
        parts.push(start..body.len());
        parts
    };
    Ok(masks.into_iter().map(cut).collect())
}

fn clause(text: &str, vocabulary: &Vocabulary, view: &dyn View) -> Result<Clause, Diagnostic> {
    let tokens = token::tokenize(text)?;
    let parameters = parameters::written(&tokens);
    let mut lattice = Lattice::new(text, tokens, vocabulary, view);
    for parameter in parameters {
        parameter.name_in(&mut lattice, view);
    }
    if let Some(unknown) = explain::unknown_words(&lattice, vocabulary, view).into_iter().next() {
        return Err(unknown);
    }
    let resolver = Resolver::new(&lattice, vocabulary, view, &NO_ANTECEDENTS);
    for tree in language::parse(&lattice) {
        if !matches!(*tree, Question::Clause { asked: Asked::YesNo, .. }) {
            continue;
        }
        let Some(interpretation) = resolver.interpret(&tree) else { continue };
        let mut settled = resolver.settle(interpretation);
        if settled.len() > 1 {
            let message = "Several things have a name that stands here.";
            return Err(Diagnostic::new(Problem::AmbiguousName, 0..text.len(), message).hint("Write it in brackets, by its key: [...]."));
        }
        let interpretation = settled.pop();
        let choices = interpretation.as_ref().map(|interpretation| resolver.choices(interpretation)).unwrap_or_default();
        if let Some(Interpretation::YesNo { tests, text, .. }) = interpretation {
            return Ok(Clause { tests, text, choices });
        }
    }
    Err(resolver.trouble().unwrap_or_else(|| explain::not_read(&lattice)))
}

fn shifted(problem: Diagnostic, by: usize) -> Diagnostic {
    Diagnostic { span: problem.span.start + by..problem.span.end + by, ..problem }
}
