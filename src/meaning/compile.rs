//! Concepts become expressions of the query algebra.

mod times;
mod values;

use rustc_hash::FxHashMap;

use super::concept::{Concept, Link, Measure, Quantifier, Restriction};
use super::resolve::Resolver;
use super::rules;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{Bound, RelationId, UnitId};
use crate::query::{
    Aggregate, Column, Comparison, Condition, Detail, Expression, Function, Heading, Operand, Polarity, Query, Relations, SortOrder,
    SourceTest, Step, Take, TimeTest, Traversal,
};

/// Makes expressions, and the names of their columns.
pub(super) struct Compiler<'r, 'a> {
    pub resolver: &'r Resolver<'a>,
    columns: Vec<String>,
    /// What cannot be asked of what rules define.
    problem: Option<Diagnostic>,
    /// The rules that were written out, as sentences.
    rules: Vec<String>,
    /// The units of the numbers in columns.
    units: FxHashMap<Column, UnitId>,
}

impl<'r, 'a> Compiler<'r, 'a> {
    pub fn new(resolver: &'r Resolver<'a>) -> Self {
        Self { resolver, columns: Vec::new(), problem: None, rules: Vec::new(), units: FxHashMap::default() }
    }

    pub fn column(&mut self, name: &str) -> Column {
        let id = Column(u32::try_from(self.columns.len()).unwrap_or(u32::MAX));
        self.columns.push(format!("{name}{}", self.columns.len()));
        id
    }

    /// A query, with rules written out.
    pub fn query(&mut self, root: Expression, headings: Vec<(Column, &str)>) -> Query {
        let (root, rules) = rules::write_out(self, root);
        self.rules.extend(rules);
        let headings = headings.into_iter().map(|(column, title)| Heading { column, title: title.to_owned() }).collect();
        Query { root, columns: self.columns.clone(), headings }
    }

    pub fn step(&self, link: &Link, polarity: Polarity) -> Step {
        let mut places = link.places.clone();
        places.sort_unstable();
        let mut times: Vec<TimeTest> = link.times.iter().map(|(test, _)| *test).collect();
        if !link.strict.is_empty() {
            self.resolver.may_be_stricter.set(true);
            if self.resolver.strictly.get() {
                times.extend(&link.strict);
            }
        }
        Step {
            relations: Relations::Only(link.relations.clone()),
            traversal: link.traversal,
            polarity,
            times,
            sources: link.sources.iter().map(|(test, _)| test.clone()).collect(),
            places,
        }
    }

    /// The rows of a concept, with its members in a column.
    pub fn concept(&mut self, concept: &Concept, at: Column) -> Expression {
        match concept {
            Concept::Names { nodes, .. } => Expression::Nodes { column: at, nodes: nodes.clone() },
            Concept::Kind(kind) => Expression::Kind { column: at, kind: *kind },
            Concept::Thing | Concept::Sort(_) => Expression::Entities { column: at },
            Concept::Literal(_) => Expression::Nodes { column: at, nodes: Vec::new() },
            Concept::Role { link, of } => self.restrict(
                None,
                at,
                &Restriction::Linked { link: link.clone(), other: of.clone(), quantifier: Quantifier::Some, negated: false },
            ),
            Concept::Restricted { base, restrictions } => {
                let mut rows = match **base {
                    Concept::Thing => None,
                    _ => Some(self.concept(base, at)),
                };
                // What stands in the claims of a link is found through it; conditions that only test come later.
                let mut ordered: Vec<&Restriction> = restrictions.iter().collect();
                if rows.is_none() {
                    ordered.sort_by_key(|restriction| usize::from(!generates(restriction)));
                }
                ordered.sort_by_key(|restriction| usize::from(ranks(restriction)));
                for restriction in ordered {
                    rows = Some(self.restrict(rows, at, restriction));
                }
                rows.unwrap_or(Expression::Entities { column: at })
            }
            Concept::And(parts) | Concept::Or(parts) => {
                let inputs = parts.iter().map(|part| only(self.concept(part, at), at)).collect();
                union(inputs)
            }
            Concept::Minus(base, other) => {
                let left = self.concept(base, at);
                let right = self.concept(other, at);
                Expression::Difference { left: Box::new(left), right: Box::new(only(right, at)) }
            }
            Concept::Ranked { base, measure, descending, skip, count } => {
                let rows = self.concept(base, at);
                let (rows, by) = self.measured(rows, at, measure, Some(base), *descending);
                self.ranked(rows, at, by, *descending, *skip, *count)
            }
        }
    }

