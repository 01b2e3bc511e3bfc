//! When: what a time phrase asks of claims, and the claims that it is relative to.

use crate::graph::{Interval, Period, RelationId, ValueType};
use crate::language::syntax::{Anchor, Item, ItemKind, NounPhrase, TimeOrder, TimePhrase, TimeSpan, VerbKind};
use crate::language::vocabulary::{FrameShape, Role};
use crate::meaning::concept::{Concept, Link, Relative};
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::{Noun, VerbPhrase};
use crate::query::{TimeTest, Traversal};

/// What a time phrase asks of a claim.
#[derive(Clone, Debug)]
pub(in crate::meaning) enum Times {
    /// Tests of its own time.
    Tests(Vec<(TimeTest, String)>),
    /// A test of its own time, and what it passes if time is taken strictly; only of an office that one at a time holds, unless it is `always` so.
    Strictly { test: (TimeTest, String), strict: Vec<TimeTest>, always: bool },
    /// A time relative to something else.
    Relative { order: TimeOrder, anchor: Box<Anchor> },
}

/// The clause that a time stands in, for "as X did" and "after hosting X".
#[derive(Clone, Copy, Default)]
pub(in crate::meaning) struct Around<'c> {
    pub subject: Option<&'c Concept>,
    pub object: Option<&'c Concept>,
    pub main: Option<&'c Link>,
}

impl Times {
    /// "under X"
    pub fn under(who: &NounPhrase) -> Self {
        Self::Relative { order: TimeOrder::During, anchor: Box::new(Anchor::Term(who.clone())) }
    }

    /// Puts the time on a link.
    pub fn add_to(&self, link: &mut Link, resolver: &Resolver<'_>, around: Around<'_>) -> Option<()> {
        match self {
            // "still in 2008" is no more than in 2008.
            Self::Tests(tests) if matches!(tests[..], [(TimeTest::Unended, _)]) && !(link.times.is_empty() && link.relative.is_empty()) => {
            }
            Self::Tests(tests) => link.times.extend(tests.iter().cloned()),
            Self::Strictly { test, strict, always } => {
                if *always || resolver.is_office(link) {
                    link.strict.extend(strict.iter().copied());
                }
                link.times.push(test.clone());
            }
            Self::Relative { order, anchor } => {
                let mut relative = resolver.anchored(*order, anchor, around)?;
                let only_end = |when: Interval| when.from.is_none() && when.to.is_some();
                let known_by_end =
                    |subject| [link.clone(), link.clone().reversed()].iter().any(|link| resolver.any_claim(link, subject, &only_end));
                relative.by_end = *order == TimeOrder::Before && around.subject.is_some_and(known_by_end);
                link.relative.push(relative);
            }
        }
        Some(())
    }
}

