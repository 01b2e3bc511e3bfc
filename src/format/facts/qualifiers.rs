//! The indented lines below a sentence: where, how many, the words of the source.

use super::definitions::{self, span_of};
use super::lines::Line;
use super::problems::{ambiguous_name, unknown_among, unknown_name};
use super::resolve::{End, entities_named};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::names::split;
use crate::graph::{Date, Exactness, Interval, LiveGraph, NodeId, Quantity, View};
use crate::language::escape::{closing, unescape};
use crate::language::telling::parse_quantity;

/// What the lines below a sentence say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Qualifiers {
    pub place: Option<End>,
    pub quantity: Option<Quantity>,
    pub quote: Option<String>,
    pub note: Option<String>,
    pub section: Option<String>,
    pub when: Option<Interval>,
    pub sources: Vec<End>,
}

const KEYWORDS: [&str; 7] = ["where", "quantity", "quote", "note", "at", "when", "source"];

impl Qualifiers {
    /// Takes in one line.
    pub(super) fn add(&mut self, line: &Line<'_>, graph: &LiveGraph) -> Result<(), Diagnostic> {
        let word = line.content.split_whitespace().next().unwrap_or_default();
        let span = span_of(line.content, line.text);
        let Some(keyword) = KEYWORDS.into_iter().find(|keyword| *keyword == word) else {
            let problem = unknown_among(word, span_of(word, line.text), KEYWORDS.into_iter());
            let hint = "Below a sentence stand lines that begin with where, quantity, quote, note, at, when or source.";
            return Err(Diagnostic { kind: Problem::BadDefinition, ..problem }.hint(hint));
        };
        let Some(written) = definitions::written(keyword, line.content).filter(|written| !written.is_empty()) else {
            return Err(Diagnostic::new(Problem::BadDefinition, span, format!("Something must stand behind \"{keyword}\".")));
        };
        let value_span = span_of(written, line.text);
        let text = || definitions::field(keyword, line.content).unwrap_or_default().into_owned();
        let is_new = match keyword {
            "where" => self.place.replace(name(written, line, graph)?).is_none(),
            "quantity" => {
                let quantity = quantity(written).ok_or_else(|| {
                    Diagnostic::new(Problem::BadValue, value_span, format!("\"{written}\" is not a number with a unit."))
                        .hint("Write, for example: about 200,000 people, $10 million, 30 minutes.")
                })?;
                self.quantity.replace(quantity).is_none()
            }
            "quote" => self.quote.replace(text()).is_none(),
            "note" => self.note.replace(text()).is_none(),
            "at" => self.section.replace(text()).is_none(),
            "when" => {
                let when = interval(written).ok_or_else(|| {
                    Diagnostic::new(Problem::BadValue, value_span, format!("\"{written}\" is not a time."))
                        .hint("Write 2006-09-30, 2006/2007, 2006/.. or ../2007.")
                })?;
                self.when.replace(when).is_none()
            }
            _ => {
                self.sources.push(name(written, line, graph)?);
                true
            }
        };
        if is_new { Ok(()) } else { Err(Diagnostic::new(Problem::BadDefinition, span, format!("There is already a line \"{keyword}\"."))) }
    }
}

/// The name in brackets on a line that holds one, so that it can be known before the sentences are read.
pub(super) fn bracketed_on<'a>(line: &Line<'a>) -> Option<std::borrow::Cow<'a, str>> {
    let written = definitions::written("where", line.content).or_else(|| definitions::written("source", line.content))?;
    inside_brackets(written)
}

fn inside_brackets(written: &str) -> Option<std::borrow::Cow<'_, str>> {
    let is_whole = written.starts_with('[') && closing(written, 0) == Some(written.len());
    let inside = written.get(1..written.len().checked_sub(1)?).filter(|_| is_whole)?;
    Some(unescape(inside.trim()))
}

/// A name that takes the rest of a line.
fn name(written: &str, line: &Line<'_>, graph: &LiveGraph) -> Result<End, Diagnostic> {
    let span = span_of(written, line.text);
    if let Some(name) = inside_brackets(written) {
        return match entities_named(&name, graph).as_slice() {
            [] => Ok(End::New(name.into_owned())),
            [one] => Ok(End::Node(*one)),
            several => Err(ambiguous_name(&name, span, several, graph)),
        };
    }
    let words = split(written);
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let without_article = words.strip_prefix(&["the"]).unwrap_or(&words);
    let mut found: Vec<NodeId> = Vec::new();
    for words in [words.as_slice(), without_article] {
        let whole = graph.names_at(words).into_iter().find(|name| name.words == words.len() && name.exactness != Exactness::Adjective);
        if let Some(name) = whole {
            found = name.nodes.into_iter().filter(|node| graph.is_entity(*node)).collect();
            break;
        }
    }
    match found.as_slice() {
        [] => Err(unknown_name(written, span, graph)),
        [one] => Ok(End::Node(*one)),
        several => Err(ambiguous_name(written, span, several, graph)),
    }
}

/// A number with its unit, plain or so that nothing is lost.
pub(super) fn quantity(written: &str) -> Option<Quantity> {
    let exact = written.strip_prefix("number").map(str::trim_start).and_then(|quoted| definitions::text(quoted).ok());
    if let Some((_, text)) = exact.filter(|(_, text)| !text.is_empty())
        && let Some(quantity) = Quantity::parse_exact(&text)
    {
        return Some(quantity);
    }
    parse_quantity(written)
}

/// An interval as it is displayed.
fn interval(written: &str) -> Option<Interval> {
    let end = |text: &str| if text == ".." { Some(None) } else { text.parse::<Date>().ok().map(Some) };
    match written.split_once('/') {
        None => written.parse().ok().map(Interval::at),
        Some((from, to)) => Some(Interval { from: end(from)?, to: end(to)? }),
    }
}