    fn ranked(&mut self, rows: Expression, at: Column, by: Column, descending: bool, skip: usize, count: usize) -> Expression {
        let order = if descending { SortOrder::Descending } else { SortOrder::Ascending };
        let cut = Expression::Order { input: Box::new(rows), by: vec![(by, order)], take: Some(Take { skip, count, ties: true }) };
        Expression::Project { input: Box::new(cut), columns: vec![at] }
    }

    /// Rows with a measure of a column beside them.
    pub fn measured(
        &mut self,
        rows: Expression,
        at: Column,
        measure: &Measure,
        over: Option<&Concept>,
        descending: bool,
    ) -> (Expression, Column) {
        match measure {
            Measure::Itself => self.described(rows, at),
            Measure::Attribute(link) => {
                let (rows, node) = self.expand(Some(rows), at, link, Polarity::Asserted);
                self.described(rows, node)
            }
            Measure::Count { link, of } => {
                let (linked, node) = self.expand(Some(rows), at, link, Polarity::Asserted);
                let linked = match of.as_deref() {
                    None | Some(Concept::Thing) => linked,
                    Some(of) => self.joined(linked, of, node),
                };
                let number = self.column("count");
                // "the fewest" may be none at all.
                let over = match over {
                    Some(over) if !descending => Some(Box::new(self.concept(over, at))),
                    _ => None,
                };
                let aggregates = vec![Aggregate { function: Function::Count, of: node, to: number }];
                (Expression::Group { input: Box::new(linked), keys: vec![at], aggregates, over }, number)
            }
            Measure::Time { link, other } | Measure::Length { link, other } => {
                let (rows, claim) = self.linked_rows(Some(rows), at, link, other.as_deref(), Polarity::Asserted);
                let date = self.column("date");
                let detail = if matches!(measure, Measure::Length { .. }) { Detail::Duration } else { Detail::Start };
                (Expression::Describe { input: Box::new(rows), of: claim, detail, to: date }, date)
            }
        }
    }

    /// Notes that something has no meaning after all.
    pub fn refuse(&mut self, problem: Diagnostic) {
        self.problem.get_or_insert(problem);
    }

    /// What was refused.
    pub fn problem(&mut self) -> Option<Diagnostic> {
        self.problem.take()
    }

    /// The rules that its queries rest on.
    pub fn rules(self) -> Vec<String> {
        self.rules
    }

    /// Whether some of the relations of a link are defined by rules.
    pub fn is_defined(&self, link: &Link) -> bool {
        link.relations.iter().any(|&relation| self.resolver.is_defined(relation))
    }

    /// The pairs of a link to which rules belong: those that are told, and those that the rules make. There is no claim for these.
    fn defined(&mut self, link: &Link, at: Column, to: Column) -> Expression {
        if !link.times.is_empty() || !link.sources.is_empty() || !link.places.is_empty() || !link.relative.is_empty() {
            self.refuse_claims(link);
        }
        let mut inputs = Vec::new();
        let (defined, told): (Vec<RelationId>, Vec<RelationId>) =
            link.relations.iter().partition(|relation| self.resolver.is_defined(**relation));
        if !told.is_empty() {
            let step = self.step(&Link { relations: told, ..link.clone() }, Polarity::Asserted);
            let claims = Expression::Claims { step, from: at, claim: self.column("claim"), to };
            inputs.push(Expression::Project { input: Box::new(claims), columns: vec![at, to] });
        }
        for relation in defined {
            if link.traversal != Traversal::Backward {
                inputs.push(Expression::Derived { relation, from: at, to });
            }
            if link.traversal != Traversal::Forward {
                inputs.push(Expression::Derived { relation, from: to, to: at });
            }
        }
        match inputs.len() {
            1 => inputs.remove(0),
            _ => Expression::Union { inputs },
        }
    }

    fn refuse_claims(&mut self, link: &Link) {
        self.refuse_defined(&link.relations);
    }

