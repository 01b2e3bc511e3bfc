//! From a query to a plan: takes regions apart, orders their atoms, and drops columns as soon as nothing needs them.

use crate::graph::{NodeId, View};
use crate::query::{Column, ColumnSet, Detail, Expression, Function, Query};

use super::estimate;
use super::meet::{self, Move};
use super::operator::{Anchor, Operator, Plan, RANK, Work};
use super::order::order;
use super::plain::order_of;
use super::region::{Atom, Form, Region};

/// Plans a query for a view.
///
/// # Complexity
/// For a conjunction of `n` parts `O(n³)` estimates with a small constant; a few microseconds for the questions people ask.
pub fn plan(query: &Query, view: &dyn View) -> Plan {
    let mut output: Vec<_> = query.headings.iter().map(|heading| heading.column).collect();
    output.sort_unstable();
    output.dedup();
    let ranking = order_of(&query.root);
    let mut planner = Planner { view, ranking, fresh: None, operators: 0 };
    let live = output.iter().copied().collect();
    let root = planner.build(&query.root, &live, None);
    // A heading that is no column of the query is found out when the answer is cut to the headings.
    let mut keep = live;
    if ranking.is_some() {
        keep.insert(RANK);
    }
    let root = if root.keep == keep { root } else { planner.over(root, ColumnSet::EMPTY, keep, false, |input| Work::Cut { input }) };
    Plan { root, output, ranked: ranking.is_some(), names: query.columns.clone(), operators: planner.operators }
}

pub(super) struct Planner<'a> {
    pub view: &'a dyn View,
    ranking: Option<&'a Expression>,
    /// Of the leaves of a recursive rule, the one that takes only what the round before found.
    pub fresh: Option<&'a Expression>,
    operators: usize,
}

/// Rows that an operator passes down to narrow what is made below it.
#[derive(Clone)]
pub(super) struct Passed {
    pub columns: ColumnSet,
    pub rows: f64,
}

impl<'a> Planner<'a> {
    /// An operator for an expression, of whose columns only the live ones are needed.
    pub fn build(&mut self, expression: &'a Expression, live: &ColumnSet, passed: Option<&Passed>) -> Operator {
        let live = &expression.columns().intersection(live);
        let mut region = Region::of(expression, self.ranking);
        if let [Atom { form: Form::Leaf { expression }, .. }] = region.atoms[..]
            && (passed.is_none() || can_pass(expression))
        {
            return self.leaf(expression, live, passed);
        }
        if let Some(passed) = passed {
            region.atoms.push(Atom { form: Form::Passed { rows: passed.rows }, columns: passed.columns.clone() });
        }
        let atoms = region.atoms;
        let (parts, spanning) = connected_parts(&atoms);
        let mut whole: Option<Operator> = None;
        // What the conditions across parts need must outlive each part.
        let mut needed = live.clone();
        for &index in &spanning {
            needed.extend(&atoms[index].columns);
        }
        for part in &parts {
            let operator = self.assemble(&atoms, part, &needed);
            whole = Some(match whole {
                None => operator,
                Some(left) => {
                    let keep = left.keep.union(&operator.keep);
                    let estimate = left.estimate * operator.estimate;
                    self.add(Work::Join { left: Box::new(left), right: Box::new(operator), pass: None }, keep, false, estimate)
                }
            });
        }
        let mut whole = whole.unwrap_or_else(|| self.add(Work::Unit, ColumnSet::EMPTY, false, 1.0));
        for (place, &index) in spanning.iter().enumerate() {
            let mut needed = live.clone();
            needed.insert(RANK);
            for &later in &spanning[place + 1..] {
                needed.extend(&atoms[later].columns);
            }
            if let Form::Filter { condition } = &atoms[index].form {
                let keep = whole.keep.intersection(&needed);
                let estimate = whole.estimate * estimate::CONDITION;
                whole = self.over(whole, ColumnSet::EMPTY, keep, false, |input| Work::Select { input, condition: (*condition).clone() });
                whole.estimate = estimate;
            }
        }
        whole
    }

