//! How long something held: what tells a length of time, and the claims that do.

use super::Interpretation;
use crate::graph::{Direction, Interval, NodeId, RelationId, ValueType};
use crate::language::syntax::Granularity;
use crate::language::vocabulary::{Role, Sense};
use crate::meaning::clause::Statement;
use crate::meaning::concept::{Concept, Link};
use crate::meaning::resolve::Resolver;
use crate::query::{Detail, Traversal};

impl Resolver<'_> {
    /// What to tell of a length of time that no two ends bound, or of an end that is not told: since when it has been so, or when it was so. "How long has X" asks for the first.
    pub(super) fn open_length(&self, statement: &Statement, detail: Detail) -> Option<(Detail, &'static str)> {
        if !matches!(detail, Detail::Duration | Detail::Years | Detail::Months | Detail::Until) {
            return None;
        }
        let times: Vec<Interval> = self.claims_between(statement).into_iter().map(|claim| self.view.told(claim)).collect();
        if detail == Detail::Until {
            let open = !times.iter().any(|when| when.to.is_some()) && times.iter().any(|when| when.from.is_some());
            return open.then_some((Detail::When, "When was it that"));
        }
        let bounded = |when: &Interval| when.from.is_some() && when.to.is_some() && !is_vague(*when);
        let so_far = self.lattice.tokens.iter().any(|token| matches!(token.text.as_str(), "has" | "have"));
        if times.is_empty() || times.iter().any(|when| bounded(when) && !(so_far && when.is_point())) {
            return None;
        }
        if so_far && times.iter().any(|when| when.from.is_some()) {
            return Some((Detail::Start, "Since when was it that"));
        }
        times.iter().any(|when| !when.is_undated()).then_some((Detail::When, "When was it that"))
    }

    /// Whether the claims of a statement say how long by a number, and not by their dates.
    pub(super) fn lasts_by_number(&self, statement: &Statement) -> bool {
        use crate::graph::Direction;
        let Some(nodes) = statement.subject.names() else { return false };
        let direction = match statement.link.traversal {
            Traversal::Backward => Direction::Backward,
            _ => Direction::Forward,
        };
        let others = statement.object.as_ref().and_then(Concept::names);
        let mut found = false;
        for &node in nodes {
            for &relation in &statement.link.relations {
                for (other, claim) in self.view.neighbours(node, relation, direction).iter() {
                    if others.is_some_and(|others| !others.contains(&other)) {
                        continue;
                    }
                    let interval = self.view.told(claim);
                    if interval.from.is_some() && interval.to.is_some() && !interval.is_point() {
                        return false;
                    }
                    found |= self.view.claim(claim).is_some_and(|claim| {
                        claim.quantity.as_ref().and_then(|quantity| quantity.unit.as_deref()).is_some_and(|unit| {
                            ["minute", "hour", "day", "week", "month", "year", "decade"]
                                .iter()
                                .any(|word| unit.trim_end_matches('s') == *word)
                        })
                    });
                }
            }
        }
        found
    }

    /// "how long did X last": the number that says so, or else the time of the event.
    pub(in crate::meaning) fn lasting(&self, statement: &Statement) -> Option<Interpretation> {
        let numeric = |relation: crate::graph::RelationId| {
            self.schema().relation(relation).is_some_and(|relation| relation.value_type == Some(ValueType::Number))
        };
        if !statement.link.relations.iter().all(|&relation| numeric(relation)) {
            return None;
        }
        let told = |relation: crate::graph::RelationId| match &statement.subject {
            Concept::Kind(kind) => self.view.members(*kind).iter().take(2_000).any(|node| self.has_claims(node, relation, Role::Subject)),
            subject => self.alive(subject, relation, Role::Subject),
        };
        if statement.link.relations.iter().any(|&relation| told(relation)) {
            let values = Concept::Role { link: statement.link.clone().reversed(), of: Some(Box::new(statement.subject.clone())) };
            return Some(Interpretation::List { concept: values, order: None });
        }
        let (mut link, ()) = self.event_link(&statement.subject)?;
        let subject = self.only_span(&statement.subject, &link).unwrap_or_else(|| statement.subject.clone());
        if let Some(found) = self.goes_on(&link, &subject) {
            return Some(found);
        }
        let detail = self.length_of(&mut link, &subject, Granularity::Known);
        let text = format!("For how long was {}", self.say(&subject, false));
        Some(Interpretation::Detail { subject, link, object: None, detail, last: None, text })
    }

    /// "how long was X": by the number of what X "lasted", if the vocabulary has the verb and it is told.
    pub(super) fn how_long_it_lasted(&self, subject: &Concept) -> Option<Interpretation> {
        let mut lexemes = Vec::new();
        self.vocabulary.lexemes_at(&["lasted"], &mut lexemes);
        let numeric = |relation: crate::graph::RelationId| {
            self.schema().relation(relation).is_some_and(|relation| relation.value_type == Some(ValueType::Number))
        };
        let relation = lexemes.iter().find_map(|lexeme| match lexeme.sense {
            Sense::Verb { frame, .. } => Some(self.vocabulary.frame(frame).relation).filter(|&relation| numeric(relation)),
            _ => None,
        })?;
        let subject = self.fits(relation, Role::Subject, subject).filter(|subject| self.alive(subject, relation, Role::Subject))?;
        subject.names()?;
        let concept = Concept::Role { link: Link::new(relation, Traversal::Backward), of: Some(Box::new(subject)) };
        Some(Interpretation::List { concept, order: None })
    }

    /// How the length of an event is told, of which the link says when it was; the link keeps the claims that tell it.
    pub(super) fn length_of(&self, link: &mut Link, subject: &Concept, unit: Granularity) -> Detail {
        self.keep_spans(link, subject);
        let detail = match unit {
            Granularity::Known => self.long(link, subject),
            unit => self.told_in(length(unit), link, subject),
        };
        if detail == Detail::When {
            self.keep_usual(link, subject);
        }
        detail
    }

    /// Of a kind of things, the one whose beginning and end are told, if there is but one: it alone has a length.
    fn only_span(&self, concept: &Concept, link: &Link) -> Option<Concept> {
        /// Of more things it is not looked at.
        const MOST: usize = 2_000;
        let Concept::Kind(kind) = concept else { return None };
        let spans = |when: Interval| when.from.is_some() && when.to.is_some() && !when.is_point();
        let named = |node| Concept::Names { nodes: vec![node], text: self.label(node) };
        let members = self.view.members(*kind);
        let mut found = members.iter().take(MOST).map(named).filter(|member| self.any_claim(link, member, &spans));
        found.next().filter(|_| found.next().is_none())
    }

    /// Of what has not ended, by what is usually said of its time: since when it has been.
    pub(super) fn goes_on(&self, link: &Link, subject: &Concept) -> Option<Interpretation> {
        subject.names()?;
        let mut link = link.clone();
        self.keep_usual(&mut link, subject);
        let dated = |when: Interval| !when.is_undated();
        let ended = |when: Interval| dated(when) && (when.from.is_none() || when.to.is_some());
        if !self.any_claim(&link, subject, &dated) || self.any_claim(&link, subject, &ended) {
            return None;
        }
        let text = format!("Since when was {}", self.say(subject, false));
        Some(Interpretation::Detail { subject: subject.clone(), link, object: None, detail: Detail::Start, last: None, text })
    }

    /// How a length of time is told: in days, or by its ends where one of them is known to the day and the other is not.
    pub(super) fn long(&self, link: &Link, subject: &Concept) -> Detail {
        let uneven = |when: Interval| match (when.from, when.to) {
            (Some(from), Some(to)) => from.day().is_some() != to.day().is_some(),
            _ => false,
        };
        if self.any_claim(link, subject, &|when| uneven(when) || is_vague(when)) { Detail::When } else { Detail::Duration }
    }

    /// Months are counted where they are known; otherwise the ends are told.
    pub(super) fn told_in(&self, detail: Detail, link: &Link, subject: &Concept) -> Detail {
        let coarse = |when: Interval| [when.from, when.to].into_iter().flatten().any(|date| date.month().is_none());
        if detail == Detail::Months && self.any_claim(link, subject, &coarse) { Detail::When } else { detail }
    }

    /// Whether the time of any claim of a link that names have passes a test.
    pub(in crate::meaning) fn any_claim(&self, link: &Link, subject: &Concept, test: &dyn Fn(Interval) -> bool) -> bool {
        let direction = if link.traversal == Traversal::Backward { Direction::Backward } else { Direction::Forward };
        let of = |node, relation| self.view.neighbours(node, relation, direction).iter().any(|(_, claim)| test(self.view.told(claim)));
        /// Of more things of a kind it is not looked at.
        const MOST: usize = 2_000;
        let any = |node| link.relations.iter().any(|&relation| of(node, relation));
        match subject {
            Concept::Kind(kind) => self.view.members(*kind).iter().take(MOST).any(any),
            subject => subject.names().unwrap_or_default().iter().any(|&node| any(node)),
        }
    }

    /// Of the relations that say when something was, those with two ends for it, if there are any: its beginning alone tells not how long.
    pub(super) fn keep_spans(&self, link: &mut Link, subject: &Concept) {
        let Some(nodes) = subject.names() else { return };
        let spans = |relation: crate::graph::RelationId| {
            nodes.iter().any(|&node| {
                self.view.neighbours(node, relation, crate::graph::Direction::Forward).iter().any(|(_, claim)| {
                    let when = self.view.told(claim);
                    when.from.is_some() && when.to.is_some() && !when.is_point()
                })
            })
        };
        let kept: Vec<_> = link.relations.iter().copied().filter(|&relation| spans(relation)).collect();
        if !kept.is_empty() {
            link.relations = kept;
        }
    }

    /// Of the relations that say when something was, the one that tells most of all such dates ("took place"): the others tell when it began or what became
    /// of it. All are kept where one of them knows more exactly what the usual one says.
    pub(super) fn keep_usual(&self, link: &mut Link, subject: &Concept) {
        let Some(nodes) = subject.names() else { return };
        let times = |relation: RelationId| -> Vec<Interval> {
            let own = |&node: &NodeId| {
                let claims = self.view.neighbours(node, relation, Direction::Forward);
                claims.iter().map(|(_, claim)| self.view.told(claim)).collect::<Vec<_>>()
            };
            nodes.iter().flat_map(own).filter(|when| !when.is_undated()).collect()
        };
        let told: Vec<(RelationId, Vec<Interval>)> =
            link.relations.iter().map(|&relation| (relation, times(relation))).filter(|(_, times)| !times.is_empty()).collect();
        let dated = |relation: RelationId| (self.view.statistics(relation).dated, std::cmp::Reverse(relation));
        let Some((usual, known)) = told.iter().max_by_key(|(relation, _)| dated(*relation)) else { return };
        let coarse = known.iter().any(|when| [when.from, when.to].into_iter().flatten().any(|date| date.day().is_none()));
        let exact = |when: &Interval| [when.from, when.to].into_iter().flatten().any(|date| date.day().is_some());
        let knows_more = coarse && known.iter().all(|when| !exact(when)) && told.iter().any(|(_, times)| times.iter().any(exact));
        if !knows_more {
            link.relations = vec![*usual];
        }
    }

    /// Of the relations that say when something was, that by which it began: the others tell what became of it.
    pub(super) fn keep_earliest(&self, link: &mut Link, subject: &Concept) {
        let Some(nodes) = subject.names() else { return };
        let begins = |relation: crate::graph::RelationId| {
            let claims = nodes.iter().flat_map(|&node| {
                let own = self.view.neighbours(node, relation, Direction::Forward);
                own.iter().map(|(_, claim)| claim).collect::<Vec<_>>()
            });
            claims.filter_map(|claim| self.view.told(claim).from).map(|date| date.first_day()).min()
        };
        let earliest = link.relations.iter().copied().filter_map(|relation| Some((begins(relation)?, relation))).min();
        if let Some((_, relation)) = earliest {
            link.relations = vec![relation];
        }
    }
}

/// In what a length of time is told.
pub(super) fn length(unit: Granularity) -> Detail {
    match unit {
        Granularity::Year => Detail::Years,
        Granularity::Month => Detail::Months,
        _ => Detail::Duration,
    }
}

/// "from 2006 to 2007": one day or nearly two years, so that only its ends can be told.
fn is_vague(when: Interval) -> bool {
    match (when.from, when.to) {
        (Some(from), Some(to)) => (from.month().is_none() || to.month().is_none()) && to.year() == from.year() + 1,
        _ => false,
    }
}
