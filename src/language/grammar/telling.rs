//! Sentences that tell.
//!
//! ```text
//! sentence = term link (term words?)? tail
//!          | number unit verb term words? tail                          "about 16,000 Americans live in Pava"
//!          | "the"? noun preposition term be term tail                  "the president of Pava is X"
//!          | term "'s" noun be term tail                                "Pava's president is X"
//!          | term be ("a" | "an")? kind (("," | "and") kind)* tail      "X is a president, lawyer"
//!          | value "not"? "{" relation "}" value tail
//! link     = "never"? verb | do "not"? verb | have "not"? participle | be "not"? (fixed words | noun preposition | participle "by" | gerund)
//!          | (have | be) "not"? number unit
//! term     = name | "the" name | bracketed | quoted | number unit? | date
//! value    = term | ("text" | "url" | "number" | "date") quoted | "yes" | "no"
//! tail     = (","? (time | "according to" term ("and" term)*))*
//! ```
//!
//! A phrase that can be read in several ways is read in all of them; that few fit is for whoever knows the kinds.
mod link;
mod measure;
mod tail;
mod term;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use nom::Parser;
use nom::combinator::opt;

use self::term::bare_quantity;
use super::input::{Memo, Tokens, comma, word};
use super::time::date;
use super::words::is_function_word;
use crate::graph::{Date, KindId, Quantity, RelationId, View};
use crate::language::lattice::Lattice;
use crate::language::telling::{Expected, NamedRelation, Tail, Telling, Term, TermKind, ToldClaim, Unread};
use crate::language::token::TokenKind;
use crate::language::vocabulary::{Form, FrameId, FrameShape, Number, Role, Sense};

/// All ways to read a sentence, or how far reading came.
pub(crate) fn tellings(lattice: &Lattice<'_>, named: Option<&(NamedRelation, usize)>, view: &dyn View) -> Result<Vec<Telling>, Unread> {
    let reader = Reader { lattice, view, terms: RefCell::default(), furthest: Cell::new(0), expected: RefCell::new(Expected::End) };
    let memo = Memo::default();
    let start = Tokens::first(lattice, &memo, 0);
    let mut found = Vec::new();
    match named {
        Some((named, at)) => reader.named(start, named, *at, &mut found),
        None => {
            reader.plain(start, &mut found);
            reader.measured(start, &mut found);
            reader.noun_first(start, &mut found);
        }
    }
    if found.is_empty() { Err(reader.unread()) } else { Ok(found) }
}

/// A date, and nothing else.
pub(crate) fn only_date(lattice: &Lattice<'_>) -> Option<Date> {
    let memo = Memo::default();
    let (rest, date) = date(Tokens::first(lattice, &memo, 0)).ok()?;
    rest.is_end().then_some(date)
}

/// A number with its bound and unit, and nothing else.
pub(crate) fn quantity(lattice: &Lattice<'_>) -> Option<Quantity> {
    let memo = Memo::default();
    let start = Tokens::first(lattice, &memo, 0);
    let (rest, mut quantity) = bare_quantity(start).ok()?;
    if !rest.is_end() {
        if quantity.unit.is_some() {
            return None;
        }
        let from = lattice.tokens.get(rest.at)?.span.start;
        quantity.unit = Some(lattice.text.get(from..)?.trim_end().to_owned());
    }
    Some(quantity)
}

struct Reader<'a> {
    lattice: &'a Lattice<'a>,
    view: &'a dyn View,
    /// Terms already looked up, by the place where they start.
    terms: RefCell<Vec<(usize, Ends)>>,
    furthest: Cell<usize>,
    expected: RefCell<Expected>,
}

/// Terms that start at one place, each with the place behind it.
type Ends = Rc<Vec<(usize, Term)>>;

/// Words of a relation between two terms.
struct Link<'a> {
    /// What follows.
    rest: Tokens<'a>,
    relation: RelationId,
    /// The end of the claim that stands before the words.
    before: Role,
    needs: Needs,
    /// Fixed words behind the second term.
    post: &'a [String],
    denied: bool,
    words: usize,
    verb: std::ops::Range<usize>,
    declared: bool,
}

/// What stands behind the words of a relation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Term,
    /// "by" and a term.
    Agent,
}

/// "is", "has", "does" and their like, and whether "not" follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Auxiliary {
    Be,
    Have,
    Do,
}

