//! Questions with parameters: `who supported :leader in :year?`.
//!
//! Comes in: a question in which words behind a colon stand for what is not known yet. Goes out: a reading with a place for each, and what may be put
//! there. A parameter is read as a name if the question then has a meaning, else as a number or a date; one that is called like a date ("year", "day",
//! "since") is tried as a date first. One that is called like a kind takes things of that kind.

use super::antecedents::NO_ANTECEDENTS;
use super::unknowns::{Unknown, WithUnknowns};
use super::{Failure, Reading, pattern, read_lattice};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{KindId, View};
use crate::language::token::{self, Token, TokenKind};
use crate::language::vocabulary::Sense;
use crate::language::{Lattice, Vocabulary};
use crate::query::{MOST_PARAMETERS, parameter_node, parameter_number, parameter_year};

/// A place in a question that is filled when it is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, without the colon, in lower case.
    pub name: String,
    /// What may be put there.
    pub takes: Takes,
}

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// The name of a thing; of this kind, if the parameter is called like one.
    Name(Option<KindId>),
    /// A number.
    Number,
    /// A date.
    Date,
}

/// A parameter as it stands in a text.
pub(super) struct Written {
    /// Its name.
    pub name: String,
    /// The place of its colon among the tokens.
    at: usize,
    /// Its place in the text, colon and all.
    span: std::ops::Range<usize>,
}

impl Written {
    /// Makes it a name in a lattice, if the view knows what it stands for.
    pub(super) fn name_in(&self, lattice: &mut Lattice<'_>, view: &dyn View) {
        if let [node] = *view.named(&format!(":{}", self.name)) {
            lattice.name_parameter(self.at, node);
        }
    }
}

/// The parameters in a text, in order.
pub(super) fn written(tokens: &[Token]) -> Vec<Written> {
    let pairs = tokens.iter().zip(tokens.iter().skip(1)).enumerate();
    let apart = |at: usize, colon: &Token| {
        at.checked_sub(1).and_then(|before| tokens.get(before)).is_none_or(|before| before.span.end < colon.span.start)
    };
    pairs
        .filter(|(at, (colon, word))| {
            colon.kind == TokenKind::Colon && word.kind == TokenKind::Word && colon.span.end == word.span.start && apart(*at, colon)
        })
        .map(|(at, (colon, word))| Written { name: word.text.clone(), at, span: colon.span.start..word.span.end })
        .collect()
}

/// Whether a question has parameters.
pub fn has_parameters(question: &str) -> bool {
    question.contains(':') && token::tokenize(question).is_ok_and(|tokens| !written(&tokens).is_empty())
}

/// A question with parameters cannot be asked by itself.
pub(super) fn unfilled(parameter: &Written, question: &str) -> Diagnostic {
    let name = question.get(parameter.span.clone()).unwrap_or(&parameter.name);
    Diagnostic::new(Problem::NotSupported, parameter.span.clone(), format!("{name} is a parameter, and nothing is given for it."))
        .hint(format!("Save the question in a file and give it: quipu run --param {}=... FILE.", name.trim_start_matches(':')))
}