    /// What follows from rules is no claim of its own.
    pub fn refuse_defined(&mut self, relations: &[RelationId]) {
        let schema = self.resolver.schema();
        let defined = relations.iter().copied().find(|&relation| self.resolver.is_defined(relation));
        let Some(relation) = defined.and_then(|relation| schema.relation(relation)) else { return };
        let name = &relation.name;
        let message =
            format!("\"{name}\" is defined by rules: what follows from them is no claim with a date, place or source of its own.");
        let hint = "Ask without these; \"why\" shows the claims that it rests on.";
        self.refuse(Diagnostic::new(Problem::NotSupported, 0..self.resolver.lattice.text.len(), message).hint(hint));
    }

    /// Follows a link from a column to a new one.
    pub fn expand(&mut self, rows: Option<Expression>, at: Column, link: &Link, polarity: Polarity) -> (Expression, Column) {
        let to = self.column("node");
        if link.closure && !self.is_defined(link) {
            let input = Box::new(rows.unwrap_or(Expression::Entities { column: at }));
            let reach = Expression::Reach { input, from: at, step: self.step(link, polarity), min: 1, max: None, to };
            return (reach, to);
        }
        let claim = self.column("claim");
        let rows = self.expand_to(rows, at, link, polarity, claim, to);
        (rows, to)
    }

    fn expand_to(
        &mut self,
        rows: Option<Expression>,
        at: Column,
        link: &Link,
        polarity: Polarity,
        claim: Column,
        to: Column,
    ) -> Expression {
        self.note_unit(link, at, to);
        if polarity != Polarity::Denied && self.is_defined(link) {
            let pairs = self.defined(link, at, to);
            return match rows {
                Some(rows) => Expression::Join { left: Box::new(rows), right: Box::new(pairs) },
                None => pairs,
            };
        }
        self.told_to(rows, at, link, polarity, claim, to)
    }

    /// The same along the claims that are told, whatever rules there are.
    pub fn told_to(
        &mut self,
        rows: Option<Expression>,
        at: Column,
        link: &Link,
        polarity: Polarity,
        claim: Column,
        to: Column,
    ) -> Expression {
        let step = self.step(link, polarity);
        let mut rows = match rows {
            Some(input) => Expression::Expand { input: Box::new(input), from: at, step, claim, to },
            None => Expression::Claims { step, from: at, claim, to },
        };
        for relative in &link.relative {
            // A claim lies neither before nor after itself, however roughly its date is known. Those of somebody who is excepted are looked at no more.
            let may_be_same = !relative.once && relative.link.relations.iter().any(|relation| link.relations.contains(relation));
            rows = self.relative(rows, claim, relative, may_be_same);
        }
        rows
    }

    /// Rows of `from`, their claim, and their other end restricted to a concept; the claim's column.
    pub fn linked_rows(
        &mut self,
        rows: Option<Expression>,
        at: Column,
        link: &Link,
        other: Option<&Concept>,
        polarity: Polarity,
    ) -> (Expression, Column) {
        if polarity != Polarity::Denied && self.is_defined(link) {
            self.refuse_claims(link);
        }
        let claim = self.column("claim");
        let to = self.column("node");
        let rows = self.expand_to(rows, at, link, polarity, claim, to);
        let rows = match other {
            None | Some(Concept::Thing) => rows,
            Some(other) => self.joined(rows, other, to),
        };
        (rows, claim)
    }

    /// Rows whose column is in a concept.
    pub fn joined(&mut self, rows: Expression, concept: &Concept, at: Column) -> Expression {
        match concept {
            Concept::Thing => rows,
            Concept::Literal(literal) => self.same_value(rows, literal, at),
            Concept::Restricted { base, restrictions } if **base == Concept::Thing => {
                let mut ordered: Vec<&Restriction> = restrictions.iter().collect();
                ordered.sort_by_key(|restriction| usize::from(ranks(restriction)));
                ordered.into_iter().fold(rows, |rows, restriction| self.restrict(Some(rows), at, restriction))
            }
            concept => {
                let right = only(self.concept(concept, at), at);
                Expression::Join { left: Box::new(rows), right: Box::new(right) }
            }
        }
    }