fn auxiliary(input: Tokens<'_>) -> Option<(Tokens<'_>, Auxiliary, bool)> {
    let which = match input.text() {
        "is" | "are" | "was" | "were" => Auxiliary::Be,
        "has" | "have" | "had" => Auxiliary::Have,
        "did" | "does" | "do" => Auxiliary::Do,
        _ => return None,
    };
    let rest = input.advance(1);
    let (rest, denied) = not(rest);
    Some((rest, which, denied))
}

fn not(input: Tokens<'_>) -> (Tokens<'_>, bool) {
    match input.text() {
        "not" | "never" => (input.advance(1), true),
        _ => (input, false),
    }
}

fn article(input: Tokens<'_>) -> Tokens<'_> {
    if matches!(input.text(), "the" | "a" | "an") { input.advance(1) } else { input }
}

const FINITE: &[Form] = &[Form::Past, Form::Third, Form::Base];
const PARTICIPLE: &[Form] = &[Form::Past, Form::Participle];

impl<'a> Reader<'a> {
    fn fail(&self, at: usize, expected: Expected) {
        let known = (self.furthest.get(), self.expected.borrow());
        if (at, &expected) > (known.0, &*known.1) {
            drop(known);
            self.furthest.set(at);
            *self.expected.borrow_mut() = expected;
        }
    }

    fn unread(&self) -> Unread {
        let at = self.furthest.get();
        let expected = self.expected.borrow().clone();
        let tokens = &self.lattice.tokens;
        let span = self.lattice.span(at, at + 1);
        // A name goes on to the next word that can hardly belong to one.
        let is_part = |place: usize| {
            tokens.get(place).is_some_and(|token| {
                matches!(token.kind, TokenKind::Word | TokenKind::Number(_))
                    && (place == at || !is_function_word(&token.text) || matches!(token.text.as_str(), "of" | "the"))
                    && (place == at
                        || !self.lattice.lexemes.get(place).is_some_and(|lexemes| {
                            lexemes
                                .iter()
                                .any(|(_, sense)| matches!(sense, Sense::Verb { form: Form::Past | Form::Third, pending: false, .. }))
                        }))
            })
        };
        let mut end = at + 1;
        while is_part(end - 1) && is_part(end) {
            end += 1;
        }
        let mut start = at;
        if tokens.get(at).is_some_and(|token| token.text == "the") && end > at + 1 {
            start += 1;
        }
        Unread { span, phrase: self.lattice.span(start, end), expected }
    }

    fn lexemes(&self, input: Tokens<'a>) -> impl Iterator<Item = (usize, Sense)> + 'a {
        let here = if input.is_end() { None } else { self.lattice.lexemes.get(input.at) };
        here.into_iter().flatten().copied().filter(move |(end, _)| *end <= input.end)
    }

    fn plain(&self, input: Tokens<'a>, found: &mut Vec<Telling>) {
        for (end, subject) in self.terms(input).iter() {
            let rest = input.to(*end);
            self.kinds(rest, subject, found);
            for link in self.links(rest) {
                self.linked(subject, &link, found);
            }
            self.has_number(rest, subject, found);
            if rest.text() == "'s" {
                self.possessive(rest.advance(1), subject, found);
            }
        }
    }

    fn linked(&self, first: &Term, link: &Link<'a>, found: &mut Vec<Telling>) {
        let told = |term: &Term, tail: Tail| {
            let (subject, object) = link.before.order(first.clone(), term.clone());
            Telling::Claim(ToldClaim {
                subject,
                relation: link.relation,
                object,
                denied: link.denied,
                words: link.words + link.post.len(),
                verb: link.verb.clone(),
                declared: link.declared,
                tail,
            })
        };
        let input = match link.needs {
            Needs::Nothing => {
                let nothing = Term { span: link.verb.clone(), kind: TermKind::Truth(true) };
                if let Some(tail) = self.tail_to_end(link.rest) {
                    found.push(told(&nothing, tail));
                }
                return;
            }
            Needs::Agent if link.rest.text() == "by" => link.rest.advance(1),
            Needs::Agent => return self.fail(link.rest.at, Expected::By),
            Needs::Term => link.rest,
        };
        for (end, term) in self.terms(input).iter() {
            let rest = input.to(*end);
            if let Some(after) = self.fixed(rest, link.post)
                && let Some(tail) = self.tail_to_end(after)
            {
                // "killed 9 people": what is counted stands behind.
                match &term.kind {
                    TermKind::Number(number) if number.unit.is_none() && after.at > rest.at => {
                        found.push(told(&self.number_term(input.at..after.at, number, rest.at..after.at), tail));
                    }
                    _ => found.push(told(term, tail)),
                }
            }
        }
    }

    fn fixed(&self, input: Tokens<'a>, expected: &[String]) -> Option<Tokens<'a>> {
        for (place, word) in expected.iter().enumerate() {
            if input.text_at(place) != word {
                self.fail(input.at + place, Expected::Words(expected.get(place..).unwrap_or_default().join(" ")));
                return None;
            }
        }
        Some(input.advance(expected.len()))
    }

    /// "X is a president, lawyer".
    fn kinds(&self, input: Tokens<'a>, subject: &Term, found: &mut Vec<Telling>) {
        let Some((rest, Auxiliary::Be, denied)) = auxiliary(input) else { return };
        let with_article = matches!(rest.text(), "a" | "an");
        let wanted = if with_article { Number::Singular } else { Number::Plural };
        let rest = if with_article { rest.advance(1) } else { rest };
        self.more_kinds(rest, wanted, &mut Vec::new(), &mut |kinds, rest| {
            if let Some(tail) = self.tail_to_end(rest) {
                found.push(Telling::Kinds { subject: subject.clone(), kinds: kinds.to_vec(), denied, tail });
            }
        });
    }

    fn more_kinds(&self, input: Tokens<'a>, wanted: Number, kinds: &mut Vec<KindId>, then: &mut dyn FnMut(&[KindId], Tokens<'a>)) {
        for (end, sense) in self.lexemes(input) {
            let Sense::Kind(kind, number) = sense else { continue };
            if number != wanted || kinds.len() >= 32 {
                continue;
            }
            let rest = input.to(end);
            kinds.push(kind);
            then(kinds, rest);
            let (next, joined) = match (comma(rest), word("and")(rest)) {
                (Ok((next, ())), _) => (opt(word("and")).parse(next).map_or(next, |(next, _)| next), true),
                (_, Ok((next, _))) => (next, true),
                _ => (rest, false),
            };
            if joined {
                let next = if matches!(next.text(), "a" | "an") { next.advance(1) } else { next };
                self.more_kinds(next, wanted, kinds, then);
            }
            kinds.pop();
        }
    }

    /// "the president of Pava is X"
    fn noun_first(&self, input: Tokens<'a>, found: &mut Vec<Telling>) {
        let start = article(input);
        for (rest, frame, words) in self.nouns(start) {
            for (end, possessor) in self.terms(rest).iter() {
                self.noun_is(rest.to(*end), frame, possessor, words, self.lattice.span(start.at, rest.at), found);
            }
        }
    }

    /// "Pava's president is X"
    fn possessive(&self, input: Tokens<'a>, possessor: &Term, found: &mut Vec<Telling>) {
        for (end, sense) in self.lexemes(input) {
            if let Sense::Noun(frame, _) = sense {
                let verb = self.lattice.span(input.at, end);
                self.noun_is(input.to(end), frame, possessor, end - input.at, verb, found);
            }
        }
    }

    fn noun_is(
        &self,
        input: Tokens<'a>,
        frame: FrameId,
        possessor: &Term,
        words: usize,
        verb: std::ops::Range<usize>,
        found: &mut Vec<Telling>,
    ) {
        let frame = self.lattice.vocabulary.frame(frame);
        let FrameShape::Noun { referent, .. } = frame.shape else { return };
        let Some((rest, Auxiliary::Be, denied)) = auxiliary(input) else { return };
        let link = Link {
            rest,
            relation: frame.relation,
            before: referent.other(),
            needs: Needs::Term,
            post: &[],
            denied,
            words,
            verb,
            declared: frame.declared,
        };
        self.linked(possessor, &link, found);
    }

    /// A relation in braces.
    fn named(&self, input: Tokens<'a>, named: &NamedRelation, at: usize, found: &mut Vec<Telling>) {
        for (end, subject) in self.values(Tokens { end: at, ..input }) {
            let (rest, denied) = not(input.to(end));
            if rest.at != at {
                self.fail(rest.at.min(at), Expected::Verb);
                continue;
            }
            for (end, object) in self.values(rest) {
                let Some(tail) = self.tail_to_end(rest.to(end)) else { continue };
                found.push(Telling::Claim(ToldClaim {
                    subject: subject.clone(),
                    relation: named.relation,
                    object,
                    denied,
                    words: 0,
                    verb: named.span.clone(),
                    declared: true,
                    tail,
                }));
            }
        }
    }
}