    /// Runs the atoms of a connected part in the best order, one on top of the other.
    fn assemble(&mut self, atoms: &[Atom<'a>], part: &[usize], live: &ColumnSet) -> Operator {
        let order = order(self.view, atoms, part);
        // A claim that only its own atom speaks of, and that nobody asks for.
        let hidden =
            |claim| !live.contains(claim) && part.iter().filter(|&&index| atoms[index].columns.contains(claim)).take(2).count() == 1;
        let moves = meet::together(atoms, &order, hidden);
        // What is needed after each move: the live columns and those of later moves.
        let mut needed = vec![ColumnSet::EMPTY; moves.len()];
        let mut later = live.clone();
        if self.ranking.is_some() {
            later.insert(RANK);
        }
        for (place, (next, _)) in moves.iter().enumerate().rev() {
            needed[place] = later.clone();
            match next {
                Move::Apply(index) => later.extend(&atoms[*index].columns),
                Move::Ends(column, _) => _ = later.insert(*column),
                Move::Meet(column, lanes) => later.extend(&lanes.iter().map(|lane| lane.at).chain([*column]).collect()),
            }
        }
        let mut current: Option<Operator> = None;
        for ((next, rows), needed) in moves.into_iter().zip(&needed) {
            let mut next = match next {
                Move::Apply(index) => self.apply(&atoms[index], current, needed),
                Move::Ends(column, lane) => self.source(Work::Ends { column, lane }, &[column].into_iter().collect(), needed),
                Move::Meet(to, lanes) => {
                    let input = current.unwrap_or_else(|| self.add(Work::Unit, ColumnSet::EMPTY, false, 1.0));
                    let added: ColumnSet = [to].into_iter().collect();
                    let keep = input.keep.union(&added).intersection(needed);
                    self.over(input, added, keep, true, |input| Work::Meet { input, to, lanes })
                }
            };
            next.estimate = rows;
            current = Some(next);
        }
        current.unwrap_or_else(|| self.add(Work::Unit, ColumnSet::EMPTY, false, 1.0))
    }

    /// Puts an atom on top of what has been bound so far.
    fn apply(&mut self, atom: &Atom<'a>, current: Option<Operator>, needed: &ColumnSet) -> Operator {
        let added = &atom.columns;
        let keep = |current: &Operator| current.keep.union(added).intersection(needed);
        let makes_rows = matches!(atom.form, Form::Nodes { .. } | Form::Kind { .. } | Form::Entities { .. } | Form::Leaf { .. });
        let current = match current {
            // Nothing in common, and no other atom to bind it: all pairs.
            Some(current) if makes_rows && !added.meets(&current.keep) => {
                let keep = keep(&current);
                let other = self.apply(atom, None, needed);
                return self.join(current, other, keep, None);
            }
            current => current,
        };
        match (&atom.form, current) {
            (Form::Nodes { column, nodes }, None) => self.source(Work::Nodes { column: *column, nodes: sorted(nodes) }, added, needed),
            (Form::Kind { column, kind }, None) => self.source(Work::Kind { column: *column, kind: *kind }, added, needed),
            (Form::Entities { column }, None) => self.source(Work::Entities { column: *column }, added, needed),
            (Form::Passed { .. }, None) => self.source(Work::Passed, added, needed),
            (Form::Leaf { expression }, None) => self.leaf(expression, needed, None),
            (Form::Nodes { column, nodes }, Some(current)) => {
                let keep = keep(&current);
                let nodes = sorted(nodes);
                self.over(current, ColumnSet::EMPTY, keep, false, |input| Work::OneOf { input, column: *column, nodes })
            }
            (Form::Kind { column, kind }, Some(current)) => {
                let keep = keep(&current);
                self.over(current, ColumnSet::EMPTY, keep, false, |input| Work::Member { input, column: *column, kind: *kind })
            }
            (Form::Entities { column }, Some(current)) => {
                let keep = keep(&current);
                self.over(current, ColumnSet::EMPTY, keep, false, |input| Work::Entity { input, column: *column })
            }
            (Form::Passed { .. }, Some(current)) => {
                let keep = keep(&current);
                let passed = self.source(Work::Passed, added, added);
                self.join(current, passed, keep, None)
            }
            (Form::Leaf { expression }, Some(current)) => {
                let keep = keep(&current);
                let common = current.keep.intersection(added);
                let live = needed.intersection(added).union(&common);
                if can_pass(expression) {
                    let passed = Passed { columns: common.clone(), rows: current.estimate };
                    let leaf = self.leaf(expression, &live, Some(&passed));
                    self.join(current, leaf, keep, Some(common))
                } else {
                    let leaf = self.leaf(expression, &live, None);
                    self.join(current, leaf, keep, None)
                }
            }
            (Form::Claims { step, from, claim, to }, current) => {
                let current = current.unwrap_or_else(|| self.add(Work::Unit, ColumnSet::EMPTY, false, 1.0));
                let anchor = if current.keep.contains(*claim) {
                    Anchor::Claim
                } else {
                    match (current.keep.contains(*from), current.keep.contains(*to)) {
                        (true, true) => {
                            // Either end will do; the one with fewer claims is quicker to search.
                            let fan = estimate::fan(self.view, step, None, None);
                            if fan.forward <= fan.backward { Anchor::From } else { Anchor::To }
                        }
                        (true, false) => Anchor::From,
                        (false, true) => Anchor::To,
                        (false, false) => Anchor::Nothing,
                    }
                };
                let keep = keep(&current);
                let step = (*step).clone();
                self.over(current, added.clone(), keep, false, |input| Work::Follow {
                    input,
                    step,
                    from: *from,
                    claim: *claim,
                    to: *to,
                    anchor,
                })
            }
            (Form::Describe { of, detail: Detail::Steps, to }, Some(mut current))
                if is_way_of(&current, *of) && !needed.contains(*of) && !current.keep.contains(*to) =>
            {
                // The ways themselves are not wanted.
                current.keep = keep(&current);
                current.merge = true;
                if let Work::Shortest { steps, .. } = &mut current.work {
                    *steps = Some(*to);
                }
                current
            }
            (Form::Describe { of, detail, to }, current) => {
                let current = current.unwrap_or_else(|| self.add(Work::Unit, ColumnSet::EMPTY, false, 1.0));
                let keep = keep(&current);
                // A claim may cite a source twice.
                let repeats = matches!(detail, Detail::Source | Detail::AccordingTo | Detail::Speaker);
                self.over(current, added.clone(), keep, repeats, |input| Work::Describe { input, of: *of, detail: *detail, to: *to })
            }
            (Form::Reach { from, step, min, max, to }, current) => {
                let current = current.unwrap_or_else(|| self.add(Work::Unit, ColumnSet::EMPTY, false, 1.0));
                let keep = keep(&current);
                let anchor = if current.keep.contains(*from) || *min > 1 { Anchor::From } else { Anchor::To };
                let step = (*step).clone();
                self.over(current, added.clone(), keep, false, |input| Work::Reach {
                    input,
                    from: *from,
                    step,
                    min: *min,
                    max: *max,
                    to: *to,
                    anchor,
                })
            }
            (Form::Filter { condition }, current) => {
                let current = current.unwrap_or_else(|| self.add(Work::Unit, ColumnSet::EMPTY, false, 1.0));
                let keep = current.keep.intersection(needed);
                self.over(current, ColumnSet::EMPTY, keep, false, |input| Work::Select { input, condition: (*condition).clone() })
            }
        }
    }

    /// An operator for an expression that looks at whole sets of rows.
    fn leaf(&mut self, expression: &'a Expression, live: &ColumnSet, passed: Option<&Passed>) -> Operator {
        let columns = expression.columns();
        let keep = columns.intersection(live);
        let estimate = estimate::rough(self.view, expression);
        match expression {
            Expression::Union { inputs } => {
                let inputs = inputs.iter().map(|input| self.build(input, &keep, passed)).collect();
                self.add(Work::Union { inputs }, keep, true, estimate)
            }
            Expression::Difference { left, right } => {
                let common = left.columns().intersection(&right.columns());
                let left = self.build(left, &keep.union(&common), passed);
                let narrow = Passed { columns: common.clone(), rows: left.estimate };
                let pass = !common.is_empty();
                let right = self.build(right, &common, pass.then_some(&narrow));
                let merge = left.keep != keep;
                let work = Work::Difference { left: Box::new(left), right: Box::new(right), common, pass };
                self.add(work, keep, merge, estimate)
            }
            Expression::Project { input, .. } => self.build(input, &keep, passed),
            Expression::Fixpoint { definitions, relation, from, to } => {
                let work = self.fixpoint(definitions, *relation, (*from, *to), passed);
                let merge = keep != columns;
                self.add(work, keep, merge, estimate)
            }
            Expression::Derived { relation, from, to } => {
                let fresh = self.fresh.is_some_and(|fresh| std::ptr::eq(fresh, expression));
                let merge = keep != columns;
                self.add(Work::Derived { relation: *relation, from: *from, to: *to, fresh }, keep, merge, estimate)
            }
            Expression::Group { input, keys, aggregates, over } => {
                let mut used: ColumnSet = keys.iter().copied().chain(aggregates.iter().map(|aggregate| aggregate.of)).collect();
                if aggregates.iter().any(|aggregate| matches!(aggregate.function, Function::Rows | Function::Sum | Function::Average)) {
                    // A sum counts rows, so no column may be dropped before it.
                    used.extend(&input.columns());
                }
                let input = self.build(input, &used, None);
                let key_set: ColumnSet = keys.iter().copied().collect();
                let over = over.as_ref().map(|over| Box::new(self.build(over, &key_set, None)));
                let merge = keep != columns;
                let work = Work::Group { input: Box::new(input), keys: keys.clone(), aggregates: aggregates.clone(), over };
                self.add(work, keep, merge, estimate)
            }
            Expression::Order { input, by, take } => {
                let ranking = self.ranking.is_some_and(|ranking| std::ptr::eq(ranking, expression));
                let used = match take {
                    // A cut that counts rows must see them all; so must one by a number, which may be another for certain rows than for
                    // possible ones: two such rows do not tie.
                    Some(take) if !take.ties || by.iter().any(|&(column, _)| is_aggregate(input, column)) => columns.clone(),
                    _ => live.union(&by.iter().map(|&(column, _)| column).collect()),
                };
                let input = self.build(input, &used, None);
                let mut keep = keep;
                let merge = !input.keep.is_subset(&keep);
                if ranking {
                    keep.insert(RANK);
                }
                self.add(Work::Order { input: Box::new(input), by: by.clone(), take: *take }, keep, merge, estimate)
            }
            Expression::Shortest { sources, targets, source, target, step, max, limit, longer, avoiding, path } => {
                let sources = Box::new(self.build(sources, &[*source].into_iter().collect(), None));
                let targets = Box::new(self.build(targets, &[*target].into_iter().collect(), None));
                let work = Work::Shortest {
                    sources,
                    targets,
                    source: *source,
                    target: *target,
                    step: step.clone(),
                    max: *max,
                    limit: *limit,
                    longer: *longer,
                    avoiding: sorted(avoiding),
                    path: *path,
                    steps: None,
                };
                let merge = keep != columns;
                self.add(work, keep, merge, estimate)
            }
            Expression::Network { input, of, step, property, to } => {
                let mut used = live.clone();
                used.insert(*of);
                used.insert(*to);
                let input = self.build(input, &used, None);
                let work = |input| Work::Network { input, of: *of, step: step.clone(), property: *property, to: *to };
                let mut operator = self.over(input, [*to].into_iter().collect(), keep, false, work);
                operator.estimate = estimate;
                operator
            }
            Expression::Reach { input, from, step, min, max, to } => {
                let mut used = live.clone();
                used.insert(*from);
                used.insert(*to);
                let input = self.build(input, &used, None);
                let work =
                    |input| Work::Reach { input, from: *from, step: step.clone(), min: *min, max: *max, to: *to, anchor: Anchor::From };
                let mut operator = self.over(input, [*to].into_iter().collect(), keep, false, work);
                operator.estimate = estimate;
                operator
            }
            // All others are taken apart into atoms.
            _ => self.build(expression, live, passed),
        }
    }

    fn join(&mut self, left: Operator, right: Operator, keep: ColumnSet, pass: Option<ColumnSet>) -> Operator {
        let merge = left.keep.union(&right.keep) != keep;
        let estimate = left.estimate.max(right.estimate);
        self.add(Work::Join { left: Box::new(left), right: Box::new(right), pass }, keep, merge, estimate)
    }

    /// An operator that makes rows of these columns.
    fn source(&mut self, work: Work, columns: &ColumnSet, needed: &ColumnSet) -> Operator {
        let keep = columns.intersection(needed);
        let merge = keep != *columns;
        self.add(work, keep, merge, 1.0)
    }

    /// An operator on top of another. Rows may become equal if a column is dropped.
    fn over(
        &mut self,
        input: Operator,
        added: ColumnSet,
        keep: ColumnSet,
        repeats: bool,
        work: impl FnOnce(Box<Operator>) -> Work,
    ) -> Operator {
        let merge = repeats || !input.keep.is_subset(&keep) || !added.is_subset(&keep);
        let estimate = input.estimate;
        self.add(work(Box::new(input)), keep, merge, estimate)
    }

    pub fn add(&mut self, work: Work, keep: ColumnSet, merge: bool, estimate: f64) -> Operator {
        let id = self.operators;
        self.operators += 1;
        Operator { id, work, keep, merge, estimate }
    }
}

/// Whether an operator finds ways, which stand in this column.
fn is_way_of(operator: &Operator, column: Column) -> bool {
    matches!(&operator.work, Work::Shortest { path, steps: None, source, target, .. } if *path == column && column != *source && column != *target)
}

/// Whether rows can be passed down into an expression to narrow it without changing what it means.
fn can_pass(expression: &Expression) -> bool {
    match expression {
        Expression::Union { .. } | Expression::Difference { .. } | Expression::Project { .. } => true,
        _ => !super::fixpoint::kept_ends(expression).is_empty(),
    }
}

/// Atoms that hang together by their columns, and the conditions that span several such parts.
fn connected_parts(atoms: &[Atom<'_>]) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut parts: Vec<(ColumnSet, Vec<usize>)> = Vec::new();
    for (index, atom) in atoms.iter().enumerate() {
        if matches!(atom.form, Form::Filter { .. }) {
            continue;
        }
        let (mut columns, mut members) = (atom.columns.clone(), vec![index]);
        parts.retain_mut(|(other, indexes)| {
            let meets = other.meets(&columns);
            if meets {
                columns.extend(other);
                members.append(indexes);
            }
            !meets
        });
        members.sort_unstable();
        parts.push((columns, members));
    }
    let mut spanning = Vec::new();
    for (index, atom) in atoms.iter().enumerate() {
        if matches!(atom.form, Form::Filter { .. }) {
            match parts.iter_mut().find(|(columns, _)| atom.columns.is_subset(columns)) {
                Some((_, members)) => members.push(index),
                None => spanning.push(index),
            }
        }
    }
    (parts.into_iter().map(|(_, members)| members).collect(), spanning)
}

/// Nodes are sorted and distinct in a well-formed query; this makes sure.
fn sorted(nodes: &[NodeId]) -> Vec<NodeId> {
    let mut nodes = nodes.to_vec();
    if !nodes.is_sorted_by(|a, b| a < b) {
        nodes.sort_unstable();
        nodes.dedup();
    }
    nodes
}

/// Whether a column is computed by a group.
fn is_aggregate(expression: &Expression, column: Column) -> bool {
    let here = matches!(expression, Expression::Group { aggregates, .. } if aggregates.iter().any(|aggregate| aggregate.to == column));
    here || expression.inputs().into_iter().any(|input| is_aggregate(input, column))
}