impl Resolver<'_> {
    /// The link of a thing to the claims that say when it was: "during the invasion".
    pub fn event_link(&self, concept: &Concept) -> Option<(Link, ())> {
        let mut relations = Vec::new();
        for (relation, definition) in self.schema().relations() {
            let by_itself = self.vocabulary.frames_of(relation).any(|(_, frame)| {
                matches!(&frame.shape, FrameShape::Verb { transitive: false, .. } | FrameShape::Be { transitive: false, .. })
            });
            let truth = definition.value_type == Some(ValueType::Truth) || by_itself;
            if truth && self.view.statistics(relation).dated > 0 && self.fits(relation, Role::Subject, concept).is_some() {
                relations.push(relation);
            }
        }
        let first = *relations.first()?;
        let mut link = Link::new(first, Traversal::Forward);
        // It is said with the words of the relation that tells most of the dates.
        let told_by = relations.iter().copied().max_by_key(|&relation| (self.view.statistics(relation).dated, std::cmp::Reverse(relation)));
        link.frame = told_by.and_then(|relation| {
            self.vocabulary.frames_of(relation).find_map(|(id, frame)| match &frame.shape {
                FrameShape::Verb { transitive: false, .. } | FrameShape::Be { transitive: false, .. } => Some(id),
                _ => None,
            })
        });
        link.relations = relations;
        Some((link, ()))
    }

    /// The offices that somebody named has held, of those that one at a time holds: "under X" is while X held one.
    pub fn term_of(&self, holder: &Concept) -> Option<Link> {
        holder.names()?;
        let holds = |relation: RelationId| self.view.statistics(relation).dated > 0 && self.alive(holder, relation, Role::Subject);
        let relations: Vec<RelationId> =
            self.schema().relations().filter(|(id, relation)| relation.one_at_a_time && holds(*id)).map(|(id, _)| id).collect();
        let mut link = Link::new(*relations.first()?, Traversal::Forward);
        link.relations = relations;
        Some(link)
    }

    /// What a time phrase asks.
    pub fn time(&self, time: &TimePhrase) -> Option<Times> {
        let period = |span: &TimeSpan| Period::between(span.first, span.last);
        let text = |span: &TimeSpan| {
            if span.first == span.last {
                date_words(span.first)
            } else {
                format!("{} to {}", date_words(span.first), date_words(span.last))
            }
        };
        Some(match time {
            TimePhrase::In(span) if span.first == span.last => {
                let word = if span.first.day().is_some() { "on" } else { "in" };
                Times::Tests(vec![(TimeTest::Overlaps(period(span)), format!("{word} {}", text(span)))])
            }
            TimePhrase::In(span) => Times::Tests(vec![(
                TimeTest::Overlaps(period(span)),
                format!("between {} and {}", date_words(span.first), date_words(span.last)),
            )]),
            TimePhrase::EachYear { month, day } => {
                let test = TimeTest::StartsEachYear { month: *month, day: *day };
                let name = month_name(*month);
                Times::Tests(vec![(test, day.map_or_else(|| format!("in {name}"), |day| format!("on {day} {name}")))])
            }
            TimePhrase::Before(span) => {
                Times::Tests(vec![(TimeTest::StartsBefore(period(span)), format!("before {}", date_words(span.first)))])
            }
            TimePhrase::After(span) => {
                Times::Tests(vec![(TimeTest::StartsAfter(period(span)), format!("after {}", date_words(span.last)))])
            }
            // "who has been president since 2022": who became so then goes before who was still so.
            TimePhrase::Since(span) if self.is_perfect() => Times::Strictly {
                test: (TimeTest::Overlaps(Period { last: None, ..period(span) }), format!("since {}", date_words(span.first))),
                strict: vec![TimeTest::StartsIn(period(span))],
                always: false,
            },
            TimePhrase::Since(span) | TimePhrase::From(span) => {
                let open = Period { last: None, ..period(span) };
                Times::Tests(vec![(TimeTest::Overlaps(open), format!("since {}", date_words(span.first)))])
            }
            TimePhrase::Until(span) => {
                let open = Period { first: None, ..period(span) };
                Times::Tests(vec![(TimeTest::Overlaps(open), format!("until {}", date_words(span.last)))])
            }
            TimePhrase::Between(first, last) | TimePhrase::FromTo(first, last) => {
                let (from, to) = (date_words(first.first), date_words(last.last));
                let always = matches!(time, TimePhrase::FromTo(..));
                let text = if always { format!("from {from} to {to}") } else { format!("between {from} and {to}") };
                // What fills the time goes before what only touches its ends: it holds on the last day on which the time may begin, and on
                // the first on which it may end.
                let day = |day| TimeTest::Overlaps(Period { first: day, last: day });
                // "list the presidents between 1990 and 2005" asks for all of them.
                let asks_who = self.lattice.tokens.first().is_some_and(|token| token.text == "who");
                if !always && !asks_who {
                    return Some(Times::Tests(vec![(TimeTest::Overlaps(Period::between(first.first, last.last)), text)]));
                }
                Times::Strictly {
                    test: (TimeTest::Overlaps(Period::between(first.first, last.last)), text),
                    strict: vec![day(period(first).last), day(period(last).first)],
                    always,
                }
            }
            TimePhrase::For { length, .. } => Times::Tests(vec![(TimeTest::Lasts(*length), format!("for {length}"))]),
            TimePhrase::Still => Times::Tests(vec![(TimeTest::Unended, "still".to_owned())]),
            TimePhrase::Relative { order, anchor } => Times::Relative { order: *order, anchor: anchor.clone() },
        })
    }

    /// Whether the question says "has" or "have", or asks who "is" something since then.
    fn is_perfect(&self) -> bool {
        let says = |words: &[&str]| self.lattice.tokens.iter().any(|token| words.contains(&token.text.as_str()));
        says(&["has", "have"]) || says(&["is", "are"]) && self.lattice.tokens.first().is_some_and(|token| token.text == "who")
    }

    /// Whether claims of a link say no more than that something happened: of two such things on one day either may have come first.
    fn happens(&self, link: &Link) -> bool {
        let by_itself = |shape: &FrameShape| matches!(shape, FrameShape::Verb { transitive: false, .. });
        link.relations.iter().any(|&relation| self.vocabulary.frames_of(relation).any(|(_, frame)| by_itself(&frame.shape)))
    }

    /// The claims that a time is relative to.
    pub(in crate::meaning) fn anchored(&self, order: TimeOrder, anchor: &Anchor, around: Around<'_>) -> Option<Relative> {
        let (main, main_object) = (around.main, around.object);
        match anchor {
            Anchor::Did(who) => {
                let main = main?;
                let subject = self.noun(&Noun::bare(who)).find(|who| {
                    let role = if main.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                    main.relations.iter().any(|&relation| self.fits(relation, role, who).is_some())
                })?;
                let mut link = main.clone();
                link.times.clear();
                link.relative.clear();
                let text = format!("{} {} did", order_words(order), self.lattice.text_of(who.range.start, who.range.end));
                Some(Relative { once: true, ..Relative::new(order, subject, link, main_object.cloned(), text) })
            }
            Anchor::DidSo { who, to } => {
                let main = main?;
                let subject = match around.subject {
                    Some(subject) if matches!(who.items[..], [Item { kind: ItemKind::Pronoun, .. }]) => subject.clone(),
                    _ => self.noun(&Noun::bare(who)).next()?,
                };
                let far = if main.traversal == Traversal::Backward { Role::Subject } else { Role::Object };
                let object =
                    self.noun(&Noun::bare(to)).find_map(|to| main.relations.iter().find_map(|&relation| self.fits(relation, far, &to)))?;
                let link = Link { times: Vec::new(), relative: Vec::new(), ..main.clone() };
                let text = format!("{} {}", order_words(order), self.lattice.text_of(who.range.start, to.range.end));
                Some(Relative::new(order, subject, link, Some(object), text))
            }
            Anchor::Clause(clause) => {
                let chain = clause.subject.as_ref()?;
                // "what did X do before he became president": he is X.
                let same = around
                    .subject
                    .filter(|subject| subject.names().is_some() && matches!(chain.head.items[..], [Item { kind: ItemKind::Pronoun, .. }]));
                let subjects = same.map_or_else(|| self.meanings(chain), |subject| vec![subject.clone()]);
                let predicate = VerbPhrase {
                    verb: &clause.verb,
                    object: clause.object.as_ref().map(|chain| Noun {
                        phrase: &chain.head,
                        modifiers: chain.modifiers.iter().map(crate::meaning::tree::attached_modifier).collect(),
                    }),
                    compare: None,
                    modifiers: clause.trailing.iter().map(crate::meaning::tree::attached_modifier).collect(),
                    closed: false,
                };
                let order_word = if order == TimeOrder::During { "when".to_owned() } else { order_words(order) };
                let text = format!("{order_word} {}", self.lattice.text_of(clause.range.start, clause.range.end));
                if clause.verb.kind == VerbKind::Be {
                    let mut roles = predicate.object.iter().flat_map(|object| self.noun(object));
                    let Some(Concept::Role { link, of }) = roles.find(|role| matches!(role, Concept::Role { .. })) else {
                        return None;
                    };
                    return Some(Relative::new(order, subjects.into_iter().next()?, link, of.map(|of| *of), text));
                }
                let statement = subjects.into_iter().find_map(|subject| self.statement(subject, &predicate, None))?;
                // "before it recognized Y" of the one who recognized X: the anchor is another deed of his, and no other's.
                let of_its_own = around.subject.is_some_and(|subject| subject.names().is_some() && *subject == statement.subject);
                let once = !of_its_own && main.is_some_and(|main| main.relations == statement.link.relations);
                let same_day = !once && main.is_some_and(|main| !self.happens(main));
                // "under which president did X govern": the clause is written as a question.
                let asks = self.lattice.tokens.get(clause.range.start).is_some_and(|token| {
                    matches!(token.text.as_str(), "did" | "do" | "does" | "was" | "were" | "is" | "are" | "has" | "had" | "have")
                });
                let text = if asks {
                    format!("{order_word} {}", self.say_statement(&statement.subject, &statement.link, statement.object.as_ref(), false))
                } else {
                    text
                };
                Some(Relative { once, same_day, ..Relative::new(order, statement.subject, statement.link, statement.object, text) })
            }
            Anchor::Gerund(predicate) => {
                let subject = around.subject?.clone();
                let text = format!("{} {}", order_words(order), self.lattice.text_of(predicate.range.start, predicate.range.end));
                let phrase = crate::meaning::tree::verb_phrase(predicate);
                let statement = self.statement(subject, &phrase, None)?;
                Some(Relative::new(order, statement.subject, statement.link, statement.object, text))
            }
            Anchor::Term(phrase) => {
                let subject = self.noun(&Noun::bare(phrase)).next()?;
                let text = format!("under {}", self.lattice.text_of(phrase.range.start, phrase.range.end));
                let link = self.term_of(&subject)?;
                Some(Relative { term: true, ..Relative::new(order, subject, link, None, text) })
            }
            // "after the invasion of which country": what is asked there is no time.
            Anchor::Thing(phrase) if Self::asks(phrase) => None,
            Anchor::Thing(phrase) => {
                let text = format!("{} {}", order_words(order), self.lattice.text_of(phrase.range.start, phrase.range.end));
                let concept = self.noun(&Noun::bare(phrase)).next()?;
                // "before Tolvan", "after Kelvia": the same of another. "during the Tolvan government" is its own time, if it has one.
                let own_time = order == TimeOrder::During && self.event_link(&concept).is_some();
                if let (Concept::Names { .. }, Some(main), false) = (&concept, around.main, own_time) {
                    let near = if main.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                    for (role, is_subject) in [(near, true), (near.other(), false)] {
                        let Some(&relation) = main.relations.iter().find(|&&relation| self.alive(&concept, relation, role)) else {
                            continue;
                        };
                        let Some(other) = self.fits(relation, role, &concept) else { continue };
                        let mut link = main.clone();
                        link.times.clear();
                        link.relative.clear();
                        let (subject, object) = if is_subject {
                            (other, around.object.cloned())
                        } else {
                            (around.subject.cloned().unwrap_or(Concept::Thing), Some(other))
                        };
                        return Some(Relative::new(order, subject, link, object, text));
                    }
                }
                match concept {
                    Concept::Role { link, of } => Some(Relative::new(order, Concept::Thing, link, of.map(|of| *of), text)),
                    other => {
                        let (link, ()) = self.event_link(&other)?;
                        let same_day = main.is_some_and(|main| !self.happens(main));
                        Some(Relative { same_day, ..Relative::new(order, other, link, None, text) })
                    }
                }
            }
        }
    }
}

