//! Compares an answer with what is expected of it.
//!
//! Names are compared folded, and aliases count as names; dates and numbers by what they mean, however they are written.

use std::collections::BTreeSet;

use super::super::questions::{Expectation, Item};
use crate::answer::{Answer, AnswerRow, Status};
use crate::graph::Date;
use crate::graph::names::fold;

/// One way in which an answer is not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// Expected, but not answered.
    Missing(String),
    /// Answered, but not expected.
    Extra(String),
    /// Something else is different.
    Other {
        /// What: "answer", "read-back".
        what: &'static str,
        /// As expected.
        expected: String,
        /// As it is.
        found: String,
    },
}

/// All differences; none if the answer is as expected.
pub(super) fn differences(item: &Item, answer: &Answer) -> Vec<Difference> {
    let mut found = Vec::new();
    let wants_problem = item.expectations.iter().any(|expectation| matches!(expectation, Expectation::Problem(_)));
    if answer.status != Status::Ok && !wants_problem {
        let first = item.expectations.iter().map(describe).next().unwrap_or_default();
        return vec![Difference::Other { what: "answer", expected: first, found: describe_answer(answer) }];
    }
    let answers: Vec<&str> = item
        .expectations
        .iter()
        .filter_map(|expectation| match expectation {
            Expectation::Answer(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if !answers.is_empty() {
        rows(&answers, item.in_order, answer, &mut found);
    }
    let possible: Vec<&str> = item
        .expectations
        .iter()
        .filter_map(|expectation| match expectation {
            Expectation::Possible(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if !possible.is_empty() {
        each(&possible, &answer.possible, &mut found);
    }
    for expectation in &item.expectations {
        if let Some(difference) = single(expectation, answer, !possible.is_empty()) {
            found.push(difference);
        }
    }
    found
}

/// The answers against the `=` lines: each line takes one row, and no row is left.
fn rows(expected: &[&str], in_order: bool, answer: &Answer, found: &mut Vec<Difference>) {
    if let Some(number) = answer.number {
        match expected {
            [one] if number_of(one) == Some(number) || answer.answers.iter().any(|row| matches(row, one)) => {}
            _ => found.push(Difference::Other { what: "answer", expected: expected.join(", "), found: describe_answer(answer) }),
        }
        return;
    }
    if answer.boolean.is_some() {
        found.push(Difference::Other { what: "answer", expected: expected.join(", "), found: describe_answer(answer) });
        return;
    }
    each(expected, &answer.answers, found);
    if in_order && found.is_empty() {
        let misplaced = expected.iter().zip(&answer.answers).any(|(text, row)| !matches(row, text));
        if misplaced {
            let order: Vec<String> = answer.answers.iter().map(shown).collect();
            found.push(Difference::Other { what: "order", expected: expected.join(", "), found: order.join(", ") });
        }
    }
}

/// Rows against lines: each line takes one row, and no row is left.
fn each(expected: &[&str], rows: &[AnswerRow], found: &mut Vec<Difference>) {
    let mut left: Vec<&AnswerRow> = rows.iter().collect();
    for &text in expected {
        // A name that several rows have is best spent on the row that has it as its label.
        let place = left
            .iter()
            .position(|row| fold(&row.label) == fold(text) && row.cells.is_empty())
            .or_else(|| left.iter().position(|row| matches(row, text)));
        match place {
            Some(place) => {
                left.remove(place);
            }
            None => found.push(Difference::Missing(text.to_owned())),
        }
    }
    found.extend(left.iter().map(|row| Difference::Extra(shown(row))));
}

/// `listed` says whether the possible answers are written out.
fn single(expectation: &Expectation, answer: &Answer, listed: bool) -> Option<Difference> {
    let other = |what, expected: String, found: String| Some(Difference::Other { what, expected, found });
    let as_expected = match expectation {
        Expectation::Answer(_) | Expectation::Possible(_) => true,
        Expectation::Nothing => {
            answer.answers.is_empty() && answer.number.is_none() && answer.boolean.is_none() && (answer.possible.is_empty() || listed)
        }
        Expectation::Yes => answer.boolean == Some(true),
        Expectation::No => answer.boolean == Some(false) && !answer.is_denied(),
        Expectation::Denied => answer.is_denied(),
        Expectation::Includes(text) => {
            let included = answer.answers.iter().any(|row| matches(row, text));
            return (!included).then(|| Difference::Missing(text.clone()));
        }
        Expectation::Excludes(text) => {
            let row = answer.answers.iter().find(|row| matches(row, text));
            return row.map(|row| Difference::Extra(shown(row)));
        }
        Expectation::ReadBack(text) => {
            if fold(text) == fold(&answer.readback) {
                return None;
            }
            return other("read-back", text.clone(), answer.readback.clone());
        }
        Expectation::Problem(text) => {
            let kind = problem_name(answer);
            if kind == text.split_whitespace().next().unwrap_or_default() {
                return None;
            }
            return other("problem", text.clone(), if kind.is_empty() { describe_answer(answer) } else { kind });
        }
        Expectation::References(keys) => {
            let expected: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
            let cited: BTreeSet<&str> = answer
                .answers
                .iter()
                .flat_map(|row| &row.evidence)
                .filter_map(|&number| answer.claims.get(number.wrapping_sub(1)))
                .flat_map(|claim| claim.sources.iter().map(String::as_str))
                .collect();
            if expected == cited {
                return None;
            }
            return other("references", in_brackets(&expected), in_brackets(&cited));
        }
    };
    if as_expected { None } else { other("answer", describe(expectation), describe_answer(answer)) }
}

fn in_brackets(keys: &BTreeSet<&str>) -> String {
    let mut keys: Vec<&str> = keys.iter().copied().collect();
    keys.sort_by_key(|key| key.parse::<u32>().unwrap_or(u32::MAX));
    format!("[{}]", keys.join(", "))
}

/// The stable name of the problem, `ambiguous`, or nothing.
fn problem_name(answer: &Answer) -> String {
    match (&answer.problem, answer.status) {
        (Some(problem), _) => serde_json::to_value(problem.kind).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default(),
        (None, Status::Ambiguous) => "ambiguous".to_owned(),
        _ => String::new(),
    }
}

/// Whether a row is what was written.
fn matches(row: &AnswerRow, text: &str) -> bool {
    if !row.cells.is_empty() {
        let cells: Vec<&str> = text.split('|').map(str::trim).collect();
        if cells.len() == row.cells.len() {
            return cells.iter().zip(&row.cells).all(|(cell, found)| same(cell, found));
        }
    }
    same(text, &row.label)
        || row.aliases.iter().any(|alias| same(text, alias))
        || match &row.value {
            Some(serde_json::Value::String(value)) => same(text, value),
            Some(serde_json::Value::Number(value)) => number_of(text).is_some() && number_of(text) == value.as_f64(),
            _ => false,
        }
}

/// Whether two texts say the same: folded, as dates, or as numbers.
fn same(left: &str, right: &str) -> bool {
    let (folded_left, folded_right) = (fold(left), fold(right));
    (folded_left == folded_right && !folded_left.is_empty())
        || left == right
        || matches!((left.parse::<Date>(), right.parse::<Date>()), (Ok(left), Ok(right)) if left == right)
        || matches!((number_of(left), number_of(right)), (Some(left), Some(right)) if left == right)
}

fn number_of(text: &str) -> Option<f64> {
    text.replace(',', "").trim().parse().ok().filter(|number: &f64| number.is_finite())
}

fn shown(row: &AnswerRow) -> String {
    if row.cells.is_empty() { row.label.clone() } else { row.cells.join(" | ") }
}

fn describe(expectation: &Expectation) -> String {
    match expectation {
        Expectation::Answer(text) | Expectation::Includes(text) | Expectation::ReadBack(text) | Expectation::Problem(text) => text.clone(),
        Expectation::Excludes(text) => format!("not {text}"),
        Expectation::Possible(text) => format!("possibly {text}"),
        Expectation::Nothing => "none".to_owned(),
        Expectation::Yes => "yes".to_owned(),
        Expectation::No => "no".to_owned(),
        Expectation::Denied => "denied".to_owned(),
        Expectation::References(keys) => format!("[{}]", keys.join(", ")),
    }
}

fn describe_answer(answer: &Answer) -> String {
    match answer.status {
        Status::NotUnderstood => return "not understood".to_owned(),
        Status::Ambiguous => return "ambiguous".to_owned(),
        Status::Error => return "an error".to_owned(),
        Status::Ok => {}
    }
    match answer.boolean {
        Some(true) => return "yes".to_owned(),
        Some(false) if answer.is_denied() => return "denied".to_owned(),
        Some(false) => return "no".to_owned(),
        None => {}
    }
    if answer.answers.is_empty() && !answer.possible.is_empty() {
        return format!("possibly {}", answer.possible.iter().take(10).map(shown).collect::<Vec<_>>().join(", "));
    }
    if answer.answers.is_empty() {
        return "none".to_owned();
    }
    let mut labels: Vec<String> = answer.answers.iter().take(10).map(shown).collect();
    if answer.answers.len() > 10 {
        labels.push(format!("and {} more", answer.answers.len() - 10));
    }
    labels.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::super::questions::read;
    use super::*;
    use crate::answer::AnswerKind;

    fn check(expectations: &str, answer: &Answer) -> Vec<Difference> {
        let questions = read(&format!("q?\n{expectations}"));
        differences(questions.items.first().unwrap(), answer)
    }

    fn list(labels: &[&str]) -> Answer {
        let mut answer = Answer::blank("q?", Status::Ok);
        answer.kind = Some(AnswerKind::Entities);
        answer.answers = labels.iter().map(|label| AnswerRow { label: (*label).to_owned(), ..AnswerRow::default() }).collect();
        answer
    }

    #[test]
    fn sets_are_compared_without_case_accents_and_order() {
        let answer = list(&["Alen Galvía", "Upland Valley"]);
        assert_eq!(check("  = upland valley\n  = ALEN GALVIA", &answer), []);
        assert_eq!(check("  + alen galvia\n  - Pava", &answer), []);
        assert_eq!(
            check("  = Alen Galvía\n  = Pava", &answer),
            [Difference::Missing("Pava".into()), Difference::Extra("Upland Valley".into())]
        );
        assert_eq!(check("  - upland valley", &answer), [Difference::Extra("Upland Valley".into())]);
        assert_eq!(check("  = none", &list(&[])), []);
        assert_eq!(check("  = none", &answer).len(), 1);
    }

    #[test]
    fn order_counts_only_where_it_is_asked_for() {
        let answer = list(&["A", "B"]);
        assert_eq!(check("  = B\n  = A", &answer), []);
        assert_eq!(check("  in order\n  = A\n  = B", &answer), []);
        assert_eq!(check("  in order\n  = B\n  = A", &answer).len(), 1);
    }

    #[test]
    fn dates_and_numbers_are_compared_by_meaning() {
        let mut answer = list(&["7 December 2022"]);
        answer.answers[0].value = Some("2022-12-07".into());
        assert_eq!(check("  = 2022-12-07", &answer), []);
        assert_eq!(check("  = 7 december 2022", &answer), []);
        assert_eq!(check("  = 2022", &answer).len(), 2);
        let mut answer = list(&["14"]);
        answer.number = Some(14.0);
        assert_eq!(check("  = 14", &answer), []);
        assert_eq!(check("  = 15", &answer).len(), 1);
    }

    #[test]
    fn yes_no_and_denied_are_three_answers() {
        let mut answer = Answer::blank("q?", Status::Ok);
        answer.boolean = Some(false);
        assert_eq!(check("  = no", &answer), []);
        assert_eq!(check("  = denied", &answer).len(), 1);
        answer.claims.push(crate::answer::EvidenceClaim::default());
        assert_eq!(check("  = denied", &answer), []);
        assert_eq!(check("  = no", &answer).len(), 1);
        assert_eq!(check("  = yes", &answer).len(), 1);
    }

    #[test]
    fn what_is_possible_is_compared_where_it_is_written() {
        let mut answer = list(&["A"]);
        answer.possible = list(&["B", "C"]).answers;
        assert_eq!(check("  = A", &answer), []);
        assert_eq!(check("  = A\n  =? C\n  =? B", &answer), []);
        assert_eq!(check("  =? B", &answer), [Difference::Extra("C".into())]);
        assert_eq!(check("  =? A\n  =? B\n  =? C", &answer), [Difference::Missing("A".into())]);
        answer.answers.clear();
        assert_eq!(check("  = none", &answer).len(), 1);
        assert_eq!(check("  = none\n  =? B\n  =? C", &answer), []);
        let mut answer = Answer::blank("q?", Status::Ok);
        answer.possible = list(&["yes"]).answers;
        assert_eq!(check("  =? yes", &answer), []);
        assert_eq!(check("  = no", &answer).len(), 1);
        assert_eq!(check("  = yes", &answer).len(), 1);
    }

    #[test]
    fn problems_are_compared_by_their_stable_name() {
        use crate::diagnostic::{Diagnostic, Problem};
        let mut answer = Answer::blank("q?", Status::NotUnderstood);
        answer.problem = Some(Diagnostic::new(Problem::UnknownWord, 0..1, "I don't know \"q\"."));
        assert_eq!(check("  ? unknown-word", &answer), []);
        assert_eq!(check("  ? unknown-name", &answer).len(), 1);
        assert_eq!(check("  = X", &answer).len(), 1);
    }
}