    /// Rows for which a restriction holds; without rows, all for which it does.
    pub fn restrict(&mut self, rows: Option<Expression>, at: Column, restriction: &Restriction) -> Expression {
        match restriction {
            Restriction::Linked { link, other, quantifier, negated } => {
                let negated = *negated ^ (*quantifier == Quantifier::No);
                if negated {
                    return self.not_linked(rows, at, link, other.as_deref(), *quantifier == Quantifier::No);
                }
                self.linked(rows, at, link, other.as_deref(), *quantifier)
            }
            Restriction::Is { concept, negated: false } => match rows {
                None => self.concept(concept, at),
                Some(rows) => self.joined(rows, concept, at),
            },
            Restriction::Is { concept, negated: true } => {
                let left = rows.unwrap_or(Expression::Entities { column: at });
                let right = only(self.concept(concept, at), at);
                Expression::Difference { left: Box::new(left), right: Box::new(right) }
            }
            Restriction::Compares { measure, bound, than } => {
                let (rows, node) = self.expand(rows, at, measure, Polarity::Asserted);
                self.compared(rows, (at, node), *bound, than, Some(measure))
            }
            Restriction::Value { bound, than } => {
                let rows = rows.unwrap_or(Expression::Entities { column: at });
                self.compared(rows, (at, at), *bound, than, None)
            }
            Restriction::LinkedToBest { link, other, measure, descending, skip, count } => {
                let (linked, node) = self.expand(rows, at, link, Polarity::Asserted);
                let linked = self.joined(linked, other, node);
                // The best of those that are linked to anything asked about, found apart, then joined again: several may share the best.
                let (ranked, by) = self.measured(linked, node, measure.as_ref().unwrap_or(&Measure::Itself), None, *descending);
                let order = if *descending { SortOrder::Descending } else { SortOrder::Ascending };
                Expression::Order {
                    input: Box::new(ranked),
                    by: vec![(by, order)],
                    take: Some(Take { skip: *skip, count: *count, ties: true }),
                }
            }
            Restriction::Given(concept) => {
                let left = rows.unwrap_or(Expression::Entities { column: at });
                let given = self.column("given");
                let right = self.concept(concept, given);
                Expression::Join { left: Box::new(left), right: Box::new(right) }
            }
            Restriction::Any(alternatives) => {
                let inputs = alternatives.iter().map(|alternative| only(self.restrict(rows.clone(), at, alternative), at)).collect();
                union(inputs)
            }
        }
    }

