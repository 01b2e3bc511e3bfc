//! Concepts become English again, so that whoever asked can check how the question was understood.

mod each;
mod inverted;
mod numbers;
mod ranks;

use self::ranks::length_order;

use super::concept::{Concept, Link, Literal, Measure, Quantifier, Restriction, Scalar};
use super::interpret::{Along, Interpretation, Says};
use super::resolve::Resolver;
use crate::graph::{Bound, KindId, RelationId};
use crate::language::escape::bracketed;
use crate::language::morphology::{self, with_article};
use crate::language::syntax::{AskedOfWays, Standing};
use crate::language::vocabulary::{Frame, FrameShape, PREPOSITIONS, Role, Sense};
use crate::query::{Function, Traversal};

/// "them" are said by so many names, and of more the rest is counted.
const MANY: usize = 8;

/// "which of X, Y or Z", but "which countries".
fn of_names(concept: &Concept) -> &'static str {
    let several = |parts: &[Concept]| parts.len() > 1 && parts.iter().all(|part| matches!(part, Concept::Names { .. }));
    match concept {
        Concept::Names { .. } => "of ",
        Concept::Or(parts) if several(parts) => "of ",
        _ => "",
    }
}

impl Resolver<'_> {
    /// A concept as a noun phrase.
    pub fn say(&self, concept: &Concept, plural: bool) -> String {
        match concept {
            Concept::Names { nodes, text } => {
                if nodes.is_empty() {
                    text.clone()
                } else if nodes.len() > MANY && self.is_them(nodes, text) {
                    let mut said: Vec<String> = nodes.iter().take(MANY - 1).map(|&node| self.say_node(node)).collect();
                    said.push(format!("{} more", nodes.len() - said.len()));
                    join_or(&said)
                } else {
                    join_or(&nodes.iter().map(|&node| self.say_node(node)).collect::<Vec<_>>())
                }
            }
            Concept::Kind(kind) => self.kind_words(*kind, plural),
            Concept::Thing => if plural { "things" } else { "thing" }.to_owned(),
            Concept::Sort(noun) => {
                if plural {
                    morphology::plural(noun)
                } else {
                    noun.clone()
                }
            }
            Concept::Literal(Literal::Number { amount, unit }) => match unit {
                Some(unit) if unit == "$" => format!("${amount}"),
                Some(unit) => format!("{amount} {unit}"),
                None => amount.to_string(),
            },
            Concept::Literal(Literal::Date(date)) => super::clause::date_words(*date),
            Concept::Literal(Literal::Text(text)) => format!("\"{text}\""),
            Concept::Role { link, of } => {
                let noun = self.noun_words(link, plural);
                let mut text = match (noun, of) {
                    (Some((noun, preposition)), Some(of)) => format!("{noun} {preposition} {}", self.say_of(of)),
                    (Some((noun, _)), None) => noun,
                    (None, of) => format!("those {}", self.clause(link, of.as_deref(), true, false)),
                };
                text.push_str(&self.qualifiers(link));
                text
            }
            Concept::Restricted { base, restrictions } => {
                let mut text = self.say(base, plural);
                for (index, restriction) in restrictions.iter().enumerate() {
                    text.push_str(if index > 0 && restrictions.len() > 1 { " and " } else { " " });
                    text.push_str(&self.say_restriction(restriction, plural));
                }
                text
            }
            Concept::And(parts) => join_with(&parts.iter().map(|part| self.say(part, plural)).collect::<Vec<_>>(), "and"),
            // A place with what is in it is said by its name.
            Concept::Or(parts) if is_place_with_parts(parts) => self.say(&parts[0], plural),
            Concept::Or(parts) => match self.shared_noun(parts) {
                Some(noun) if plural => morphology::plural(&noun),
                Some(noun) => noun,
                None => join_with(&parts.iter().map(|part| self.say(part, plural)).collect::<Vec<_>>(), "or"),
            },
            Concept::Minus(base, other) if base.names().is_some() && other.names().is_some() => {
                format!("{} but not {}", self.say(base, plural), self.say(other, plural))
            }
            Concept::Minus(base, other) => format!("{} except {}", self.say(base, plural), self.say(other, plural)),
            Concept::Ranked { base, measure, descending, skip, count } => {
                self.say_ranked(base, measure, *descending, (*skip, *count), plural)
            }
        }
    }

    /// A node by its label, told apart from its namesakes by its kind.
    fn say_node(&self, node: crate::graph::NodeId) -> String {
        let label = self.label(node);
        if self.view.named(&label).len() > 1
            && let Some(&kind) = self.view.kinds(node).first()
        {
            return format!("the {} {}", self.kind_words(kind, false), plainly(&label));
        }
        plainly(&label)
    }

    fn say_of(&self, of: &Concept) -> String {
        match of {
            Concept::Names { .. } | Concept::Literal(_) | Concept::Ranked { .. } => self.say(of, false),
            Concept::And(_) | Concept::Or(_) => self.say(of, true),
            Concept::Thing => "anything".to_owned(),
            other => format!("the {}", self.say(other, true)),
        }
    }

    /// The noun that stands for just these kinds: "agency", where several kinds are called so.
    fn shared_noun(&self, parts: &[Concept]) -> Option<String> {
        let kinds: Vec<KindId> =
            parts.iter().map(|part| if let Concept::Kind(kind) = part { Some(*kind) } else { None }).collect::<Option<_>>()?;
        let names = |kind: KindId| {
            self.schema().kind(kind).map(|kind| std::iter::once(&kind.name).chain(&kind.synonyms).cloned().collect::<Vec<_>>())
        };
        kinds.iter().filter_map(|&kind| names(kind)).flatten().find(|noun| {
            let mut found = Vec::new();
            let words: Vec<&str> = noun.split(' ').collect();
            self.vocabulary.lexemes_at(&words, &mut found);
            let mut meant: Vec<KindId> = found
                .iter()
                .filter(|lexeme| lexeme.words == words.len())
                .filter_map(|lexeme| if let Sense::Kind(kind, _) = lexeme.sense { Some(kind) } else { None })
                .collect();
            meant.sort_unstable();
            meant.dedup();
            meant.len() == kinds.len() && kinds.iter().all(|kind| meant.contains(kind))
        })
    }

    pub fn kind_words(&self, kind: KindId, plural: bool) -> String {
        match self.schema().kind(kind) {
            Some(kind) if plural => kind.plural.clone().unwrap_or_else(|| morphology::plural(&kind.name)),
            Some(kind) => kind.name.clone(),
            None => String::new(),
        }
    }

    /// The noun for the near end of a link, and its preposition.
    fn noun_words(&self, link: &Link, plural: bool) -> Option<(String, String)> {
        let near = near_role(link);
        let of_frame = |frame: &crate::language::vocabulary::Frame| match &frame.shape {
            FrameShape::Noun { singular, plural: several, preposition, referent }
                if *referent == near || link.traversal == Traversal::Both =>
            {
                Some((if plural { several.clone() } else { singular.clone() }, preposition.clone()))
            }
            _ => None,
        };
        link.frame
            .and_then(|frame| of_frame(self.vocabulary.frame(frame)))
            .or_else(|| {
                link.relations.first().and_then(|&relation| self.vocabulary.frames_of(relation).find_map(|(_, frame)| of_frame(frame)))
            })
            .or_else(|| {
                // "population" where the phrase was "Y people live in X".
                let frame = self.vocabulary.frame(link.frame?);
                match &frame.shape {
                    FrameShape::Measure { unit: Some((_, plural)), .. } if link.traversal == Traversal::Backward => {
                        Some((format!("number of {plural}"), "of".to_owned()))
                    }
                    _ => None,
                }
            })
    }

    fn qualifiers(&self, link: &Link) -> String {
        let mut text = String::new();
        for (_, words) in &link.times {
            text.push(' ');
            text.push_str(words);
        }
        for relative in &link.relative {
            text.push(' ');
            text.push_str(&self.relative_text(relative));
        }
        if let Some(place) = &link.place_text {
            text.push_str(" in ");
            text.push_str(place);
        }
        for (_, words) in &link.sources {
            text.push(' ');
            text.push_str(words);
        }
        text
    }

    /// Whether a relation is spoken of in the past: its claims have dates.
    fn is_past(&self, relation: RelationId) -> bool {
        self.view.statistics(relation).dated > 0
            || self
                .schema()
                .relation(relation)
                .is_some_and(|relation| morphology::base_of_any(relation.name.split(['-', '_', ' ']).next().unwrap_or("")).is_some())
    }

    /// "that supported X", "that X supported", "that were supported by X".
    pub fn clause(&self, link: &Link, other: Option<&Concept>, plural: bool, negated: bool) -> String {
        self.clause_with(link, other.map(|other| self.say_of_clause(other)), plural, negated)
    }

    pub(super) fn say_of_clause(&self, other: &Concept) -> String {
        match other {
            // "a thing that is Mexico" is Mexico.
            Concept::Restricted { base, restrictions } if **base == Concept::Thing => match &restrictions[..] {
                [Restriction::Is { concept, negated: false }] => self.say_of_clause(concept),
                // "killed exactly 9 people"
                [value @ Restriction::Value { .. }] => self.say_restriction(value, false),
                _ => with_article(&self.say(other, false)),
            },
            Concept::Names { .. }
            | Concept::Literal(_)
            | Concept::And(_)
            | Concept::Or(_)
            | Concept::Minus(..)
            | Concept::Ranked { .. } => self.say(other, false),
            Concept::Thing => "anything".to_owned(),
            Concept::Restricted { base, .. } if matches!(**base, Concept::Names { .. }) => self.say(other, false),
            other => with_article(&self.say(other, false)),
        }
    }

    /// The phrase that a clause of a link is said with: its own, unless that is a noun and the relation has a verb.
    fn clause_frame(&self, link: &Link) -> Option<&Frame> {
        let own = link.frame.map(|frame| self.vocabulary.frame(frame));
        let is_noun = |frame: &Frame| matches!(frame.shape, FrameShape::Noun { .. });
        own.filter(|frame| !is_noun(frame))
            .or_else(|| {
                let relation = *link.relations.first()?;
                self.vocabulary.frames_of(relation).map(|(_, frame)| frame).find(|frame| !is_noun(frame))
            })
            .or(own)
    }

    fn clause_with(&self, link: &Link, other: Option<String>, plural: bool, negated: bool) -> String {
        let qualifiers = self.qualifiers(link);
        let relation = link.relations.first().copied();
        let past = relation.is_some_and(|relation| self.is_past(relation));
        let be = match (past, plural) {
            (true, true) => "were",
            (true, false) => "was",
            (false, true) => "are",
            (false, false) => "is",
        };
        let be = if negated { format!("{be} not") } else { be.to_owned() };
        let near = near_role(link);
        let frame = self.clause_frame(link);
        let joined = |parts: &[&str]| parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ");
        let body = match frame.map(|frame| &frame.shape) {
            Some(FrameShape::Verb { forms, tail, post, subject, transitive }) => {
                let other_text = other.clone().unwrap_or_default();
                // "served as president", of what is left open.
                let active = *subject == near || link.traversal == Traversal::Both && link.active;
                // "took over" has no object that could be missing.
                let hangs =
                    *transitive && other_text.is_empty() && active && tail.last().is_some_and(|last| PREPOSITIONS.contains(&last.as_str()));
                let tail = if hangs { &tail[..tail.len() - 1] } else { &tail[..] };
                let (tail, post) = (tail.join(" "), post.join(" "));
                if *subject == near || link.traversal == Traversal::Both && link.active {
                    let verb = if negated {
                        format!(
                            "{} not {}",
                            if past {
                                "did"
                            } else if plural {
                                "do"
                            } else {
                                "does"
                            },
                            forms.base
                        )
                    } else if past {
                        forms.past.clone()
                    } else if plural {
                        forms.base.clone()
                    } else {
                        forms.third.clone()
                    };
                    joined(&[&verb, &tail, &other_text, &post])
                } else if other_text.is_empty() {
                    joined(&[&be, &forms.participle, &tail, &post])
                } else {
                    joined(&[&be, &forms.participle, &tail, &post, "by", &other_text])
                }
            }
            Some(FrameShape::Be { words, subject, transitive }) => {
                let other_text = other.clone().unwrap_or_default();
                // "was born", of what is left open.
                let hangs = *transitive
                    && other_text.is_empty()
                    && *subject == near
                    && words.len() > 1
                    && words.last().is_some_and(|last| PREPOSITIONS.contains(&last.as_str()));
                let words = if hangs { words[..words.len() - 1].join(" ") } else { words.join(" ") };
                if *subject == near && words == "to" && !negated {
                    // "ambassadors of X to Y"
                    return joined(&["to", &other_text]) + &qualifiers;
                } else if *subject == near {
                    joined(&[&be, &words, &other_text])
                } else {
                    joined(&[&other_text, be.trim_end_matches(" not"), if negated { "not" } else { "" }, &words])
                }
            }
            Some(FrameShape::Noun { singular, preposition, referent, .. }) => {
                let other_text = other.clone().unwrap_or_default();
                if *referent == near {
                    joined(&[&be, "the", singular, preposition, &other_text])
                } else {
                    joined(&["have", &other_text, "as", singular])
                }
            }
            Some(FrameShape::Measure { unit, verb, tail, .. }) => {
                let unit = unit.as_ref().map_or("", |(_, plural)| plural);
                let verb = verb.as_ref().map_or("", |verb| &verb.base);
                joined(&["have", other.as_deref().unwrap_or("a number of"), unit, "that", verb, &tail.join(" ")])
            }
            None => {
                let name = relation.and_then(|relation| self.schema().relation(relation)).map_or("related", |relation| &relation.name);
                joined(&["have", name, other.as_deref().unwrap_or("")])
            }
        };
        format!("that {body}{qualifiers}")
    }

    fn say_restriction(&self, restriction: &Restriction, plural: bool) -> String {
        match restriction {
            Restriction::Linked { link, other, quantifier, negated } => {
                let other_ref = other.as_deref();
                if let Some(said) =
                    other_ref.filter(|_| !negated && *quantifier == Quantifier::Some).and_then(|other| self.with_number(link, other))
                {
                    return said;
                }
                match quantifier {
                    Quantifier::Some => self.clause(link, other_ref, plural, *negated),
                    quantifier => {
                        let what = other_ref.map_or("things".to_owned(), |other| self.say(other, true));
                        let words = match quantifier {
                            Quantifier::No => format!("no {what}"),
                            Quantifier::Every => match other_ref {
                                Some(Concept::Names { .. }) => what,
                                _ => format!("all {what}"),
                            },
                            Quantifier::Count(bound, number) => format!("{}{number} {what}", bound_words(*bound)),
                            Quantifier::Only => format!("only {what}"),
                            Quantifier::Most { descending: true, .. } => format!("the most {what}"),
                            Quantifier::Most { .. } => format!("the fewest {what}"),
                            Quantifier::Earliest { descending } => {
                                let text = self.clause(link, other_ref, plural, *negated);
                                let order = if *descending { "last" } else { "first" };
                                return format!("that {order} {}", text.trim_start_matches("that "));
                            }
                            Quantifier::Longest { descending } => {
                                let text = self.clause(link, other_ref, plural, *negated);
                                return format!("{text} the {}", length_order(*descending));
                            }
                            Quantifier::Some => what,
                        };
                        self.clause_with(link, Some(words), plural, *negated)
                    }
                }
            }
            Restriction::Is { concept, negated } => {
                let be = if plural { "are" } else { "is" };
                let not = if *negated { " not" } else { "" };
                match &**concept {
                    Concept::Or(parts) if parts.len() == 1 && matches!(parts[0], Concept::Names { .. }) => {
                        let Concept::Names { text, .. } = &parts[0] else { return String::new() };
                        format!("named {text}")
                    }
                    concept => {
                        let bare = plural
                            || matches!(
                                concept,
                                Concept::Names { .. } | Concept::Ranked { .. } | Concept::Role { .. } | Concept::Literal(_)
                            );
                        // "is first vice president" would be first in time.
                        let ranks = |said: &str| ["first ", "second ", "last "].iter().any(|rank| said.starts_with(rank));
                        let said = self.say(concept, plural);
                        let said = if ranks(&said) { format!("the {said}") } else { said };
                        format!("that {be}{not} {}", if bare { said } else { with_article(&said) })
                    }
                }
            }
            Restriction::Compares { measure, bound, than } => self.say_compared(measure, *bound, than),
            Restriction::Value { bound, than } => {
                let than = match than {
                    Scalar::Number(number) => number.to_string(),
                    Scalar::Date(date) => date.to_string(),
                    Scalar::Of(concept) | Scalar::Values(concept) => self.say_of(concept),
                };
                format!("{} {than}", bound_words(*bound).trim())
            }
            Restriction::LinkedToBest { link, other, measure, descending, .. } => {
                let order = if *descending { "highest" } else { "lowest" };
                match measure {
                    None => format!("with the {order} {}", self.measure_noun(link)),
                    Some(measure) => {
                        let noun = if **other == Concept::Thing { self.measure_noun(link) } else { self.say(other, false) };
                        format!("with the {noun} {}", self.say_measure(measure, *descending))
                    }
                }
            }
            Restriction::Given(concept) => format!("as there is {}", self.say(concept, false)),
            Restriction::Any(alternatives) => {
                join_with(&alternatives.iter().map(|alternative| self.say_restriction(alternative, plural)).collect::<Vec<_>>(), "or")
            }
        }
    }

    /// The base of the verb and its words, where a link is one of those who do something.
    fn active_verb(&self, link: &Link) -> Option<String> {
        if !link.times.is_empty() || !link.relative.is_empty() || !link.sources.is_empty() || !link.places.is_empty() {
            return None;
        }
        match &self.vocabulary.frame(link.frame?).shape {
            FrameShape::Verb { forms, tail, post, subject, transitive: true } if *subject == near_role(link) && post.is_empty() => {
                Some(std::iter::once(&forms.base).chain(tail).map(String::as_str).collect::<Vec<_>>().join(" "))
            }
            _ => None,
        }
    }

    /// "How many people died in X", where what is counted is a noun of its own.
    fn numbered(&self, base: &Concept, restrictions: &[Restriction]) -> Option<String> {
        match (base, restrictions) {
            (Concept::Role { of: None, .. }, [Restriction::Linked { link, other: Some(other), negated: false, .. }]) => {
                self.measured(link, other)
            }
            _ => None,
        }
    }

    /// "How many people live in X": a number asked for as the vocabulary tells it.
    fn measured(&self, link: &Link, of: &Concept) -> Option<String> {
        let FrameShape::Measure { unit: Some((_, plural)), verb, tail, post } = &self.vocabulary.frame(link.frame?).shape else {
            return None;
        };
        let qualifiers = self.qualifiers(link);
        // "How many people died in 2002", whatever they died in.
        let of_anything = *of == Concept::Thing && (verb.is_some() || tail.len() > 1);
        let tail = if of_anything { tail.split_last().map_or(&tail[..], |(_, rest)| rest) } else { tail };
        let of = if of_anything { String::new() } else { self.say_of_clause(of) };
        let joined = |parts: &[&str]| parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ");
        let (tail, post) = (tail.join(" "), post.join(" "));
        Some(match verb {
            Some(verb) => joined(&["How many", plural, &verb.base, &tail, &of, &post]) + &qualifiers,
            None if tail.is_empty() => joined(&["How many", plural, "does", &of, "have", &post]) + &qualifiers,
            None => joined(&["How many", plural, "are", &tail, &of, &post]) + &qualifiers,
        })
    }

    /// A statement as a sentence without its full stop.
    pub fn say_statement(&self, subject: &Concept, link: &Link, object: Option<&Concept>, negated: bool) -> String {
        let clause = self.clause(link, object, false, negated);
        let clause = clause.strip_prefix("that ").unwrap_or(&clause);
        format!("{} {clause}", self.say_of_clause(subject))
    }

    /// "Whose name is in that of the invasion that X condemned", where a part of a name is asked for.
    fn say_named(&self, concept: &Concept) -> Option<String> {
        let parts = match concept {
            Concept::Or(parts) => &parts[..],
            other => std::slice::from_ref(other),
        };
        let named = |part: &Concept| match part {
            Concept::Restricted { restrictions, .. } => match &restrictions[..] {
                [Restriction::Given(of)] => Some(self.say(of, false)),
                _ => None,
            },
            _ => None,
        };
        if let Some(said) = self.said_with_its_gap(parts) {
            return Some(said);
        }
        let all = parts.iter().map(named).collect::<Option<Vec<_>>>()?;
        (!all.is_empty()).then(|| format!("Whose name is in that of {}", join_with(&all, "or")))
    }

    /// "Whose invasion was condemned by X", in the words in which the part of a name was asked for.
    fn said_with_its_gap(&self, parts: &[Concept]) -> Option<String> {
        let said = parts.iter().map(|part| match part {
            Concept::Restricted { restrictions, .. } => match &restrictions[..] {
                [Restriction::Given(of)] => match &**of {
                    Concept::Restricted { base, restrictions } => match &**base {
                        Concept::Names { text, .. } if !text.is_empty() => Some((text, restrictions)),
                        _ => None,
                    },
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        });
        let mut said = said.collect::<Option<Vec<_>>>()?.into_iter();
        let (text, restrictions) = said.next()?;
        if said.any(|other| other != (text, restrictions)) {
            return None;
        }
        let clauses = restrictions.iter().map(|restriction| match restriction {
            Restriction::Linked { link, other, quantifier: Quantifier::Some, negated } => {
                let clause = self.clause(link, other.as_deref(), false, *negated);
                Some(clause.strip_prefix("that ").unwrap_or(&clause).to_owned())
            }
            _ => None,
        });
        let clauses = clauses.collect::<Option<Vec<_>>>()?;
        let (first, rest) = text.split_at_checked(text.chars().next().map_or(0, char::len_utf8))?;
        (!clauses.is_empty()).then(|| format!("{}{rest} {}", first.to_uppercase(), clauses.join(" and ")))
    }

    /// What is asked of a list, in the words that fit it best; nothing where only those of any list do.
    fn said_aptly(&self, concept: &Concept) -> Option<String> {
        if let Concept::Role { link, of: Some(of) } = concept {
            if let Some(measured) = self.measured(link, of) {
                return Some(measured);
            }
            if let Some(said) = self.said_of_place(link, of) {
                return Some(said);
            }
        }
        let numbered = || match concept {
            Concept::Restricted { base, restrictions } => self.numbered(base, restrictions),
            _ => None,
        };
        self.whose(concept).or_else(|| self.inverted(concept)).or_else(numbered).or_else(|| self.say_named(concept))
    }

    /// "Which presidents of Pava ..., by date".
    fn said_as_list(&self, concept: &Concept, order: Option<&(Measure, bool)>) -> String {
        let mut text = match concept {
            Concept::Role { link, of } if self.noun_words(link, true).is_none() => {
                let clause = self.clause(link, of.as_deref(), true, false);
                format!("Who or what {}", clause.strip_prefix("that ").unwrap_or(&clause))
            }
            Concept::Role { .. } if self.value_type_of(concept).is_none() => format!("Which are the {}", self.say(concept, true)),
            Concept::Role { .. } => format!("What is the {}", self.say(concept, false)),
            Concept::Ranked { count: 1, .. } => format!("What is {}", self.say(concept, false)),
            Concept::Ranked { .. } => format!("What are {}", self.say(concept, true)),
            Concept::Restricted { base, .. } => {
                let all = self.say(concept, true);
                let head = self.say(base, true);
                let of = of_names(base);
                match all.strip_prefix(&head).and_then(|rest| rest.strip_prefix(" that ")) {
                    Some(rest) => format!("Which {of}{head} {}", rest.replace(" and that ", " and ")),
                    None => format!("Which {of}{all}"),
                }
            }
            _ => format!("Which {}", self.say(concept, true)),
        };
        if let Some((measure, descending)) = order.filter(|_| !matches!(concept, Concept::Role { .. } | Concept::Ranked { .. })) {
            let by = match measure {
                Measure::Attribute(link) => self.measure_noun(link),
                Measure::Count { link, of } => {
                    format!("number of {}", of.as_deref().map_or_else(|| self.measure_noun(link), |of| self.say(of, true)))
                }
                Measure::Time { .. } => "date".to_owned(),
                Measure::Length { .. } => "length of time".to_owned(),
                Measure::Itself => "value".to_owned(),
            };
            let descending = if *descending { ", highest first" } else { "" };
            text.push_str(&format!(", by {by}{descending}"));
        }
        text.replace("Which things that ", "Who or what ").replace("Which things ", "Who or what ")
    }

    /// An interpretation as a question.
    pub fn read_back(&self, interpretation: &Interpretation) -> String {
        let text = match interpretation {
            Interpretation::List { concept, order } => {
                let aptly = if order.is_none() { self.said_aptly(concept) } else { None };
                aptly.unwrap_or_else(|| self.said_as_list(concept, order.as_ref()))
            }
            Interpretation::Count(concept) => {
                let all = self.say(concept, true);
                match concept {
                    Concept::Restricted { base, .. } => {
                        let head = self.say(base, true);
                        let of = of_names(base);
                        match all.strip_prefix(&head).and_then(|rest| rest.strip_prefix(" that ")) {
                            Some(rest) => format!("How many {of}{head} {}", rest.replace(" and that ", " and ")),
                            None => format!("How many {of}{all} are there"),
                        }
                    }
                    _ => format!("How many {}{all} are there", of_names(concept)),
                }
            }
            Interpretation::Compute { function, values } => {
                let word = match function {
                    Function::Sum => "total",
                    Function::Average => "average",
                    Function::Least => "least",
                    Function::Greatest => "greatest",
                    Function::Count | Function::Rows | Function::Apart(_) => "number of",
                };
                format!("What is the {word} {}", self.say(values, false))
            }
            Interpretation::YesNo { text, .. } => format!("Is it so that {text}"),
            Interpretation::Detail { text, .. } | Interpretation::Place { text, .. } | Interpretation::Lapse { text, .. } => text.clone(),
            Interpretation::Times { subject, link, object } => {
                format!("How many times was it that {}", self.say_statement(subject, link, object.as_ref(), false))
            }
            Interpretation::Pairs { subject, link, object } => self.say_pairs(subject, link, object),
            Interpretation::Grouped { key, of, link, .. } if self.active_verb(link).is_some() => {
                let verb = self.active_verb(link).unwrap_or_default();
                format!("How many {} did each {} {verb}", self.say(of, true), self.say(key, false))
            }
            Interpretation::Grouped { key, of, link, .. } => {
                format!("How many {} for each of the {} {}", self.say(of, true), self.say(key, true), self.clause(link, None, true, false))
            }
            Interpretation::Describe { nodes, by_date } => {
                let labels: Vec<String> = nodes.iter().map(|&node| self.label(node)).collect();
                format!("What is recorded about {}{}", labels.join(" and "), if *by_date { " by date" } else { "" })
            }
            Interpretation::Connection { asked, from, to, within, avoiding, along } => {
                let within = within.map_or(String::new(), |steps| format!(" within {steps} steps"));
                let avoided: Vec<String> = avoiding.iter().map(|concept| self.say(concept, false)).collect();
                let avoiding = if avoided.is_empty() { String::new() } else { format!(" avoiding {}", avoided.join(" and ")) };
                let (from, to, along) = (self.say(from, false), self.say(to, false), say_along(along));
                let asked = match asked {
                    AskedOfWays::Themselves => format!("How is {from} connected to {to}"),
                    AskedOfWays::First(1) => format!("What is the 1 shortest path from {from} to {to}"),
                    AskedOfWays::First(count) => format!("What are the {count} shortest paths from {from} to {to}"),
                    AskedOfWays::Steps => format!("How many steps is it from {from} to {to}"),
                    AskedOfWays::Between => format!("Who or what stands between {from} and {to}"),
                };
                format!("{asked}{within}{avoiding}{along}")
            }
            Interpretation::Central { rank, count, of, along } => {
                let many = *count != 1;
                let (verb, count) = if many { ("are", format!("{count} ")) } else { ("is", String::new()) };
                let (of, along) = (self.say(of, many), say_along(along));
                match rank {
                    Standing::Central => format!("Which {verb} the {count}most central {of}{along}"),
                    Standing::Connected => format!("Which {verb} the {count}most connected {of}{along}"),
                    Standing::Between => format!("Which {verb} the {count}{of} most between others{along}"),
                }
            }
            Interpretation::Groups { strong, count, along } => {
                let strong = if *strong { "strongly connected " } else { "" };
                let lead = if *count { "How many" } else { "Which" };
                format!("{lead} {strong}groups are there{}", say_along(along))
            }
            Interpretation::Contested { about } => match about {
                Some(about) => format!("What is contested about {}", self.say(about, true)),
                None => "What is contested".to_owned(),
            },
            Interpretation::Common { of, sort } => {
                let labels: Vec<String> = of.iter().map(|concept| self.say(concept, false)).collect();
                let what = sort.as_ref().map_or("What".to_owned(), |sort| format!("Which {}", self.say(sort, true)));
                format!("{what} do {} have in common", labels.join(" and "))
            }
            Interpretation::Deeds { subject, link, object } => {
                let to = object.as_ref().map_or(String::new(), |object| format!(" to {}", self.say(object, false)));
                let (who, when) = (self.say(subject, false), self.qualifiers(link));
                match link.traversal {
                    Traversal::Backward => format!("What happened to {who}{when}"),
                    _ => format!("What did {who} do{to}{when}"),
                }
            }
            Interpretation::Evidence { subject, link, object, asked, denied } => {
                let statement = self.say_statement(subject, link, object.as_ref(), *denied);
                match asked {
                    Says::Among(who) => format!("Which {} said that {statement}", self.say(who, true)),
                    Says::Anybody => format!("Who says that {statement}"),
                    Says::HowMany => format!("How many sources say that {statement}"),
                    Says::Authors => format!("Who wrote that {statement}"),
                    Says::Claims => format!("Which claims say that {statement}"),
                }
            }
        };
        let mut text = text.trim().to_owned();
        text.push('?');
        text
    }
}

/// Whether this is a place, and what is in it.
fn is_place_with_parts(parts: &[Concept]) -> bool {
    match parts {
        [place @ Concept::Names { .. }, Concept::Restricted { base, restrictions }] if **base == Concept::Thing => {
            matches!(&restrictions[..], [Restriction::Linked { link, other: Some(other), .. }] if link.closure && **other == *place)
        }
        _ => false,
    }
}

/// A label as a name: in brackets where it holds marks that would cut it.
pub(crate) fn plainly(label: &str) -> String {
    if label.contains([':', ';', '(', ')', '?', '!', '"', '[', ']']) { bracketed(label) } else { label.to_owned() }
}

/// " through supported in 2008"
fn say_along(along: &Along) -> String {
    let mut text = if along.through.is_empty() { String::new() } else { format!(" through {}", along.through) };
    let times = along.link.times.iter().map(|(_, words)| words);
    for words in times.chain(along.link.sources.iter().map(|(_, words)| words)) {
        text.push(' ');
        text.push_str(words);
    }
    text
}

fn near_role(link: &Link) -> Role {
    if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject }
}

fn bound_words(bound: Bound) -> &'static str {
    match bound {
        Bound::Exactly => "exactly ",
        Bound::About => "about ",
        Bound::MoreThan => "more than ",
        Bound::AtLeast => "at least ",
        Bound::LessThan => "fewer than ",
        Bound::AtMost => "at most ",
    }
}

fn join_or(labels: &[String]) -> String {
    join_with(labels, "or")
}

/// "a", "a and b", "a, b and c".
fn join_with(parts: &[String], word: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} {word} {last}", before.join(", ")),
    }
}
