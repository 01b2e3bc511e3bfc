//! How far two things lie apart in time: the claims that tell when each began, and in what it is counted.

use super::Interpretation;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::Date;
use crate::language::syntax::{Asked, Clause, Granularity, TimeOrder};
use crate::meaning::clause::Statement;
use crate::meaning::concept::{Concept, Link};
use crate::meaning::resolve::Resolver;
use crate::query::{DateUnit, Detail, Traversal};

impl Resolver<'_> {
    /// "how many years after X did Y": as "when did Y, after X", but how far that is.
    pub(super) fn lapse(&self, clause: &Clause, unit: Granularity, either: bool) -> Option<Interpretation> {
        let found = self.clause_question(clause, Asked::When(Granularity::Known))?;
        let Interpretation::Detail { subject, mut link, object, detail: Detail::When | Detail::Start, last: None, .. } = found else {
            return None;
        };
        let mut from = link.relative.pop()?;
        if from.object.is_none() && from.subject.names().is_some() {
            self.keep_usual(&mut from.link, &from.subject);
        }
        let own = self.beginning(&subject, &mut link, object.as_ref(), unit);
        let other = self.beginning(&from.subject, &mut from.link, from.object.as_ref(), unit);
        // Of what is named it is known when it began, or nothing can be counted.
        let open = |date: Option<Date>, of: &Concept| date.is_none() && of.names().is_some();
        if open(own, &subject) || open(other, &from.subject) {
            self.note(8, || {
                let message = "It is not recorded when both were.".to_owned();
                Diagnostic::new(Problem::NotSupported, 0..0, message).hint("Ask when each was.")
            });
            return None;
        }
        let asked = unit;
        let unit = match (unit, own, other) {
            (Granularity::Day, ..) => DateUnit::Day,
            (Granularity::Month, ..) => DateUnit::Month,
            (Granularity::Year, ..) => DateUnit::Year,
            (Granularity::Known, Some(own), Some(other)) => finest(own, other),
            (Granularity::Known, ..) => DateUnit::Year,
        };
        let exact = |date: Option<Date>| {
            date.is_none_or(|date| match unit {
                DateUnit::Day => date.day().is_some(),
                DateUnit::Month => date.month().is_some(),
                DateUnit::Year => true,
            })
        };
        if !exact(own)
            || !exact(other)
            || asked == Granularity::Known && unit == DateUnit::Year && own.map(Date::year) == other.map(Date::year)
        {
            self.note(9, || {
                let message = "The dates are not known exactly enough to count between them.".to_owned();
                Diagnostic::new(Problem::NotSupported, 0..0, message).hint("Ask when each was.")
            });
            return None;
        }
        let sooner = |one: Option<Date>, other: Option<Date>| one.zip(other).is_some_and(|(one, other)| one.last_day() < other.first_day());
        let turned = match from.order {
            TimeOrder::After => sooner(own, other),
            _ => sooner(other, own),
        };
        if turned && !either {
            self.note(9, || {
                Diagnostic::new(Problem::NotSupported, 0..0, "It was the other way round.".to_owned()).hint("Ask when each was.")
            });
            return None;
        }
        let counted = match unit {
            DateUnit::Day => "days",
            DateUnit::Month => "months",
            DateUnit::Year => "years",
        };
        let text = if either {
            let when: String = link.times.iter().map(|(_, words)| format!(" {words}")).collect();
            format!("How many {counted} passed between {}{when} and {}", self.say(&subject, false), self.say(&from.subject, false))
        } else {
            format!("How many {counted} {} was it that {}", from.text, self.say_statement(&subject, &link, object.as_ref(), false))
        };
        link.relative.push(from);
        Some(Interpretation::Lapse { subject, link, object, unit, either, text })
    }

    /// When what is told of names began, as exactly as any claim of that year or month says; the link keeps the relations that say so.
    fn beginning(&self, subject: &Concept, link: &mut Link, object: Option<&Concept>, unit: Granularity) -> Option<Date> {
        let starts = |link: &Link| {
            let ways: &[Traversal] = match &link.traversal {
                Traversal::Both => &[Traversal::Forward, Traversal::Backward],
                one => std::slice::from_ref(one),
            };
            let claims = ways.iter().flat_map(|&traversal| {
                let link = Link { traversal, ..link.clone() };
                self.claims_between(&Statement::plain(subject.clone(), link, object.cloned()))
            });
            claims.filter_map(|claim| self.view.told(claim).from).collect::<Vec<Date>>()
        };
        let all = starts(link);
        let first = all.iter().copied().min_by_key(|date| (date.first_day(), *date))?;
        let within = |date: &&Date| date.year() == first.year() && (first.month().is_none() || date.month() == first.month());
        let exact = all.iter().filter(within).max_by_key(|date| (date.month().is_some(), date.day().is_some())).copied()?;
        if unit != Granularity::Year && exact != first {
            let says = |&relation: &_| starts(&Link { relations: vec![relation], ..link.clone() }).contains(&exact);
            let kept: Vec<_> = link.relations.iter().copied().filter(says).collect();
            link.relations = kept;
        }
        Some(exact)
    }
}

/// What tells best how far two dates lie apart: days within some months, months within some years.
fn finest(one: Date, other: Date) -> DateUnit {
    let days = (one.first_day() - other.first_day()).abs();
    if one.day().and(other.day()).is_some() && days < 100 {
        DateUnit::Day
    } else if one.month().and(other.month()).is_some() && days < 1_000 {
        DateUnit::Month
    } else {
        DateUnit::Year
    }
}
