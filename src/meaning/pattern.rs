//! Questions with letters: "find X, Y, Z where X knows Y and Y knows Z and Z knows X".
//!
//! Comes in: a question whose clauses speak of letters, as those of rules do. Goes out: a reading of what the letters may be so that all clauses
//! hold. Different letters may stand for the same thing, unless a clause says "X is not Y".

use super::antecedents::NO_ANTECEDENTS;
use super::compile::Compiler;
use super::resolve::Resolver;
use super::rules::letters::{LETTERS, with_letters};
use super::rules::{body, clauses};
use super::{Failure, Reading, Shape};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::View;
use crate::language::syntax::{Pattern, PatternAsked};
use crate::language::token::{Token, TokenKind};
use crate::language::{Lattice, Vocabulary, parse_pattern};
use crate::query::{Aggregate, Column, Expression, Function};

/// Reads a question with letters; nothing if it is none.
pub(super) fn read(text: &str, tokens: &[Token], vocabulary: &Vocabulary, view: &dyn View) -> Option<Result<Reading, Failure>> {
    let has_letter = tokens.iter().any(|token| token.kind == TokenKind::Word && is_letter(&token.text));
    if !has_letter {
        return None;
    }
    let with_letters = with_letters(view, None);
    let lattice = Lattice::new(text, tokens.to_vec(), vocabulary, &with_letters);
    let pattern = parse_pattern(&lattice, &LETTERS)?;
    Some(reading(&pattern, &lattice, vocabulary, view, &with_letters).map_err(|problem| Failure::NotUnderstood(vec![problem])))
}

fn is_letter(word: &str) -> bool {
    LETTERS.iter().any(|letter| letter.eq_ignore_ascii_case(word))
}

fn reading(
    pattern: &Pattern,
    lattice: &Lattice<'_>,
    vocabulary: &Vocabulary,
    view: &dyn View,
    with_letters: &dyn View,
) -> Result<Reading, Diagnostic> {
    let within = |problem| in_question(problem, pattern);
    if let Some(&twice) =
        pattern.letters.iter().enumerate().find(|(place, letter)| pattern.letters[..*place].contains(letter)).map(|(_, it)| it)
    {
        let letter = LETTERS.get(twice).copied().unwrap_or_default();
        return Err(Diagnostic::new(Problem::UnknownPhrase, 0..pattern.clauses.start, format!("{letter} is asked for twice.")));
    }
    let clauses = clauses::read(lattice.text.get(pattern.clauses.clone()).unwrap_or_default(), vocabulary, with_letters).map_err(within)?;
    let resolver = Resolver::new(lattice, vocabulary, view, &NO_ANTECEDENTS);
    let mut compiler = Compiler::new(&resolver);
    let columns: Vec<Column> = LETTERS.iter().map(|letter| compiler.column(letter)).collect();
    let tests: Vec<_> = clauses.iter().flat_map(|clause| clause.tests.iter().cloned()).collect();
    let rows = body::compile(&mut compiler, &tests, &columns, &pattern.letters).map_err(within)?;
    let asked: Vec<(Column, &str)> =
        pattern.letters.iter().filter_map(|&place| Some((*columns.get(place)?, *LETTERS.get(place)?))).collect();
    let (query, shape) = match (pattern.asked, asked.as_slice()) {
        (PatternAsked::List, &[(column, _)]) => (compiler.query(rows, asked), Shape::List { column }),
        (PatternAsked::List, _) => (compiler.query(rows, asked), Shape::Table),
        (PatternAsked::Any, _) => (compiler.query(rows, asked), Shape::YesNo { denial: None }),
        (PatternAsked::Count, _) => {
            let number = compiler.column("number");
            let of = asked.first().map_or(number, |&(column, _)| column);
            let aggregates = vec![Aggregate { function: Function::Rows, of, to: number }];
            let root = Expression::Group { input: Box::new(rows), keys: Vec::new(), aggregates, over: None };
            (compiler.query(root, vec![(number, "number")]), Shape::Number { column: number, unit: None })
        }
    };
    if let Some(problem) = compiler.problem() {
        return Err(within(problem));
    }
    let letters: Vec<&str> = pattern.letters.iter().filter_map(|&place| LETTERS.get(place).copied()).collect();
    let letters = match letters.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => letters.concat(),
    };
    let texts: Vec<&str> = clauses.iter().map(|clause| clause.text.as_str()).collect();
    let lead = match pattern.asked {
        PatternAsked::List => format!("Which {letters} are there"),
        PatternAsked::Count => format!("How many {letters} are there"),
        PatternAsked::Any => format!("Are there {letters}"),
    };
    let mut choices: Vec<String> = Vec::new();
    for choice in clauses.iter().flat_map(|clause| &clause.choices) {
        if !choices.contains(choice) {
            choices.push(choice.clone());
        }
    }
    let readback = format!("{lead} such that {}?", texts.join(" and "));
    Ok(Reading { query, strict: None, shape, readback, choices, rules: compiler.rules() })
}

/// What is wrong with clauses, in the whole question.
fn in_question(problem: Diagnostic, pattern: &Pattern) -> Diagnostic {
    let clauses = &pattern.clauses;
    let at = |place: usize| clauses.start.saturating_add(place).min(clauses.end);
    let kind = if problem.kind == Problem::BadDefinition { Problem::NotSupported } else { problem.kind };
    Diagnostic { kind, span: at(problem.span.start)..at(problem.span.end), ..problem }
}
