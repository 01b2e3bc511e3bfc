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

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use nom::Parser;
use nom::combinator::opt;

use super::input::{Memo, Parsed, Tokens, comma, number, one_of, word, words};
use super::noun::bound;
use super::time::{date, time_phrase};
use super::words::is_function_word;
use crate::graph::{Bound, Date, Exactness, Interval, KindId, Quantity, RelationId, View};
use crate::language::lattice::{Lattice, Name};
use crate::language::syntax::TimePhrase;
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

    // --- sentences ---

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

    /// "about 16,000 Americans live in Pava"
    fn measured(&self, input: Tokens<'a>, found: &mut Vec<Telling>) {
        let Ok((rest, quantity)) = bare_quantity(input) else { return };
        for (unit_end, sense) in self.lexemes(rest) {
            let Sense::Unit(frame) = sense else { continue };
            let after_unit = rest.to(unit_end);
            let FrameShape::Measure { verb, tail, post, .. } = &self.lattice.vocabulary.frame(frame).shape else { continue };
            let number = self.number_term(input.at..unit_end, &quantity, rest.at..unit_end);
            for (after, denied, words) in self.measure_verbs(after_unit, frame, verb.is_some(), tail.is_empty()) {
                let link = Link {
                    rest: after,
                    relation: self.lattice.vocabulary.frame(frame).relation,
                    before: Role::Object,
                    needs: Needs::Term,
                    post,
                    denied,
                    words: words + unit_end - rest.at,
                    verb: self.lattice.span(after_unit.at, after.at),
                    declared: self.lattice.vocabulary.frame(frame).declared,
                };
                self.linked(&number, &link, found);
            }
        }
    }

    /// The places behind the verb of a measure, whether it is denied, and how many words it has.
    fn measure_verbs(&self, input: Tokens<'a>, frame: FrameId, has_verb: bool, is_bare: bool) -> Vec<(Tokens<'a>, bool, usize)> {
        let mut found = Vec::new();
        let mut lexical = |rest: Tokens<'a>, denied: bool, forms: &[Form]| {
            for (end, sense) in self.lexemes(rest) {
                match sense {
                    Sense::Verb { frame: other, form, pending: false } if other == frame && forms.contains(&form) => {
                        found.push((rest.to(end), denied, end - rest.at));
                    }
                    Sense::Be { frame: other, pending: false } if other == frame && forms.is_empty() => {
                        found.push((rest.to(end), denied, end - rest.at));
                    }
                    _ => {}
                }
            }
        };
        if has_verb {
            lexical(input, false, FINITE);
        }
        match auxiliary(input) {
            Some((rest, Auxiliary::Be, denied)) if !has_verb && !is_bare => lexical(rest, denied, &[]),
            Some((rest, Auxiliary::Do, denied)) if has_verb => lexical(rest, denied, &[Form::Base]),
            Some((rest, Auxiliary::Have, denied)) if has_verb => lexical(rest, denied, PARTICIPLE),
            _ => {}
        }
        if found.is_empty() {
            self.fail(input.at, Expected::Verb);
        }
        found
    }

    /// "X has 3 inhabitants", "X is 30 metres long"
    fn has_number(&self, input: Tokens<'a>, subject: &Term, found: &mut Vec<Telling>) {
        let Some((rest, which, denied)) = auxiliary(input) else { return };
        let rest = match which {
            Auxiliary::Do if matches!(rest.text(), "have") => rest.advance(1),
            Auxiliary::Do => return,
            _ => rest,
        };
        let Ok((after, quantity)) = bare_quantity(rest) else { return };
        for (unit_end, sense) in self.lexemes(after) {
            let Sense::Unit(frame) = sense else { continue };
            let frame = self.lattice.vocabulary.frame(frame);
            if !matches!(frame.shape, FrameShape::Measure { verb: None, .. }) {
                continue;
            }
            let object = self.number_term(rest.at..unit_end, &quantity, after.at..unit_end);
            let mut ends = vec![after.to(unit_end)];
            // "30 metres long"
            for (end, sense) in self.lexemes(after.to(unit_end)) {
                if matches!(sense, Sense::Adjective { relation, .. } if relation == frame.relation) {
                    ends.push(after.to(end));
                }
            }
            for end in ends {
                let Some(tail) = self.tail_to_end(end) else { continue };
                found.push(Telling::Claim(ToldClaim {
                    subject: subject.clone(),
                    relation: frame.relation,
                    object: object.clone(),
                    denied,
                    words: end.at - after.at,
                    verb: self.lattice.span(input.at, rest.at),
                    declared: frame.declared,
                    tail,
                }));
            }
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

    /// Relational nouns with their prepositions: what follows, the frame, how many words.
    fn nouns(&self, input: Tokens<'a>) -> Vec<(Tokens<'a>, FrameId, usize)> {
        let mut found = Vec::new();
        for (end, sense) in self.lexemes(input) {
            let Sense::Noun(frame, _) = sense else { continue };
            let FrameShape::Noun { preposition, .. } = &self.lattice.vocabulary.frame(frame).shape else { continue };
            let rest = input.to(end);
            if rest.text() == preposition {
                found.push((rest.advance(1), frame, end - input.at + 1));
            } else {
                self.fail(end, Expected::Words(preposition.clone()));
            }
        }
        found
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

    /// Values by their type, and what may stand elsewhere, too.
    fn values(&self, input: Tokens<'a>) -> Vec<(usize, Term)> {
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

    // --- links ---

    fn links(&self, input: Tokens<'a>) -> Vec<Link<'a>> {
        let mut found = Vec::new();
        self.verbs(input, FINITE, false, false, &mut found);
        if input.text() == "never" {
            self.verbs(input.advance(1), FINITE, true, false, &mut found);
        }
        if let Some((rest, which, denied)) = auxiliary(input) {
            match which {
                Auxiliary::Do => self.verbs(rest, &[Form::Base], denied, false, &mut found),
                Auxiliary::Have if rest.text() == "been" => {
                    let (rest, too) = not(rest.advance(1));
                    self.behind_be(rest, denied | too, &mut found);
                }
                Auxiliary::Have => self.verbs(rest, PARTICIPLE, denied, false, &mut found),
                Auxiliary::Be if rest.text() == "being" => self.verbs(rest.advance(1), PARTICIPLE, denied, true, &mut found),
                Auxiliary::Be => self.behind_be(rest, denied, &mut found),
            }
            if found.is_empty() {
                self.fail(rest.at, Expected::Verb);
            }
        }
        if found.is_empty() {
            self.fail(input.at, Expected::Verb);
        }
        found
    }

    /// Verbs in one of these forms.
    fn verbs(&self, input: Tokens<'a>, forms: &[Form], denied: bool, passive: bool, found: &mut Vec<Link<'a>>) {
        for (end, sense) in self.lexemes(input) {
            let Sense::Verb { frame, form, pending: false } = sense else { continue };
            if !forms.contains(&form) {
                continue;
            }
            let frame = self.lattice.vocabulary.frame(frame);
            let FrameShape::Verb { subject, transitive, post, .. } = &frame.shape else { continue };
            if passive && !transitive {
                continue;
            }
            let (before, needs) = match (passive, transitive) {
                (true, _) => (subject.other(), Needs::Agent),
                (false, true) => (*subject, Needs::Term),
                (false, false) => (*subject, Needs::Nothing),
            };
            found.push(Link {
                rest: input.to(end),
                relation: frame.relation,
                before,
                needs,
                post: if passive { &[] } else { post },
                denied,
                words: end - input.at,
                verb: self.lattice.span(input.at, end),
                declared: frame.declared,
            });
        }
    }

    fn behind_be(&self, input: Tokens<'a>, denied: bool, found: &mut Vec<Link<'a>>) {
        for (end, sense) in self.lexemes(input) {
            let Sense::Be { frame, pending: false } = sense else { continue };
            let frame = self.lattice.vocabulary.frame(frame);
            let FrameShape::Be { subject, transitive, .. } = frame.shape else { continue };
            found.push(Link {
                rest: input.to(end),
                relation: frame.relation,
                before: subject,
                needs: if transitive { Needs::Term } else { Needs::Nothing },
                post: &[],
                denied,
                words: end - input.at,
                verb: self.lattice.span(input.at, end),
                declared: frame.declared,
            });
        }
        self.verbs(input, PARTICIPLE, denied, true, found);
        self.verbs(input, &[Form::Gerund], denied, false, found);
        for (rest, frame, words) in self.nouns(article(input)) {
            let frame = self.lattice.vocabulary.frame(frame);
            let FrameShape::Noun { referent, .. } = frame.shape else { continue };
            found.push(Link {
                rest,
                relation: frame.relation,
                before: referent,
                needs: Needs::Term,
                post: &[],
                denied,
                words,
                verb: self.lattice.span(input.at, rest.at),
                declared: frame.declared,
            });
        }
    }

    // --- terms ---

    /// All terms that start here, with the places behind them.
    fn terms(&self, input: Tokens<'a>) -> Ends {
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

    fn read_terms(&self, input: Tokens<'a>) -> Vec<(usize, Term)> {
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

    /// Whole names, and parts of names that neither begin nor end with a function word.
    fn may_be_told(&self, name: &Name) -> bool {
        let is_function = |at: usize| self.lattice.tokens.get(at).is_none_or(|token| is_function_word(&token.text));
        match name.exactness {
            Exactness::Whole => true,
            Exactness::Part => !is_function(name.at) && !is_function(name.end - 1),
            Exactness::Adjective => false,
        }
    }

    /// A number with these words as its unit.
    fn number_term(&self, range: std::ops::Range<usize>, quantity: &Quantity, unit: std::ops::Range<usize>) -> Term {
        let unit = quantity.unit.clone().unwrap_or_else(|| self.lattice.text_of(unit.start, unit.end).to_owned());
        let kind = TermKind::Number(Quantity { unit: Some(unit), ..*quantity });
        Term { span: self.lattice.span(range.start, range.end), kind }
    }

    // --- tail ---

    /// The tail, if it goes to the end.
    fn tail_to_end(&self, input: Tokens<'a>) -> Option<Tail> {
        let mut rest = input;
        let mut tail = Tail::default();
        while !rest.is_end() {
            let next = comma(rest).map_or(rest, |(next, ())| next);
            let told_by: Parsed<'a, &str> = words("according to")(next);
            if let Ok((who, _)) = told_by
                && tail.according_to.is_empty()
            {
                rest = self.speakers(who, &mut tail.according_to)?;
            } else if let Ok((after, time)) = claim_time(next)
                && tail.when.is_none()
            {
                let Some(when) = interval(&time) else {
                    self.fail(next.at, Expected::ClaimTime);
                    return None;
                };
                tail.when = Some((when, self.lattice.span(next.at, after.at)));
                rest = after;
            } else {
                self.fail(next.at, Expected::End);
                return None;
            }
        }
        Some(tail)
    }

    /// "NAME, NAME and NAME"
    fn speakers(&self, input: Tokens<'a>, found: &mut Vec<Term>) -> Option<Tokens<'a>> {
        let mut rest = input;
        loop {
            let (end, speaker) = self.terms(rest).first()?.clone();
            found.push(speaker);
            rest = rest.to(end);
            let with_and: Parsed<'a, _> = (opt(comma), word("and")).parse(rest);
            match (with_and, comma(rest)) {
                (Ok((next, _)), _) => rest = next,
                // A comma may also stand before a time.
                (_, Ok((next, ()))) if claim_time(next).is_err() && !self.terms(next).is_empty() => rest = next,
                _ => return Some(rest),
            }
        }
    }
}

const FINITE: &[Form] = &[Form::Past, Form::Third, Form::Base];
const PARTICIPLE: &[Form] = &[Form::Past, Form::Participle];

/// A time that is no name of an event.
fn claim_time(input: Tokens<'_>) -> Parsed<'_, TimePhrase> {
    match time_phrase(input) {
        Ok((_, TimePhrase::Relative { .. })) => input.fail("a date"),
        other => other,
    }
}

/// The time of a claim; none for "before" and "after", which leave open when it was.
fn interval(time: &TimePhrase) -> Option<Interval> {
    match time {
        TimePhrase::In(span) => Some(Interval::between(span.first, span.last)),
        TimePhrase::Between(first, last) => Some(Interval::between(first.first, last.last)),
        TimePhrase::Since(span) | TimePhrase::From(span) => Some(Interval { from: Some(span.first), to: None }),
        TimePhrase::Until(span) => Some(Interval { from: None, to: Some(span.last) }),
        TimePhrase::Before(_) | TimePhrase::After(_) | TimePhrase::Relative { .. } => None,
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
fn bare_quantity(input: Tokens<'_>) -> Parsed<'_, Quantity> {
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
