//! What is contested: pairs of claims that cannot both be so.
//!
//! Comes in: what they are about. Goes out: the query for pairs of claims with it at one end, of which one denies what the other says, says the opposite of it, or
//! says the same of somebody else at the same time where only one can be. Nothing is decided: both claims are the evidence of their pair.

use super::compile::Compiler;
use super::concept::Concept;
use crate::query::{Column, Comparison, Condition, Detail, Expression, Operand, Polarity, Query, Relations, Step, Traversal};

impl Compiler<'_, '_> {
    /// The pairs of claims that oppose each other, with the nodes of a concept at one end; all pairs if there is none.
    pub fn contested(&mut self, about: Option<&Concept>) -> Query {
        let (said, against) = (self.column("said"), self.column("against"));
        let mut inputs = Vec::new();
        let directions: &[Traversal] = if about.is_some() { &[Traversal::Forward, Traversal::Backward] } else { &[Traversal::Forward] };
        for &traversal in directions {
            let at = self.column("about");
            let base = match about {
                Some(concept) => Expression::Project { input: Box::new(self.concept(concept, at)), columns: vec![at] },
                None => Expression::Entities { column: at },
            };
            inputs.push(self.denied(base.clone(), at, traversal, (said, against)));
            self.opposed(&base, at, traversal, (said, against), &mut inputs);
            self.held_twice(&base, at, traversal, (said, against), &mut inputs);
        }
        let pairs = |input: Expression| Expression::Project { input: Box::new(input), columns: vec![said, against] };
        let root = Expression::Union { inputs: inputs.into_iter().map(pairs).collect() };
        self.query(root, vec![(said, "said"), (against, "against it")])
    }

    /// One says it is so, one that it is not.
    fn denied(&mut self, base: Expression, at: Column, traversal: Traversal, (said, against): (Column, Column)) -> Expression {
        let (other, relation, denied) = (self.column("other"), self.column("relation"), self.column("relation"));
        let step =
            |polarity| Step { relations: Relations::Any, traversal, polarity, times: Vec::new(), sources: Vec::new(), places: Vec::new() };
        // There are few denials, so they come first.
        let rows = expand(base, at, step(Polarity::Denied), against, other);
        let rows = expand(rows, at, step(Polarity::Asserted), said, other);
        let rows = describe(describe(rows, said, Detail::Relation, relation), against, Detail::Relation, denied);
        let same = Condition::Compare { left: Operand::Column(relation), comparison: Comparison::Equal, right: Operand::Column(denied) };
        Expression::Filter { input: Box::new(rows), condition: same }
    }

    /// One says the opposite of the other.
    fn opposed(
        &mut self,
        base: &Expression,
        at: Column,
        traversal: Traversal,
        (said, against): (Column, Column),
        inputs: &mut Vec<Expression>,
    ) {
        let opposites: Vec<_> =
            self.resolver.schema().relations().filter_map(|(id, relation)| relation.opposite.map(|opposite| (id, opposite))).collect();
        for (place, &(one, opposite)) in opposites.iter().enumerate() {
            // Both may name the other as their opposite.
            if opposites.iter().take(place).any(|&pair| pair == (opposite, one)) {
                continue;
            }
            let other = self.column("other");
            let rows = expand(base.clone(), at, Step::along(one, traversal), said, other);
            inputs.push(expand(rows, at, Step::along(opposite, traversal), against, other));
        }
    }

    /// Two hold at the same time what one can hold: claims that begin before the other ends, for sure, or begin alike. Who follows in the year in which another
    /// leaves is not against him.
    fn held_twice(
        &mut self,
        base: &Expression,
        at: Column,
        traversal: Traversal,
        (said, against): (Column, Column),
        inputs: &mut Vec<Expression>,
    ) {
        let one_at_a_time: Vec<_> =
            self.resolver.schema().relations().filter(|(_, relation)| relation.one_at_a_time).map(|(id, _)| id).collect();
        // Of what is asked about there may be several others, and of everything both.
        let both_asked = traversal == Traversal::Backward || matches!(base, Expression::Entities { .. });
        for relation in one_at_a_time {
            let (other, held) = (self.column("other"), self.column("other"));
            let back = Step::along(relation, Traversal::Backward);
            let rows = expand(base.clone(), at, Step::along(relation, traversal), said, other);
            // The holders: what is asked about and another, or two others of what is asked about.
            let (rows, first) = match traversal {
                Traversal::Backward => (expand(rows, at, back, against, held), other),
                _ => (expand(rows, other, back, against, held), at),
            };
            let [start, end, other_start, other_end] = ["start", "end", "start", "end"].map(|name| self.column(name));
            let details = [
                (said, Detail::Start, start),
                (said, Detail::End, end),
                (against, Detail::Start, other_start),
                (against, Detail::End, other_end),
            ];
            let rows = details.into_iter().fold(rows, |rows, (of, detail, to)| describe(rows, of, detail, to));
            let compare = |left: Column, comparison: Comparison, right: Column| Condition::Compare {
                left: Operand::Column(left),
                comparison,
                right: Operand::Column(right),
            };
            let overlap = Condition::Or(vec![
                compare(start, Comparison::Equal, other_start),
                Condition::And(vec![compare(start, Comparison::Less, other_end), compare(other_start, Comparison::Less, end)]),
            ]);
            let conditions = Condition::And(vec![Condition::Not(Box::new(Condition::Same(first, held))), overlap]);
            let rows = Expression::Filter { input: Box::new(rows), condition: Condition::Surely(Box::new(conditions)) };
            // Of two others each pair stands once, the earlier first; twice where it is open which is the earlier.
            let earlier_behind = Condition::Surely(Box::new(compare(other_start, Comparison::Less, start)));
            inputs.push(if both_asked {
                let turned = Expression::Filter { input: Box::new(rows.clone()), condition: earlier_behind };
                Expression::Difference { left: Box::new(rows), right: Box::new(turned) }
            } else {
                rows
            });
        }
    }
}

fn expand(input: Expression, from: Column, step: Step, claim: Column, to: Column) -> Expression {
    Expression::Expand { input: Box::new(input), from, step, claim, to }
}

fn describe(input: Expression, of: Column, detail: Detail, to: Column) -> Expression {
    Expression::Describe { input: Box::new(input), of, detail, to }
}