/// Reads a question with parameters, once for all that may be given for them. A question without any is read as usual.
///
/// # Errors
/// As [`read`](super::read); and if there are more than [`MOST_PARAMETERS`] parameters.
pub fn prepare(question: &str, vocabulary: &Vocabulary, view: &dyn View) -> Result<(Reading, Vec<Parameter>), Failure> {
    let tokens = token::tokenize(question).map_err(|problem| Failure::NotUnderstood(vec![problem]))?;
    let places = written(&tokens);
    let mut names: Vec<&str> = places.iter().map(|place| place.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() > MOST_PARAMETERS.min(6) {
        let problem = Diagnostic::new(Problem::TooLong, 0..question.len(), "This question has too many parameters: 6 at most are read.");
        return Err(Failure::NotUnderstood(vec![problem]));
    }
    let choices: Vec<[Takes; 3]> = names.iter().map(|name| choices(name, vocabulary)).collect();
    let mut failure: Option<Failure> = None;
    // All ways to take them, those first that take each as it is likeliest.
    let mut ways: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in &names {
        ways = ways.into_iter().flat_map(|way| (0..3).map(move |choice| way.iter().copied().chain([choice]).collect())).collect();
    }
    ways.sort_by_key(|way| way.iter().sum::<usize>());
    for way in ways {
        let parameters: Vec<Parameter> = names
            .iter()
            .zip(&choices)
            .zip(&way)
            .map(|((name, choices), &choice)| Parameter {
                name: (*name).to_owned(),
                takes: choices.get(choice).copied().unwrap_or(Takes::Number),
            })
            .collect();
        match read_as(question, &places, &parameters, vocabulary, view) {
            Ok(reading) => return Ok((reading, parameters)),
            Err(problem) => {
                failure.get_or_insert(problem);
            }
        }
    }
    Err(failure.unwrap_or_else(|| Failure::NotUnderstood(Vec::new())))
}

/// What a parameter may be by its name, the likeliest first.
fn choices(name: &str, vocabulary: &Vocabulary) -> [Takes; 3] {
    let mut lexemes = Vec::new();
    let singular = name.trim_end_matches(|character: char| character.is_ascii_digit());
    vocabulary.lexemes_at(&[singular], &mut lexemes);
    let kind = lexemes.iter().find_map(|lexeme| match lexeme.sense {
        Sense::Kind(kind, _) => Some(kind),
        _ => None,
    });
    let called_date = ["year", "month", "day", "date", "time", "when", "since", "until", "from", "to", "before", "after", "start", "end"];
    let called_number = ["n", "number", "count", "limit", "amount", "least", "most"];
    if called_date.contains(&singular) {
        [Takes::Date, Takes::Name(kind), Takes::Number]
    } else if called_number.contains(&singular) {
        [Takes::Number, Takes::Name(kind), Takes::Date]
    } else {
        [Takes::Name(kind), Takes::Number, Takes::Date]
    }
}

/// Reads a question with its parameters taken so. Numbers and dates are written out as the ones that stand for them.
fn read_as(
    question: &str,
    places: &[Written],
    parameters: &[Parameter],
    vocabulary: &Vocabulary,
    view: &dyn View,
) -> Result<Reading, Failure> {
    let place_of = |name: &str| parameters.iter().position(|parameter| parameter.name == name);
    let mut text = String::with_capacity(question.len());
    let mut from = 0;
    for written in places {
        let Some(place) = place_of(&written.name) else { continue };
        let stands = match parameters.get(place).map(|parameter| parameter.takes) {
            Some(Takes::Number) => parameter_number(place).to_string(),
            Some(Takes::Date) => parameter_year(place).to_string(),
            _ => continue,
        };
        text.push_str(question.get(from..written.span.start).unwrap_or_default());
        text.push_str(&stands);
        from = written.span.end;
    }
    text.push_str(question.get(from..).unwrap_or_default());
    let unknowns = parameters.iter().enumerate().filter_map(|(place, parameter)| match parameter.takes {
        Takes::Name(kind) => {
            Some(Unknown { name: format!(":{}", parameter.name), node: parameter_node(place), kinds: kind.into_iter().collect() })
        }
        Takes::Number | Takes::Date => None,
    });
    let with_unknowns = WithUnknowns::new(view, unknowns.collect());
    let tokens = token::tokenize(&text).map_err(|problem| Failure::NotUnderstood(vec![problem]))?;
    let left = written(&tokens);
    let mut reading = match pattern::read(&text, &tokens, vocabulary, &with_unknowns) {
        Some(read) => read?,
        None => {
            let mut lattice = Lattice::new(&text, tokens, vocabulary, &with_unknowns);
            left.iter().for_each(|written| written.name_in(&mut lattice, &with_unknowns));
            read_lattice(&lattice, vocabulary, &with_unknowns, &NO_ANTECEDENTS)?
        }
    };
    for (place, parameter) in parameters.iter().enumerate() {
        let stands = match parameter.takes {
            Takes::Name(_) => continue,
            Takes::Number => parameter_number(place).to_string(),
            Takes::Date => parameter_year(place).to_string(),
        };
        reading.readback = reading.readback.replace(&stands, &format!(":{}", parameter.name));
    }
    Ok(reading)
}
