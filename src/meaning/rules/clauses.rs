//! The body of a rule: clauses joined by "and", each read as a question whether it is so.
//!
//! "X directed a film that Y directed and X is not Y" has two clauses. Since "and" also joins smaller things, the ways to cut a body are tried in
//! turn, those with the most clauses first; the first of which every clause has a meaning is taken.

use std::ops::Range;

use super::super::concept::Concept;
use super::super::explain;
use super::super::interpret::Interpretation;
use super::super::resolve::Resolver;
use super::letters::with_letters;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{RelationId, View};
use crate::language::syntax::{Asked, Question};
use crate::language::token::{self, TokenKind};
use crate::language::{self, Lattice, Vocabulary};

/// More places than this where a body might be cut are not tried out.
const MOST_CUTS: usize = 6;

/// What the clauses of a rule for a relation say: sets that must not be empty, with variables in them.
///
/// # Errors
/// What is wrong with the body, and where in it.
pub(super) fn read(relation: RelationId, body: &str, vocabulary: &Vocabulary, view: &dyn View) -> Result<Vec<Concept>, Diagnostic> {
    let with_letters = with_letters(view, relation);
    let mut furthest: Option<Diagnostic> = None;
    for division in divisions(body)? {
        let mut tests = Vec::new();
        let read: Result<(), Diagnostic> = division.into_iter().try_for_each(|range| {
            let text = body.get(range.clone()).unwrap_or_default();
            tests.extend(clause(text, vocabulary, &with_letters).map_err(|problem| shifted(problem, range.start))?);
            Ok(())
        });
        match read {
            Ok(()) => return Ok(tests),
            Err(problem) => {
                if furthest.as_ref().is_none_or(|other: &Diagnostic| problem.span.start > other.span.start) {
                    furthest = Some(problem);
                }
            }
        }
    }
    Err(furthest.unwrap_or_else(|| Diagnostic::new(Problem::BadDefinition, 0..body.len(), "This rule says nothing.")))
}

/// The ways to cut a body at some of its "and"s, those with the most parts first.
fn divisions(body: &str) -> Result<Vec<Vec<Range<usize>>>, Diagnostic> {
    let tokens = token::tokenize(body)?;
    let joints: Vec<Range<usize>> = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.kind == TokenKind::Word && token.text == "and")
        .map(|(place, token)| {
            let before = place.checked_sub(1).and_then(|before| tokens.get(before)).filter(|before| before.kind == TokenKind::Comma);
            before.map_or(token.span.start, |comma| comma.span.start)..token.span.end
        })
        .collect();
    if joints.len() > MOST_CUTS {
        let message = format!("This rule has more than {MOST_CUTS} times \"and\".");
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

fn clause(text: &str, vocabulary: &Vocabulary, view: &dyn View) -> Result<Vec<Concept>, Diagnostic> {
    let lattice = Lattice::new(text, token::tokenize(text)?, vocabulary, view);
    if let Some(unknown) = explain::unknown_words(&lattice, vocabulary, view).into_iter().next() {
        return Err(unknown);
    }
    let resolver = Resolver::new(&lattice, vocabulary, view, &[]);
    for tree in language::parse(&lattice) {
        if !matches!(tree, Question::Clause { asked: Asked::YesNo, .. }) {
            continue;
        }
        let Some(interpretation) = resolver.interpret(&tree) else { continue };
        let mut settled = resolver.settle(interpretation);
        if settled.len() > 1 {
            let message = "Several things have a name that stands here.";
            return Err(Diagnostic::new(Problem::AmbiguousName, 0..text.len(), message).hint("Write it in brackets, by its key: [...]."));
        }
        if let Some(Interpretation::YesNo { tests, .. }) = settled.pop() {
            return Ok(tests);
        }
    }
    Err(resolver.trouble().unwrap_or_else(|| explain::not_read(&lattice)))
}

fn shifted(problem: Diagnostic, by: usize) -> Diagnostic {
    Diagnostic { span: problem.span.start + by..problem.span.end + by, ..problem }
}