/// "before", "on the same day as".
pub(in crate::meaning) fn order_words(order: TimeOrder) -> String {
    use crate::language::syntax::Granularity;
    match order {
        TimeOrder::Before => "before".into(),
        TimeOrder::After => "after".into(),
        TimeOrder::During => "during".into(),
        TimeOrder::Since => "since".into(),
        TimeOrder::Until => "until".into(),
        TimeOrder::Same(Granularity::Month) => "in the same month as".into(),
        TimeOrder::Same(Granularity::Year) => "in the same year as".into(),
        TimeOrder::Same(_) => "on the same day as".into(),
        TimeOrder::Apart { unit, least, most } => {
            let unit = match unit {
                Granularity::Month => "month",
                Granularity::Year => "year",
                Granularity::Day | Granularity::Known => "day",
            };
            let count = |count: i32| if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") };
            match (least, most) {
                (0, most) => format!("within {} after", count(most)),
                (least, 0) => format!("within {} before", count(-least)),
                (least, most) if least != most => format!("within {} of", count(most)),
                (0.., most) => format!("{} after", count(most)),
                (least, _) => format!("{} before", count(-least)),
            }
        }
    }
}

/// The name of a month, counted from 1.
fn month_name(month: u8) -> &'static str {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default()
}

/// A date in words: "5 June 2008".
pub(in crate::meaning) fn date_words(date: crate::graph::Date) -> String {
    match (date.month().map(month_name), date.day()) {
        (Some(month), Some(day)) => format!("{day} {month} {}", date.year()),
        (Some(month), None) => format!("{month} {}", date.year()),
        _ => format!("{:04}", date.year()),
    }
}