    fn linked(&mut self, rows: Option<Expression>, at: Column, link: &Link, other: Option<&Concept>, quantifier: Quantifier) -> Expression {
        if let Some(Concept::And(parts)) = other
            && matches!(quantifier, Quantifier::Some | Quantifier::Every)
        {
            let mut rows = rows;
            for part in parts {
                rows = Some(self.linked(rows, at, link, Some(part), Quantifier::Some));
            }
            return rows.unwrap_or(Expression::Entities { column: at });
        }
        if let Some(Concept::Minus(wanted, unwanted)) = other
            && wanted.names().is_some()
        {
            // "recognized Kelvia but not Abkhazia"
            let rows = self.linked(rows, at, link, Some(wanted), quantifier);
            return self.not_linked(Some(rows), at, link, Some(unwanted), true);
        }
        match quantifier {
            Quantifier::Some | Quantifier::No => match standing(link) {
                None => self.start_or_expand(rows, at, link, other).0,
                // "only according to X": those for which nothing else says so.
                Some(standing) => {
                    let (falling, _) = self.start_or_expand(rows.clone(), at, link, other);
                    let (standing, _) = self.start_or_expand(rows, at, &standing, other);
                    let standing = Expression::Project { input: Box::new(standing), columns: vec![at] };
                    Expression::Difference { left: Box::new(falling), right: Box::new(standing) }
                }
            },
            Quantifier::Every => {
                let Some(all) = other.filter(|other| !matches!(other, Concept::Names { .. } | Concept::Thing)) else {
                    return self.linked(rows, at, link, other, Quantifier::Some);
                };
                // Those for which no member of the set is unlinked.
                let member = self.column("each");
                let (candidates, _) = self.start_or_expand(rows, at, link, other);
                let candidates = Expression::Project { input: Box::new(candidates), columns: vec![at] };
                let set = self.concept(all, member);
                let set = Expression::Project { input: Box::new(set), columns: vec![member] };
                let pairs = Expression::Join { left: Box::new(candidates.clone()), right: Box::new(set) };
                let claim = self.column("claim");
                let linked = self.expand_to(Some(candidates.clone()), at, link, Polarity::Asserted, claim, member);
                let linked = Expression::Project { input: Box::new(linked), columns: vec![at, member] };
                let missing = Expression::Difference { left: Box::new(pairs), right: Box::new(linked) };
                let missing = Expression::Project { input: Box::new(missing), columns: vec![at] };
                Expression::Difference { left: Box::new(candidates), right: Box::new(missing) }
            }
            Quantifier::Only => {
                let (some, _) = self.start_or_expand(rows, at, link, other);
                let some = Expression::Project { input: Box::new(some), columns: vec![at] };
                let Some(other) = other else { return some };
                let (linked, node) = self.expand(Some(some.clone()), at, link, Polarity::Asserted);
                let inside = self.concept(other, node);
                let inside = Expression::Project { input: Box::new(inside), columns: vec![node] };
                let outside = Expression::Difference { left: Box::new(linked), right: Box::new(inside) };
                let outside = Expression::Project { input: Box::new(outside), columns: vec![at] };
                Expression::Difference { left: Box::new(some), right: Box::new(outside) }
            }
            Quantifier::Count(bound, number) => {
                let over = rows.clone();
                let (linked, node) = self.start_or_expand(rows, at, link, other);
                let count = self.column("count");
                let zero_counts = matches!(bound, Bound::AtMost | Bound::LessThan) || bound == Bound::Exactly && number == 0.0;
                let over =
                    over.filter(|_| zero_counts).map(|over| Box::new(Expression::Project { input: Box::new(over), columns: vec![at] }));
                let aggregates = vec![Aggregate { function: Function::Count, of: node, to: count }];
                let counted = Expression::Group { input: Box::new(linked), keys: vec![at], aggregates, over };
                let condition =
                    Condition::Compare { left: Operand::Column(count), comparison: comparison_of(bound), right: Operand::Number(number) };
                Expression::Filter { input: Box::new(counted), condition }
            }
            Quantifier::Most { descending, skip, count } => {
                let over = rows.clone();
                let (linked, node) = self.start_or_expand(rows, at, link, other);
                let number = self.column("count");
                let over =
                    over.filter(|_| !descending).map(|over| Box::new(Expression::Project { input: Box::new(over), columns: vec![at] }));
                let aggregates = vec![Aggregate { function: Function::Count, of: node, to: number }];
                let counted = Expression::Group { input: Box::new(linked), keys: vec![at], aggregates, over };
                let order = if descending { SortOrder::Descending } else { SortOrder::Ascending };
                Expression::Order { input: Box::new(counted), by: vec![(number, order)], take: Some(Take { skip, count, ties: true }) }
            }
            Quantifier::Earliest { descending } | Quantifier::Longest { descending } => {
                let (rows, claim) = match rows {
                    None => self.linked_rows(None, at, link, other, Polarity::Asserted),
                    some => self.linked_rows(some, at, link, other, Polarity::Asserted),
                };
                let date = self.column("date");
                let detail = if matches!(quantifier, Quantifier::Longest { .. }) { Detail::Duration } else { Detail::Start };
                let dated = Expression::Describe { input: Box::new(rows), of: claim, detail, to: date };
                let order = if descending { SortOrder::Descending } else { SortOrder::Ascending };
                Expression::Order { input: Box::new(dated), by: vec![(date, order)], take: Some(Take { skip: 0, count: 1, ties: true }) }
            }
        }
    }

