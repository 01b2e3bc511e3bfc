//! Times that are relative to other claims: before, after, during and so far from them.

use super::Compiler;
use crate::language::syntax::{Granularity, TimeOrder};
use crate::meaning::concept::{Concept, Link, Relative};
use crate::query::{
    Aggregate, Column, Comparison, Condition, DateUnit, Detail, Distance, Expression, Function, Operand, Polarity, SortOrder, Take,
};

impl Compiler<'_, '_> {
    /// Rows whose claim lies so to the claims of another statement.
    pub(super) fn relative(&mut self, rows: Expression, claim: Column, relative: &Relative, may_be_same: bool) -> Expression {
        let subject = self.column("anchor");
        let start = match &relative.subject {
            Concept::Thing => None,
            concept => Some(self.concept(concept, subject)),
        };
        let (anchors, anchor) = self.linked_rows(start, subject, &relative.link, relative.object.as_ref(), Polarity::Asserted);
        let (detail, comparison) = match relative.order {
            TimeOrder::Before | TimeOrder::Until => (Detail::Start, Comparison::Less),
            TimeOrder::After => (Detail::Start, Comparison::Greater),
            TimeOrder::Same(Granularity::Month) => (Detail::Start, Comparison::SameMonth),
            TimeOrder::Same(Granularity::Year) => (Detail::Year, Comparison::Equal),
            TimeOrder::Same(_) => (Detail::Start, Comparison::SameDay),
            TimeOrder::Apart { unit, least, most } => {
                let unit = match unit {
                    Granularity::Month => DateUnit::Month,
                    Granularity::Year => DateUnit::Year,
                    Granularity::Day | Granularity::Known => DateUnit::Day,
                };
                (Detail::Start, Comparison::Apart(Distance { unit, least, most }))
            }
            TimeOrder::During | TimeOrder::Since => (Detail::Start, Comparison::GreaterOrEqual),
        };
        let own = self.column("own");
        let other = self.column("other");
        let anchors = Expression::Describe { input: Box::new(anchors), of: anchor, detail, to: other };
        let rows = Expression::Describe { input: Box::new(rows), of: claim, detail, to: own };
        if relative.order == TimeOrder::During {
            return self.during(rows, anchors, (claim, own), (anchor, other), relative.term);
        }
        if relative.order == TimeOrder::After && relative.same_day {
            return self.after_or_with(rows, anchors, (claim, own), (anchor, other));
        }
        let kept = if may_be_same { vec![anchor, other] } else { vec![other] };
        let anchors = Expression::Project { input: Box::new(anchors), columns: kept };
        let by_end = relative.by_end.then(|| self.ended_by(&rows, &anchors, claim, other));
        let joined = Expression::Join { left: Box::new(rows), right: Box::new(anchors) };
        let condition = Condition::Compare { left: Operand::Column(own), comparison, right: Operand::Column(other) };
        let same = Condition::Same(claim, anchor);
        let condition = match comparison {
            _ if !may_be_same => condition,
            Comparison::Apart(distance) if distance.least > 0 || distance.most < 0 => condition,
            Comparison::Less | Comparison::Greater => Condition::And(vec![Condition::Not(Box::new(same)), condition]),
            _ => Condition::Or(vec![same, condition]),
        };
        let before = Expression::Filter { input: Box::new(joined), condition };
        match by_end {
            Some(by_end) => Expression::Union { inputs: vec![before, by_end] },
            None => before,
        }
    }

    /// Rows whose claim is known by its end alone, and ended by the beginning of an anchor: what lasts until a day began before it.
    fn ended_by(&mut self, rows: &Expression, anchors: &Expression, claim: Column, other: Column) -> Expression {
        let end = self.column("end");
        // The rows as they were before they were given a beginning.
        let Expression::Describe { input, .. } = rows else { return rows.clone() };
        let begun = Expression::Project { input: Box::new(rows.clone()), columns: vec![claim] };
        let open = Expression::Difference { left: input.clone(), right: Box::new(begun) };
        let ended = Expression::Describe { input: Box::new(open), of: claim, detail: Detail::Until, to: end };
        let joined = Expression::Join { left: Box::new(ended), right: Box::new(anchors.clone()) };
        let compare = Condition::Compare { left: Operand::Column(end), comparison: Comparison::LessOrEqual, right: Operand::Column(other) };
        Expression::Filter { input: Box::new(joined), condition: compare }
    }

    /// How far the first claim of a statement lies behind, or before, the first of what a time names; from one to the other if it may be `either`.
    pub fn lapse(
        &mut self,
        subject: &Concept,
        link: &Link,
        object: Option<&Concept>,
        from: Option<&Relative>,
        (unit, either): (DateUnit, bool),
        number: Column,
    ) -> Expression {
        let (rows, claim, own) = self.earliest(subject, link, object);
        let Some(from) = from else { return rows };
        let (anchors, anchor, other) = self.earliest(&from.subject, &from.link, from.object.as_ref());
        let mut joined = Expression::Join { left: Box::new(rows), right: Box::new(anchors) };
        if !either {
            let comparison = if from.order == TimeOrder::Before { Comparison::LessOrEqual } else { Comparison::GreaterOrEqual };
            let condition = Condition::Compare { left: Operand::Column(own), comparison, right: Operand::Column(other) };
            joined = Expression::Filter { input: Box::new(joined), condition };
        }
        let date = self.column("date");
        let date_of = |claim: Column| {
            let rows = Expression::Describe { input: Box::new(joined.clone()), of: claim, detail: Detail::Start, to: date };
            Expression::Project { input: Box::new(rows), columns: vec![date] }
        };
        let dates = Expression::Union { inputs: vec![date_of(claim), date_of(anchor)] };
        let aggregates = vec![Aggregate { function: Function::Apart(unit), of: date, to: number }];
        Expression::Group { input: Box::new(dates), keys: Vec::new(), aggregates, over: None }
    }

