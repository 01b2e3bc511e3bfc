//! When, where, how long, how often: a detail of the claims of a clause, or a relation that says it.

use super::lengths::length;
use super::{Interpretation, qualifies};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{Direction, Scale, ValueType};
use crate::language::syntax::{Asked, Determiner, Granularity, VerbKind};
use crate::language::vocabulary::{FrameShape, Role, Sense};
use crate::meaning::clause::{Around, NOTHING, Statement};
use crate::meaning::concept::{Concept, Link};
use crate::meaning::noun::linked;
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::{AttachedKind, Noun, VerbPhrase};
use crate::query::{Detail, Traversal};

impl Resolver<'_> {
    pub(in crate::meaning) fn asked_detail(
        &self,
        subject: &Noun<'_>,
        predicate: &VerbPhrase<'_>,
        preposition: Option<&str>,
        asked: Asked,
    ) -> Option<Interpretation> {
        let wanted = asked;
        let asked = match asked {
            Asked::When(Granularity::Known | Granularity::Day) => self.edge_of(predicate).unwrap_or(asked),
            _ => asked,
        };
        let detail = match asked {
            Asked::When(Granularity::Year) => Detail::Year,
            Asked::When(Granularity::Month) => Detail::Month,
            Asked::When(_) => Detail::When,
            Asked::Where => Detail::Place,
            Asked::HowLong(unit) => length(unit),
            Asked::SinceWhen => Detail::Start,
            Asked::UntilWhen => Detail::Until,
            Asked::HowManyOf(_, _, Some(scale)) => Detail::QuantityIn(scale),
            Asked::HowMuch | Asked::HowManyOf(..) => Detail::Quantity,
            Asked::HowOften | Asked::Constituent | Asked::YesNo | Asked::How => Detail::When,
        };
        let words = match asked {
            Asked::When(Granularity::Year) => "In which year was it that",
            Asked::When(Granularity::Month) => "In which month was it that",
            Asked::When(Granularity::Day) => "On which day was it that",
            Asked::Where => "Where was it that",
            Asked::HowLong(Granularity::Year) => "For how many years was it that",
            Asked::HowLong(Granularity::Month) => "For how many months was it that",
            Asked::HowLong(_) => "For how long was it that",
            Asked::SinceWhen => "Since when was it that",
            Asked::UntilWhen => "Until when was it that",
            Asked::HowManyOf(_, _, Some(Scale::Thousands)) => "How many thousand was it that",
            Asked::HowManyOf(_, _, Some(Scale::Millions)) => "How many million was it that",
            Asked::HowManyOf(_, _, Some(Scale::Billions)) => "How many billion was it that",
            Asked::HowMuch | Asked::HowManyOf(..) => "How much was it that",
            _ => "When was it that",
        };
        // Nothing that is said may go unheard.
        if !predicate.modifiers.iter().all(qualifies) {
            return None;
        }
        let last = match predicate.verb.order {
            Some(crate::language::syntax::Rank::First) => Some(false),
            Some(crate::language::syntax::Rank::Last) => Some(true),
            Some(_) => return None,
            None => None,
        };
        for subject_concept in self.noun(subject) {
            // A relation of its own answers "when" and "where": "when was X released" by "X is released in Y".
            if matches!(asked, Asked::When(_) | Asked::Where | Asked::HowLong(_))
                && let Some(found) = self.asked_by_preposition(&subject_concept, predicate, asked)
            {
                return Some(found);
            }
            match &predicate.verb.kind {
                VerbKind::Senses(_) => {
                    let Some(mut statement) = self.statement(subject_concept, predicate, preposition) else { continue };
                    if asked == Asked::HowOften {
                        self.each_deed_once(&mut statement);
                        return Some(Interpretation::Times { subject: statement.subject, link: statement.link, object: statement.object });
                    }
                    if let Some(found) = self.located(&statement, asked) {
                        return Some(found);
                    }
                    if matches!(asked, Asked::HowLong(_))
                        && statement.object.is_none()
                        && let Some(found) = self.lasting(&statement)
                    {
                        return Some(found);
                    }
                    // What is known to have begun by some day only has no beginning to be told.
                    let begun = |claim| self.view.told(claim).from.is_some();
                    let only_when = detail == Detail::Start && wanted != asked && {
                        let claims = self.claims_between(&statement);
                        !claims.is_empty() && !claims.into_iter().any(begun)
                    };
                    let detail = if only_when { Detail::When } else { detail };
                    let words = if only_when { "When was it that" } else { words };
                    let detail = self.told_in(detail, &statement.link, &statement.subject);
                    let detail =
                        if matches!(asked, Asked::HowLong(_)) && self.lasts_by_number(&statement) { Detail::Quantity } else { detail };
                    let (detail, words) = self.open_length(&statement, detail).unwrap_or((detail, words));
                    // "when did X and Y meet Z": both of them.
                    let both = match &statement.subject {
                        Concept::And(all) => all.iter().all(|one| {
                            let alone = Statement { subject: one.clone(), ..statement.clone() };
                            one.names().is_none() || !self.claims_between(&alone).is_empty()
                        }),
                        _ => true,
                    };
                    if wanted == Asked::UntilWhen && self.edge_of(predicate).is_none() && self.only_happened(&statement) {
                        return None;
                    }
                    if !both || !self.can_tell(&statement.link, asked) || !self.is_counted(&statement, asked) {
                        continue;
                    }
                    let text =
                        format!("{words} {}", self.say_statement(&statement.subject, &statement.link, statement.object.as_ref(), false));
                    return Some(Interpretation::Detail {
                        subject: statement.subject,
                        link: statement.link,
                        object: statement.object,
                        detail,
                        last,
                        text,
                    });
                }
                VerbKind::Be => {
                    // "when was X president of Y"
                    if let Some(object) = &predicate.object {
                        for role in self.noun(object) {
                            let Concept::Role { link, of } = role else { continue };
                            let near_role = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                            let Some(subject) =
                                link.relations.iter().find_map(|&relation| self.fits(relation, near_role, &subject_concept))
                            else {
                                continue;
                            };
                            let mut link = link;
                            for modifier in &predicate.modifiers {
                                if let AttachedKind::Time(time) = &modifier.kind {
                                    let around = Around { subject: Some(&subject), ..Around::default() };
                                    self.time(time)?.add_to(&mut link, self, around)?;
                                }
                            }
                            let object = of.map(|of| *of);
                            // "where was X president": of what X was, which may well be a place.
                            if asked == Asked::Where && object.is_none() && !self.names_places(&subject, &link) {
                                let back = link.reversed();
                                let concept = Concept::Thing.restricted(linked(back, subject));
                                return Some(Interpretation::List { concept, order: None });
                            }
                            if asked == Asked::HowOften {
                                return Some(Interpretation::Times { subject, link, object });
                            }
                            let statement = Statement::plain(subject, link, object);
                            let (detail, words) = self.open_length(&statement, detail).unwrap_or((detail, words));
                            let Statement { subject, link, object, .. } = statement;
                            let text = format!("{words} {}", self.say_statement(&subject, &link, object.as_ref(), false));
                            let detail = self.told_in(detail, &link, &subject);
                            return Some(Interpretation::Detail { subject, link, object, detail, last, text });
                        }
                        continue;
                    }
                    // "when was the death of X": of no other.
                    let Some(subject_concept) = self.narrowed_by_all(subject_concept, predicate) else { continue };
                    if asked == Asked::Where {
                        // "where is the headquarters of X": what such a noun names is where X is.
                        if self.names_where(&subject_concept) {
                            return Some(Interpretation::List { concept: subject_concept, order: None });
                        }
                        if let Some(found) = self.where_is(&subject_concept).and_then(|found| self.in_its_time(found, predicate)) {
                            // "where is the highest point in X": in X again would be no answer.
                            if self.says_where_already(&subject_concept, &found) {
                                return Some(Interpretation::List { concept: subject_concept, order: None });
                            }
                            return Some(found);
                        }
                        continue;
                    }
                    if matches!(asked, Asked::HowLong(_))
                        && let Some(found) = self.how_long_it_lasted(&subject_concept)
                    {
                        return Some(found);
                    }
                    // "when was the invasion"
                    let has_time = |link: &Link| {
                        subject_concept.names().is_none()
                            || link.relations.iter().any(|&relation| self.alive(&subject_concept, relation, Role::Subject))
                    };
                    if let Some((mut link, ())) = self.event_link(&subject_concept).filter(|(link, ())| has_time(link)) {
                        if matches!(asked, Asked::HowLong(_) | Asked::SinceWhen)
                            && predicate.modifiers.is_empty()
                            && let Some(found) = self.goes_on(&link, &subject_concept)
                        {
                            return Some(found);
                        }
                        let mut detail = detail;
                        for modifier in &predicate.modifiers {
                            if let AttachedKind::Time(time) = &modifier.kind {
                                self.time(time)?.add_to(
                                    &mut link,
                                    self,
                                    Around { subject: Some(&subject_concept), ..Around::default() },
                                )?;
                            }
                        }
                        if matches!(asked, Asked::When(_)) {
                            self.keep_usual(&mut link, &subject_concept);
                        }
                        // When it ended is not told by when it began.
                        if matches!(asked, Asked::UntilWhen | Asked::SinceWhen) {
                            self.keep_spans(&mut link, &subject_concept);
                        }
                        if let Asked::HowLong(unit) = asked {
                            detail = self.length_of(&mut link, &subject_concept, unit);
                        }
                        let text = format!("{} {}", words.trim_end_matches(" it that"), self.say(&subject_concept, false));
                        return Some(Interpretation::Detail { subject: subject_concept, link, object: None, detail, last, text });
                    }
                    if let Some((link, object)) = self.dated_link(&subject_concept) {
                        let text = format!("{} {}", words.trim_end_matches(" it that"), self.say(&subject_concept, false));
                        return Some(Interpretation::Detail { subject: subject_concept, link, object, detail, last, text });
                    }
                }
                VerbKind::Have if asked == Asked::Where && predicate.modifiers.is_empty() => {
                    // "where does X have embassies": where are the embassies of X?
                    let Some(object) = &predicate.object else { continue };
                    for wanted in self.noun(object) {
                        let Some((link, near, far)) = self.any_link(&subject_concept, &wanted) else { continue };
                        let back = link.reversed();
                        let had = match far {
                            Concept::Thing => Concept::Role { link: back, of: Some(Box::new(near)) },
                            far => far.restricted(crate::meaning::noun::linked(back, near)),
                        };
                        if let Some(found) = self.where_is(&had) {
                            return Some(found);
                        }
                    }
                }
                // "how long has X had relations with Y", where these have a name: how long there are such.
                VerbKind::Have
                    if !matches!(asked, Asked::Where | Asked::HowOften)
                        && predicate.modifiers.is_empty()
                        && let Some(object) = &predicate.object
                        && let Some((had, mut link)) = self.had_event(&subject_concept, object) =>
                {
                    self.keep_spans(&mut link, &had);
                    self.keep_earliest(&mut link, &had);
                    let statement = Statement::plain(had, link, None);
                    let (detail, words) = self.open_length(&statement, detail).unwrap_or((detail, words));
                    let Statement { subject, link, .. } = statement;
                    let text = format!("{} {}", words.trim_end_matches(" it that"), self.say(&subject, false));
                    return Some(Interpretation::Detail { subject, link, object: None, detail, last, text });
                }
                // "when did X have no relations": that nothing says so is not when it was not so.
                VerbKind::Have if predicate.object.as_ref().is_some_and(|object| object.phrase.determiner == Determiner::No) => {
                    let range = subject.phrase.range.start..predicate.object.as_ref().map_or(0, |object| object.phrase.range.end);
                    self.note(8, || {
                        let message = "I can only tell of what there was.".to_owned();
                        Diagnostic::new(Problem::NotSupported, self.lattice.span(range.start, range.end), message)
                            .hint("Ask when it began or ended.")
                    });
                    return None;
                }
                _ => {
                    let concept = self.with_predicate(subject_concept.clone(), predicate)?;
                    let (link, object) = self.dated_link(&concept)?;
                    let text = format!("{words} {}", self.say(&concept, false));
                    return Some(Interpretation::Detail { subject: subject_concept, link, object, detail, last, text });
                }
            }
        }
        None
    }

    /// What stands behind "when was X" with a preposition narrows X.
    fn narrowed_by_all(&self, concept: Concept, predicate: &VerbPhrase<'_>) -> Option<Concept> {
        let mut prepositions = predicate.modifiers.iter().filter(|modifier| matches!(modifier.kind, AttachedKind::Preposition { .. }));
        prepositions.try_fold(concept, |concept, modifier| self.narrowed(concept, modifier, &Noun::bare(&NOTHING)))
    }

    /// "when did X become president" asks for the beginning alone, "when did X cease to be" for the end.
    fn edge_of(&self, predicate: &VerbPhrase<'_>) -> Option<Asked> {
        const BEGINNINGS: &[&str] = &[
            "become",
            "becomes",
            "became",
            "begin",
            "begins",
            "began",
            "begun",
            "start",
            "starts",
            "started",
            "commence",
            "commenced",
            "join",
            "joins",
            "joined",
        ];
        const ENDS: &[&str] = &["end", "ends", "ended", "cease", "ceases", "ceased", "stop", "stops", "stopped"];
        let range = &predicate.verb.range;
        let words = self.lattice.tokens.get(range.start..range.end)?;
        let is_one = |list: &[&str]| words.iter().any(|word| list.contains(&word.text.as_str()));
        if is_one(BEGINNINGS) {
            Some(Asked::SinceWhen)
        } else if is_one(ENDS) {
            Some(Asked::UntilWhen)
        } else {
            None
        }
    }

    /// Whether any claim is about a named thing and what somebody named has.
    fn has_named(&self, owner: &Concept, had: &Concept) -> bool {
        let (Some(owners), Some(had)) = (owner.names(), had.names()) else { return false };
        let joined = |node, direction| {
            let relations = self.view.relations_at(node, direction);
            relations.iter().any(|&relation| self.view.neighbours(node, relation, direction).iter().any(|(other, _)| had.contains(&other)))
        };
        owners.iter().any(|&node| joined(node, Direction::Forward) || joined(node, Direction::Backward))
    }

    /// A named thing that somebody has and of which claims say when it was, with the link to these.
    fn had_event(&self, subject: &Concept, object: &Noun<'_>) -> Option<(Concept, Link)> {
        if object.phrase.determiner == Determiner::No {
            return None;
        }
        let had = self.noun(object).next().filter(|had| had.names().is_some())?;
        let (link, ()) = self.event_link(&had)?;
        // "X and Y had": what both have.
        if let Concept::And(owners) = subject
            && !owners.iter().all(|owner| self.has_named(owner, &had))
        {
            return None;
        }
        let dated = link.relations.iter().any(|&relation| self.alive(&had, relation, Role::Subject));
        (dated && self.any_link(subject, &had).is_some()).then_some((had, link))
    }

    /// Whether "how many minutes" is what the claims of a statement have a number of.
    fn is_counted(&self, statement: &Statement, asked: Asked) -> bool {
        let Asked::HowManyOf(at, end, _) = asked else { return true };
        if at == end {
            return true;
        }
        let counted = crate::graph::names::fold(self.lattice.text_of(at, end));
        let singular = |word: &str| crate::language::morphology::singular(word).unwrap_or_else(|| word.to_owned());
        let same = |unit: &str| {
            let unit = crate::graph::names::fold(unit);
            let is_money = matches!(unit.as_str(), "$" | "dollar" | "dollars" | "euro" | "euros");
            singular(&unit) == singular(&counted) || is_money && matches!(counted.as_str(), "money" | "dollars")
        };
        self.claims_between(statement).into_iter().any(|claim| {
            let quantity = self.view.claim(claim).and_then(|claim| claim.quantity.clone());
            quantity.is_some_and(|quantity| quantity.unit.as_deref().is_some_and(same))
        })
    }

    /// The claims of a statement about names.
    pub(super) fn claims_between(&self, statement: &Statement) -> Vec<crate::graph::ClaimId> {
        use crate::graph::Direction;
        let (Some(nodes), direction) = (
            statement.subject.names(),
            if statement.link.traversal == Traversal::Backward { Direction::Backward } else { Direction::Forward },
        ) else {
            return Vec::new();
        };
        let others = statement.object.as_ref().and_then(Concept::names);
        let mut found = Vec::new();
        for &node in nodes {
            for &relation in &statement.link.relations {
                let own = self.view.neighbours(node, relation, direction);
                found.extend(own.iter().filter(|(other, _)| others.is_none_or(|others| others.contains(other))).map(|(_, claim)| claim));
            }
        }
        found
    }

    /// "until when did X break with Y": whether all claims tell one date, which is no end; then that is noted.
    fn only_happened(&self, statement: &Statement) -> bool {
        let claims = self.claims_between(statement);
        let point = |claim: &crate::graph::ClaimId| self.view.told(*claim).is_point();
        let happened = !claims.is_empty() && claims.iter().all(point);
        if happened {
            self.note(8, || {
                Diagnostic::new(Problem::NotSupported, 0..0, "No end of that is recorded, only when it was.").hint("Ask when it was.")
            });
        }
        happened
    }

    /// Whether claims of a link tell when or how long at all. Of relations whose claims never have dates nothing can be said, and the
    /// question may mean something else.
    fn can_tell(&self, link: &Link, asked: Asked) -> bool {
        let of_time = matches!(asked, Asked::When(_) | Asked::SinceWhen | Asked::UntilWhen);
        // What follows from rules has no dates either, which is said when it is compiled.
        let dated = |relation: crate::graph::RelationId| self.view.statistics(relation).dated > 0 || self.is_defined(relation);
        if !of_time || link.relations.iter().any(|&relation| dated(relation)) {
            return true;
        }
        self.note(6, || {
            let what = link.relations.first().and_then(|&relation| self.schema().relation(relation)).map_or("", |relation| &relation.name);
            Diagnostic::new(Problem::NotSupported, 0..0, format!("No claim of \"{what}\" has a date, so I can't say when."))
        });
        false
    }

    /// "when" and "where" as the missing end of a verb: "when was X released" for "X is released in Y".
    pub(in crate::meaning) fn asked_by_preposition(
        &self,
        subject: &Concept,
        predicate: &VerbPhrase<'_>,
        asked: Asked,
    ) -> Option<Interpretation> {
        let VerbKind::Senses(senses) = &predicate.verb.kind else { return None };
        if predicate.object.is_some() {
            return None;
        }
        let prepositions: &[&str] = match asked {
            Asked::Where => &["in", "at", "on", "to", "from"],
            Asked::HowLong(_) => &["for"],
            _ => &["in", "on", "at", "during"],
        };
        // "which year was X released in" leaves the preposition behind.
        let with_last = |sense: Sense| -> Option<Sense> {
            match sense {
                Sense::Verb { pending: true, .. } | Sense::Be { pending: true, .. } => Some(sense),
                Sense::Verb { frame, form, pending: false } => match &self.vocabulary.frame(frame).shape {
                    FrameShape::Verb { tail, transitive: true, .. }
                        if tail.last().is_some_and(|last| prepositions.contains(&last.as_str())) =>
                    {
                        Some(Sense::Verb { frame, form, pending: true })
                    }
                    _ => None,
                },
                Sense::Be { frame, pending: false } => match &self.vocabulary.frame(frame).shape {
                    FrameShape::Be { words, transitive: true, .. }
                        if words.last().is_some_and(|last| prepositions.contains(&last.as_str()) || last == "from") =>
                    {
                        Some(Sense::Be { frame, pending: true })
                    }
                    _ => None,
                },
                _ => None,
            }
        };
        // "voted for sanctions on X": "on" belongs to the sanctions, and X is not where.
        let of_its_object = |sense: &Sense| {
            let (Sense::Verb { frame, .. } | Sense::Be { frame, .. }) = *sense else { return false };
            matches!(&self.vocabulary.frame(frame).shape, FrameShape::Verb { tail, .. } if tail.len() > 1 && tail.last().is_some_and(|last| last == "on"))
        };
        let pending: Vec<Sense> =
            senses.iter().copied().filter_map(with_last).filter(|sense| asked != Asked::Where || !of_its_object(sense)).collect();
        if pending.is_empty() {
            return None;
        }
        let verb = crate::language::syntax::VerbGroup { kind: VerbKind::Senses(pending), ..predicate.verb.clone() };
        let from = (!matches!(asked, Asked::Where | Asked::HowLong(_))).then_some("from");
        for preposition in prepositions.iter().copied().chain(from) {
            for found in self.verb_links(&verb, subject, Some(&Concept::Thing), Some(preposition)) {
                let place = found.link.relations.iter().all(|&relation| {
                    self.schema().relation(relation).is_some_and(|relation| {
                        relation.value_type.is_none_or(|value_type| match asked {
                            Asked::Where => false,
                            _ => matches!(value_type, ValueType::Date | ValueType::Number),
                        })
                    })
                });
                let mut link = found.link;
                if asked != Asked::Where {
                    link.relations.retain(|&relation| self.is_timely(relation));
                }
                if !place || link.relations.is_empty() {
                    continue;
                }
                for modifier in &predicate.modifiers {
                    match &modifier.kind {
                        AttachedKind::Time(time) => {
                            let around = Around { subject: Some(&found.subject), ..Around::default() };
                            self.time(time)?.add_to(&mut link, self, around)?;
                        }
                        _ => return None,
                    }
                }
                let near = if link.traversal == Traversal::Backward { Role::Object } else { Role::Subject };
                let only = (asked == Asked::Where).then(|| self.only_places(&link, near.other())).flatten();
                let concept = match only {
                    Some(places) => Concept::Kind(places).restricted(linked(link.reversed(), found.subject)),
                    None => Concept::Role { link: link.reversed(), of: Some(Box::new(found.subject)) },
                };
                return Some(Interpretation::List { concept, order: None });
            }
        }
        None
    }

    /// Whether the objects of a relation say when: dates, or things of a kind called year, date, day or the like.
    pub(in crate::meaning) fn is_timely(&self, relation: crate::graph::RelationId) -> bool {
        let timely =
            |name: &str| ["year", "date", "day", "month", "time"].iter().any(|word| name.split([' ', '-', '_']).any(|part| part == *word));
        self.schema().relation(relation).is_some_and(|definition| {
            definition.value_type == Some(ValueType::Date)
                || timely(&definition.name)
                || definition.range.iter().any(|&kind| self.schema().kind(kind).is_some_and(|kind| timely(&kind.name)))
        })
    }
}