    /// Follows a link to a concept and gives the column of its other end; starts from the concept where there are no rows yet.
    fn start_or_expand(&mut self, rows: Option<Expression>, at: Column, link: &Link, other: Option<&Concept>) -> (Expression, Column) {
        let from_other =
            rows.is_none() && other.is_some_and(|other| !matches!(other, Concept::Thing | Concept::Literal(_)) && !is_open(other));
        match other {
            Some(other) if from_other => {
                let node = self.column("node");
                let start = self.concept(other, node);
                let start = match other {
                    Concept::Names { .. } | Concept::Kind(_) => start,
                    _ => Expression::Project { input: Box::new(start), columns: vec![node] },
                };
                let back = link.clone().reversed();
                if back.closure && !self.is_defined(&back) {
                    let reach = Expression::Reach {
                        input: Box::new(start),
                        from: node,
                        step: self.step(&back, Polarity::Asserted),
                        min: 1,
                        max: None,
                        to: at,
                    };
                    return (reach, node);
                }
                let claim = self.column("claim");
                (self.expand_to(Some(start), node, &back, Polarity::Asserted, claim, at), node)
            }
            other => {
                let (rows, node) = self.expand(rows, at, link, Polarity::Asserted);
                let rows = match other {
                    None => rows,
                    Some(other) => self.joined(rows, other, node),
                };
                (rows, node)
            }
        }
    }

    /// "did not": the claims that deny it, where a relation has denials; otherwise those without a claim.
    fn not_linked(&mut self, rows: Option<Expression>, at: Column, link: &Link, other: Option<&Concept>, absent: bool) -> Expression {
        let has_denials = link.relations.iter().any(|&relation| self.resolver.view.statistics(relation).denied > 0);
        if has_denials && !absent && !self.is_defined(link) {
            let (denied, node) = self.expand(rows, at, link, Polarity::Denied);
            return match other {
                None => denied,
                Some(other) => self.joined(denied, other, node),
            };
        }
        let left = rows.unwrap_or(Expression::Entities { column: at });
        let (linked, _) = self.start_or_expand(None, at, link, other);
        Expression::Difference { left: Box::new(left), right: Box::new(Expression::Project { input: Box::new(linked), columns: vec![at] }) }
    }
}

/// The rows of any of these; of one alone, its own.
fn union(mut inputs: Vec<Expression>) -> Expression {
    match inputs.len() {
        1 => inputs.remove(0),
        _ => Expression::Union { inputs },
    }
}

/// Rows of one column. Nodes written out have no other.
fn only(rows: Expression, at: Column) -> Expression {
    match rows {
        Expression::Nodes { column, .. } if column == at => rows,
        rows => Expression::Project { input: Box::new(rows), columns: vec![at] },
    }
}

/// Whether a restriction finds nodes by itself.
pub(super) fn generates(restriction: &Restriction) -> bool {
    match restriction {
        Restriction::Linked { quantifier, negated, .. } => !negated && *quantifier != Quantifier::No,
        // A number or a date only tests.
        Restriction::Is { concept, negated } => !negated && !matches!(**concept, Concept::Literal(_)),
        Restriction::Compares { .. } | Restriction::LinkedToBest { .. } | Restriction::Any(_) => true,
        Restriction::Value { .. } | Restriction::Given(_) => false,
    }
}

/// Whether a restriction keeps the best of what the others leave, and so comes last.
pub(super) fn ranks(restriction: &Restriction) -> bool {
    matches!(
        restriction,
        Restriction::LinkedToBest { .. }
            | Restriction::Linked { quantifier: Quantifier::Most { .. } | Quantifier::Earliest { .. } | Quantifier::Longest { .. }, .. }
    )
}

/// Whether a concept says nothing but conditions on anything.
fn is_open(concept: &Concept) -> bool {
    match concept {
        Concept::Thing => true,
        Concept::Restricted { base, restrictions } => **base == Concept::Thing && !restrictions.iter().any(generates),
        _ => false,
    }
}

fn comparison_of(bound: Bound) -> Comparison {
    match bound {
        Bound::Exactly | Bound::About => Comparison::Equal,
        Bound::MoreThan => Comparison::Greater,
        Bound::AtLeast => Comparison::GreaterOrEqual,
        Bound::LessThan => Comparison::Less,
        Bound::AtMost => Comparison::LessOrEqual,
    }
}

/// The link without claims that rest on certain sources alone, if it asks for those.
fn standing(link: &Link) -> Option<Link> {
    let is_only = |test: &SourceTest| matches!(test, SourceTest::OnlyFrom(_));
    let mut standing = link.clone();
    for (test, _) in &mut standing.sources {
        if let SourceTest::OnlyFrom(nodes) = test {
            *test = SourceTest::Without(std::mem::take(nodes));
        }
    }
    link.sources.iter().any(|(test, _)| is_only(test)).then_some(standing)
}