    /// The claim of a statement that begins first, in a column, and its beginning.
    fn earliest(&mut self, subject: &Concept, link: &Link, object: Option<&Concept>) -> (Expression, Column, Column) {
        let at = self.column("subject");
        let start = match subject {
            Concept::Thing => None,
            subject => Some(self.concept(subject, at)),
        };
        let (rows, claim) = self.linked_rows(start, at, link, object, Polarity::Asserted);
        let own = self.column("own");
        let rows = Expression::Describe { input: Box::new(rows), of: claim, detail: Detail::Start, to: own };
        let rows = Expression::Project { input: Box::new(rows), columns: vec![claim, own] };
        let take = Some(Take { skip: 0, count: 1, ties: false });
        (Expression::Order { input: Box::new(rows), by: vec![(own, SortOrder::Ascending)], take }, claim, own)
    }

    /// Rows whose claim begins after an anchor, or on the same day or in the same month: what one event brought about may follow at once. A year is too
    /// long for that.
    fn after_or_with(&mut self, rows: Expression, anchors: Expression, claim: (Column, Column), anchor: (Column, Column)) -> Expression {
        let (month, other_month) = (self.column("month"), self.column("other"));
        let later = |left: Column, comparison: Comparison, right: Column| Condition::Compare {
            left: Operand::Column(left),
            comparison,
            right: Operand::Column(right),
        };
        let after = Expression::Filter {
            input: Box::new(Expression::Join {
                left: Box::new(rows.clone()),
                right: Box::new(Expression::Project { input: Box::new(anchors.clone()), columns: vec![anchor.1] }),
            }),
            condition: later(claim.1, Comparison::Greater, anchor.1),
        };
        let rows = Expression::Describe { input: Box::new(rows), of: claim.0, detail: Detail::Month, to: month };
        let anchors = Expression::Describe { input: Box::new(anchors), of: anchor.0, detail: Detail::Month, to: other_month };
        let with = Expression::Filter {
            input: Box::new(Expression::Join {
                left: Box::new(rows),
                right: Box::new(Expression::Project { input: Box::new(anchors), columns: vec![anchor.0, anchor.1, other_month] }),
            }),
            condition: Condition::And(vec![
                later(claim.1, Comparison::Equal, anchor.1),
                later(month, Comparison::Equal, other_month),
                Condition::Not(Box::new(Condition::Same(claim.0, anchor.0))),
            ]),
        };
        Expression::Union { inputs: vec![after, with] }
    }

    /// Rows whose claim shares time with that of an anchor: not those known to begin after it ended or to end before it began.
    fn during(
        &mut self,
        rows: Expression,
        anchors: Expression,
        claim: (Column, Column),
        anchor: (Column, Column),
        term: bool,
    ) -> Expression {
        let anchors = Expression::Project { input: Box::new(anchors), columns: vec![anchor.0, anchor.1] };
        let pairs = Expression::Join { left: Box::new(rows), right: Box::new(anchors) };
        let mut kept = pairs;
        for (ending, beginning) in [(anchor.0, claim.1), (claim.0, anchor.1)] {
            let end = self.column("end");
            let ended = Expression::Describe { input: Box::new(kept.clone()), of: ending, detail: Detail::End, to: end };
            let condition =
                Condition::Compare { left: Operand::Column(beginning), comparison: Comparison::Greater, right: Operand::Column(end) };
            self.resolver.may_be_stricter.set(true);
            let (ended, condition) = if self.resolver.strictly.get() {
                self.strictly_apart(ended, condition, (beginning, end), (ending, term), claim, anchor)
            } else {
                (ended, Condition::Surely(Box::new(condition)))
            };
            let apart = Expression::Filter { input: Box::new(ended), condition };
            let apart = Expression::Project { input: Box::new(apart), columns: vec![claim.0, anchor.0] };
            kept = Expression::Difference { left: Box::new(kept), right: Box::new(apart) };
        }
        kept
    }

    /// Taken strictly, what may have ended before is apart, too, if it is longer than the year or month in which it may have ended. The last day of a
    /// term is that of the next one: what goes on from that day is not of that term, but what happened on it is.
    fn strictly_apart(
        &mut self,
        ended: Expression,
        surely_apart: Condition,
        (beginning, end): (Column, Column),
        (ending, term): (Column, bool),
        claim: (Column, Column),
        anchor: (Column, Column),
    ) -> (Expression, Condition) {
        let compare =
            |left, comparison, right| Condition::Compare { left: Operand::Column(left), comparison, right: Operand::Column(right) };
        let surely = |condition| Condition::Surely(Box::new(condition));
        let not = |condition| Condition::Not(Box::new(condition));
        let (start, other) = if ending == anchor.0 { (anchor.1, claim.0) } else { (claim.1, anchor.0) };
        let is_long = surely(compare(start, Comparison::Less, end));
        let mut ways = vec![
            surely(surely_apart),
            Condition::And(vec![is_long.clone(), not(surely(not(compare(beginning, Comparison::Greater, end))))]),
        ];
        if !term {
            return (ended, Condition::Or(ways));
        }
        let other_end = self.column("end");
        let ended = Expression::Describe { input: Box::new(ended), of: other, detail: Detail::End, to: other_end };
        let goes_on = not(surely(compare(other_end, Comparison::Equal, beginning)));
        ways.push(Condition::And(vec![is_long, surely(compare(beginning, Comparison::Equal, end)), goes_on]));
        (ended, Condition::Or(ways))
    }
}
