//! The clauses of a rule, or of a question with letters, become an expression of the query algebra.

use super::super::compile::{Compiler, generates, ranks};
use super::super::concept::{Concept, Restriction};
use super::bind::{Unfit, bind};
use super::letters::{LETTERS, variable};
use crate::diagnostic::{Diagnostic, Problem};
use crate::query::{Column, Condition, Expression};

/// What the letters may be so that all clauses hold: rows of the columns of the letters that are asked for, by their places. `columns` has one for each
/// letter.
///
/// Clauses that find something come before those that only test it, so that "not" speaks of what the others found.
///
/// # Errors
/// What cannot be said with letters.
pub(in crate::meaning) fn compile(
    compiler: &mut Compiler<'_, '_>,
    clauses: &[Concept],
    columns: &[Column],
    asked: &[usize],
) -> Result<Expression, Diagnostic> {
    let column = |place: usize| columns.get(place).copied().unwrap_or(Column(u32::MAX));
    let mut parts: Vec<Part<'_>> = clauses.iter().flat_map(parts).collect();
    parts.sort_by_key(Part::turn);
    let mut rows: Option<Expression> = None;
    let mut same: Vec<Condition> = Vec::new();
    for part in parts {
        let added = match part {
            Part::Said { of, restriction } => {
                let at = column(of);
                if let Restriction::Is { concept, negated } = restriction
                    && let Some(other) = lone_variable(concept)
                {
                    let condition = Condition::Same(at, column(other));
                    same.push(if *negated { Condition::Not(Box::new(condition)) } else { condition });
                    continue;
                }
                let known = rows.as_ref().is_some_and(|rows| rows.columns().contains(at) || holds(rows, at, of));
                if !known && !generates(restriction) {
                    return Err(message(Unfit::Unbound(at), columns));
                }
                match rows.take() {
                    // What is ranked is ranked among all.
                    before @ Some(_) if ranks(restriction) => {
                        rows = before;
                        compiler.restrict(None, at, restriction)
                    }
                    Some(before) if known => {
                        rows = Some(compiler.restrict(Some(before), at, restriction));
                        continue;
                    }
                    before => {
                        rows = before;
                        compiler.restrict(None, at, restriction)
                    }
                }
            }
            Part::Whole(concept) => {
                let at = compiler.column("some");
                let found = compiler.concept(concept, at);
                Expression::Project { input: Box::new(found), columns: Vec::new() }
            }
        };
        rows = Some(match rows.take() {
            None => added,
            Some(before) => Expression::Join { left: Box::new(before), right: Box::new(added) },
        });
    }
    let unfit = |unfit: Unfit| message(unfit, columns);
    let rows = bind(rows.unwrap_or(Expression::Unit), columns).map_err(unfit)?;
    let known = rows.columns();
    for condition in &same {
        if let Some(unknown) = condition.columns().iter().find(|column| !known.contains(*column)) {
            return Err(unfit(Unfit::Unbound(unknown)));
        }
    }
    let asked: Vec<Column> = asked.iter().map(|&place| column(place)).collect();
    if let Some(&unknown) = asked.iter().find(|column| !known.contains(**column)) {
        return Err(unfit(Unfit::Unbound(unknown)));
    }
    let rows = match same.len() {
        0 => rows,
        1 => Expression::Filter { input: Box::new(rows), condition: same.remove(0) },
        _ => Expression::Filter { input: Box::new(rows), condition: Condition::And(same) },
    };
    Ok(Expression::Project { input: Box::new(rows), columns: asked })
}

/// A piece of a clause.
enum Part<'c> {
    /// Something that is said of a variable.
    Said { of: usize, restriction: &'c Restriction },
    /// That there is some member of a set.
    Whole(&'c Concept),
}

impl Part<'_> {
    /// In which turn it comes.
    fn turn(&self) -> u8 {
        match self {
            Self::Said { restriction, .. } if generates(restriction) && !ranks(restriction) => 0,
            Self::Whole(_) => 1,
            Self::Said { restriction, .. } if ranks(restriction) => 2,
            Self::Said { .. } => 3,
        }
    }
}

fn parts(clause: &Concept) -> Vec<Part<'_>> {
    match clause {
        Concept::Restricted { base, restrictions } => match lone_variable(base) {
            Some(of) => restrictions.iter().map(|restriction| Part::Said { of, restriction }).collect(),
            None => vec![Part::Whole(clause)],
        },
        clause => vec![Part::Whole(clause)],
    }
}

/// The variable that a concept is.
fn lone_variable(concept: &Concept) -> Option<usize> {
    match concept {
        Concept::Names { nodes, .. } => match nodes[..] {
            [only] => variable(only),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a variable stands in some rows, if still as a node.
fn holds(rows: &Expression, at: Column, of: usize) -> bool {
    match rows {
        Expression::Nodes { column, nodes } => *column != at && nodes.iter().any(|&node| variable(node) == Some(of)),
        Expression::Difference { left, .. } => holds(left, at, of),
        Expression::Union { inputs } => inputs.iter().all(|input| holds(input, at, of)),
        rows => rows.inputs().into_iter().any(|input| holds(input, at, of)),
    }
}

fn message(unfit: Unfit, columns: &[Column]) -> Diagnostic {
    let letter = |column: Column| columns.iter().position(|other| *other == column).and_then(|place| LETTERS.get(place)).copied();
    let (message, hint) = match unfit {
        Unfit::Unbound(column) => {
            let letter = letter(column).unwrap_or("A variable");
            (
                format!("{letter} may be anything here: no clause says what it is."),
                format!("Add one, such as \"{letter} is a ...\" or one with a verb; \"not\" and numbers only test what is known."),
            )
        }
        Unfit::Misplaced => (
            "A letter that stands for something cannot be joined with \"or\" or taken away here.".to_owned(),
            "Say each alternative by itself, and \"X is not Y\" as a clause of its own.".to_owned(),
        ),
        Unfit::Uneven => ("The alternatives do not speak of the same letters.".to_owned(), "Say each alternative by itself.".to_owned()),
        Unfit::Ranked => (
            "A superlative or a search cannot depend on a letter.".to_owned(),
            "What can depend on one are counts and comparisons: \"more than\", \"at least 3\".".to_owned(),
        ),
    };
    Diagnostic::new(Problem::BadDefinition, 0..usize::MAX, message).hint(hint)
}
