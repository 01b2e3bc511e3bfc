//! What claims join: names, quoted texts, numbers, dates.

use std::rc::Rc;

use super::super::input::{Parsed, Tokens, number, one_of};
use super::super::noun::bound;
use super::super::time::date;
use super::super::words::is_function_word;
use super::{Ends, Reader};
use crate::graph::{Bound, Exactness, Quantity};
use crate::language::lattice::Name;
use crate::language::telling::{Expected, Term, TermKind};
use crate::language::token::TokenKind;

impl<'a> Reader<'a> {
    /// All terms that start here, with the places behind them.
    pub(super) fn terms(&self, input: Tokens<'a>) -> Ends {
        let known = self.terms.borrow().iter().find(|(at, _)| *at == input.at).map(|(_, terms)| Rc::clone(terms));
        let terms = known.unwrap_or_else(|| {
            let terms = Rc::new(self.read_terms(input));
            self.terms.borrow_mut().push((input.at, Rc::clone(&terms)));
            terms
        });
        if terms.is_empty() {
            self.fail(input.at, Expected::Name);
        }
        terms
    }

    pub(super) fn read_terms(&self, input: Tokens<'a>) -> Vec<(usize, Term)> {
        let Some(token) = input.token() else { return Vec::new() };
        let term = |end: usize, kind: TermKind| (end, Term { span: self.lattice.span(input.at, end), kind });
        match token.kind {
            TokenKind::Bracketed => return vec![term(input.at + 1, TermKind::Bracketed(token.text.clone()))],
            TokenKind::Quoted => return vec![term(input.at + 1, TermKind::Quoted(token.text.clone()))],
            TokenKind::Comma | TokenKind::Colon => return Vec::new(),
            TokenKind::Word | TokenKind::Number(_) | TokenKind::Dollar => {}
        }
        let mut found = Vec::new();
        if token.kind != TokenKind::Dollar {
            let starts = [Some(input), matches!(input.text(), "the" | "a" | "an").then(|| input.advance(1))];
            for start in starts.into_iter().flatten().filter(|start| !start.is_end()) {
                if start.token().is_some_and(|token| token.kind == TokenKind::Bracketed) {
                    return self.read_terms(start);
                }
                let names = self.lattice.names_from(start.at, self.view).into_iter();
                found.extend(
                    names
                        .filter(|name| name.end <= input.end && self.may_be_told(name))
                        .map(|name| term(name.end, TermKind::Name(name.nodes, name.exactness))),
                );
            }
            if may_be_date(input)
                && let Ok((rest, date)) = date(input)
            {
                found.push(term(rest.at, TermKind::Date(date)));
            }
        }
        if let Ok((rest, quantity)) = bare_quantity(input) {
            found.push(term(rest.at, TermKind::Number(quantity.clone())));
            if quantity.unit.is_none() {
                let words = (0..4).take_while(|ahead| !rest.text_at(*ahead).is_empty()).count();
                for length in 1..=words {
                    let end = rest.at + length;
                    let number = self.number_term(input.at..end, &quantity, rest.at..end);
                    found.push((end, number));
                }
            }
        }
        found
    }

    /// Values by their type, and what may stand elsewhere, too.
    pub(super) fn values(&self, input: Tokens<'a>) -> Vec<(usize, Term)> {
        let marked =
            |kind: TermKind, length: usize| vec![(input.at + length, Term { span: self.lattice.span(input.at, input.at + length), kind })];
        let quoted = self.lattice.tokens.get(input.at + 1).filter(|token| token.kind == TokenKind::Quoted && input.at + 1 < input.end);
        let value = match (input.text(), quoted) {
            ("text", Some(token)) => Some(TermKind::Text(token.text.clone())),
            ("url", Some(token)) => Some(TermKind::Url(token.text.clone())),
            ("date", Some(token)) => token.text.parse().ok().map(TermKind::Date),
            ("number", Some(token)) => Quantity::parse_exact(&token.text).map(TermKind::Number),
            ("yes", _) => return marked(TermKind::Truth(true), 1),
            ("no", _) => return marked(TermKind::Truth(false), 1),
            _ => None,
        };
        match value {
            Some(kind) => marked(kind, 2),
            None => self.terms(input).as_ref().clone(),
        }
    }

    /// Whole names, and parts of names that neither begin nor end with a function word.
    pub(super) fn may_be_told(&self, name: &Name) -> bool {
        let is_function = |at: usize| self.lattice.tokens.get(at).is_none_or(|token| is_function_word(&token.text));
        match name.exactness {
            Exactness::Whole => true,
            Exactness::Part => !is_function(name.at) && !is_function(name.end - 1),
            Exactness::Adjective => false,
        }
    }

    /// A number with these words as its unit.
    pub(super) fn number_term(&self, range: std::ops::Range<usize>, quantity: &Quantity, unit: std::ops::Range<usize>) -> Term {
        let unit = quantity.unit.clone().unwrap_or_else(|| self.lattice.text_of(unit.start, unit.end).to_owned());
        let kind = TermKind::Number(Quantity { unit: Some(unit), ..*quantity });
        Term { span: self.lattice.span(range.start, range.end), kind }
    }
}

fn is_number_word(input: Tokens<'_>) -> bool {
    input.token().is_some_and(|token| match token.kind {
        TokenKind::Number(_) => true,
        TokenKind::Word => matches!(
            token.text.as_str(),
            "one" | "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine" | "ten" | "eleven" | "twelve"
        ),
        _ => false,
    })
}

/// Dates begin with a digit, or with the name of a month, which begins with one of these letters; or with "the".
fn may_be_date(input: Tokens<'_>) -> bool {
    input.text().starts_with(|first: char| first.is_ascii_digit() || "jfmasondt".contains(first))
}

/// A number with its bound, and with the unit that stands before it or as a sign behind it.
pub(super) fn bare_quantity(input: Tokens<'_>) -> Parsed<'_, Quantity> {
    // Most of what stands where a number may is a name.
    if !(0..4).any(|ahead| is_number_word(input.advance(ahead))) {
        return input.fail("a number");
    }
    let (rest, bound) = bound(input);
    let (rest, unit) = match rest.token() {
        Some(token) if token.kind == TokenKind::Dollar => (rest.advance(1), Some("$".to_owned())),
        _ => (rest, None),
    };
    let before = rest;
    let (mut rest, amount) = number(rest)?;
    let text = before.lattice.text;
    let sign = before.token().is_some_and(|token| {
        text.get(token.span.clone()).is_some_and(|text| text.ends_with('%'))
            || text.get(token.span.end..).is_some_and(|text| text.starts_with('%'))
    });
    let unit = if sign { Some("%".to_owned()) } else { unit };
    if let Ok((after, "trillion")) = one_of(&["trillion"])(rest) {
        rest = after;
        return Ok((rest, Quantity { amount: amount * 1e12, bound, unit }));
    }
    Ok((rest, Quantity { amount, bound: or_more(&mut rest).unwrap_or(bound), unit }))
}

fn or_more(rest: &mut Tokens<'_>) -> Option<Bound> {
    let (after, said) = one_of(&["or more", "or fewer", "or less"])(*rest).ok()?;
    *rest = after;
    Some(if said == "or more" { Bound::AtLeast } else { Bound::AtMost })
}
