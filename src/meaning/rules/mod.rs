//! Rules: relations that are defined by clauses, as the facts language has them.
//!
//! Comes in: an expression with [`Expression::Derived`] for each relation that has rules. Goes out: the same with the rules in their places: written out
//! where a relation does not rest on itself, and as a fixpoint where it does. Knows nothing of how either is run.
//!
//! A relation rests on another if its rules speak of that one; if they speak of what is not so, or count or rank, more pairs there may mean fewer
//! here. A relation must not rest on itself in such a way: rules are stratified (K. R. Apt, H. A. Blair, A. Walker, "Towards a theory of
//! declarative knowledge", 1988), so that each has one meaning.

mod bind;
pub(super) mod body;
pub(super) mod clauses;
pub(super) mod letters;

use std::collections::{BTreeMap, BTreeSet};

use self::letters::{LETTERS, with_letters};
use super::compile::Compiler;
use super::concept::Concept;
use super::resolve::Resolver;
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{NodeId, RelationId, View};
use crate::language::{Lattice, Vocabulary};
use crate::meaning::NO_ANTECEDENTS;
use crate::query::{Column, Condition, Definition, Expression, Polarity, Step, Traversal};

/// Relations are written out at most so many times in one question.
const MOST_WRITTEN_OUT: usize = 200;

/// Whether a node stands for a letter of a rule or a question.
pub(super) fn is_letter(node: NodeId) -> bool {
    letters::variable(node).is_some()
}

/// A rule that cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub struct BadRule {
    /// Whose rule it is.
    pub relation: RelationId,
    /// Its place among the rules of the relation.
    pub place: usize,
    /// What is wrong; the span counts bytes of the rule.
    pub problem: Diagnostic,
}

/// All rules of a graph that cannot be used.
///
/// # Complexity
/// Each rule is read once: some tens of microseconds.
pub fn check(vocabulary: &Vocabulary, view: &dyn View) -> Vec<BadRule> {
    let lattice = Lattice::new("", Vec::new(), vocabulary, view);
    let resolver = Resolver::new(&lattice, vocabulary, view, &NO_ANTECEDENTS);
    let mut compiler = Compiler::new(&resolver);
    let mut book = Book::default();
    let mut bad = Vec::new();
    for (relation, definition) in view.schema().relations() {
        for place in 0..definition.rules.len() {
            let problem = match book.rests_on(&mut compiler, relation, place) {
                Err(problem) => Some(problem),
                Ok(_) if definition.transitive => {
                    let message = format!("\"{}\" is transitive and has rules; only one of the two is possible.", definition.name);
                    Some(Diagnostic::new(Problem::BadDefinition, 0..usize::MAX, message).hint("Say by a rule what makes it transitive."))
                }
                Ok(_) => None,
            };
            bad.extend(problem.map(|problem| BadRule { relation, place, problem }));
        }
    }
    if bad.is_empty() {
        for (relation, definition) in view.schema().relations() {
            if !definition.rules.is_empty()
                && let Err((place, problem)) = book.check_strata(&mut compiler, relation)
            {
                bad.push(BadRule { relation, place, problem });
            }
        }
    }
    bad
}

/// A rule as a sentence: "X is an ancestor of Y if X is a parent of Y."
fn sentence(view: &dyn View, relation: RelationId, rule: &str) -> String {
    let definition = view.schema().relation(relation);
    let head = definition.and_then(|definition| definition.phrases.first().cloned());
    let head = head.unwrap_or_else(|| format!("X {} Y", definition.map_or("", |definition| definition.name.as_str())));
    format!("{head} if {rule}.")
}

/// An expression with rules in the place of derived pairs, and the rules as sentences. What is wrong is refused by the compiler.
pub(super) fn write_out(compiler: &mut Compiler<'_, '_>, root: Expression) -> (Expression, Vec<String>) {
    if !has_derived(&root) {
        return (root, Vec::new());
    }
    let mut writer = Writer { book: Book::default(), used: Vec::new(), written: 0 };
    match writer.expand(compiler, root, &[]) {
        Ok(root) => {
            let view = compiler.resolver.view;
            let rules = |relation| view.schema().relation(relation).map_or(&[][..], |definition| definition.rules.as_slice());
            let sentences = writer.used.iter().flat_map(|&used| rules(used).iter().map(move |rule| sentence(view, used, rule))).collect();
            (root, sentences)
        }
        Err(problem) => {
            let whole = 0..compiler.resolver.lattice.text.len();
            compiler.refuse(Diagnostic { span: whole, ..problem });
            (Expression::Unit, Vec::new())
        }
    }
}

fn has_derived(expression: &Expression) -> bool {
    matches!(expression, Expression::Derived { .. }) || expression.inputs().into_iter().any(has_derived)
}

/// What the body of a rule says.
fn read(compiler: &Compiler<'_, '_>, relation: RelationId, rule: &str) -> Result<Vec<Concept>, Diagnostic> {
    let with_letters = with_letters(compiler.resolver.view, Some(relation));
    let clauses = clauses::read(rule, compiler.resolver.vocabulary, &with_letters)?;
    Ok(clauses.into_iter().flat_map(|clause| clause.tests).collect())
}

/// What rules say, read once.
#[derive(Default)]
struct Book {
    read: BTreeMap<RelationId, Vec<Vec<Concept>>>,
}

/// The relations that a rule speaks of, and whether more of these may mean fewer pairs.
type RestsOn = BTreeSet<(RelationId, bool)>;

impl Book {
    /// The clauses of each rule of a relation.
    fn clauses(&mut self, compiler: &Compiler<'_, '_>, relation: RelationId) -> Result<Vec<Vec<Concept>>, Diagnostic> {
        if let Some(read) = self.read.get(&relation) {
            return Ok(read.clone());
        }
        let rules = compiler.resolver.schema().relation(relation).map_or(&[][..], |definition| definition.rules.as_slice());
        let read = |rule: &String| read(compiler, relation, rule);
        let read: Vec<Vec<Concept>> = rules.iter().map(read).collect::<Result<_, _>>()?;
        self.read.insert(relation, read.clone());
        Ok(read)
    }

    /// A rule as an expression of its two ends.
    fn rule(
        &mut self,
        compiler: &mut Compiler<'_, '_>,
        relation: RelationId,
        place: usize,
        ends: (Column, Column),
    ) -> Result<Expression, Diagnostic> {
        let clauses = match self.read.get(&relation) {
            Some(read) => read.get(place).cloned().unwrap_or_default(),
            None => {
                let rule = compiler.resolver.schema().relation(relation).and_then(|definition| definition.rules.get(place));
                let rule = rule.map_or("", String::as_str);
                read(compiler, relation, rule)?
            }
        };
        let mut columns = vec![ends.0, ends.1];
        columns.extend(LETTERS.iter().skip(2).map(|letter| compiler.column(letter)));
        let body = body::compile(compiler, &clauses, &columns, &[0, 1])?;
        compiler.problem().map_or(Ok(body), Err)
    }

    fn rests_on(&mut self, compiler: &mut Compiler<'_, '_>, relation: RelationId, place: usize) -> Result<RestsOn, Diagnostic> {
        let ends = (compiler.column("from"), compiler.column("to"));
        let body = self.rule(compiler, relation, place, ends)?;
        let mut found = RestsOn::new();
        mentioned(&body, false, &mut found);
        Ok(found)
    }

    /// All relations that one rests on, at any remove, each with those that it rests on itself.
    fn below(&mut self, compiler: &mut Compiler<'_, '_>, relation: RelationId) -> Result<BTreeMap<RelationId, RestsOn>, Diagnostic> {
        let mut below: BTreeMap<RelationId, RestsOn> = BTreeMap::new();
        let mut open = vec![relation];
        while let Some(next) = open.pop() {
            if below.contains_key(&next) {
                continue;
            }
            let mut all = RestsOn::new();
            for place in 0..self.clauses(compiler, next)?.len() {
                all.extend(self.rests_on(compiler, next, place)?);
            }
            open.extend(all.iter().map(|(other, _)| *other));
            below.insert(next, all);
        }
        Ok(below)
    }

    /// Whether no rule of a relation rests on the contrary of what rests on it. If not, which rule does, and the way round.
    fn check_strata(&mut self, compiler: &mut Compiler<'_, '_>, relation: RelationId) -> Result<(), (usize, Diagnostic)> {
        let below = self.below(compiler, relation).map_err(|problem| (0, problem))?;
        let Some(own) = below.get(&relation) else { return Ok(()) };
        for &(other, _) in own.iter().filter(|(_, contrary)| *contrary) {
            let Some(way) = way(&below, other, relation) else { continue };
            let name = |relation: RelationId| {
                compiler.resolver.schema().relation(relation).map_or_else(String::new, |relation| format!("\"{}\"", relation.name))
            };
            let mut text = format!("{} rests on what is not {}, or on how many are", name(relation), name(other));
            for pair in way.windows(2) {
                if let [one, next] = *pair {
                    text += &format!(", and {} rests on {}", name(one), name(next));
                }
            }
            let rules = 0..compiler.resolver.schema().relation(relation).map_or(0, |definition| definition.rules.len());
            let mut guilty = 0;
            for place in rules {
                if self.rests_on(compiler, relation, place).is_ok_and(|rests| rests.contains(&(other, true))) {
                    guilty = place;
                }
            }
            let problem = Diagnostic::new(Problem::BadDefinition, 0..usize::MAX, format!("{text}: such rules have no fixed meaning."));
            return Err((
                guilty,
                problem.hint("\"not\", numbers and superlatives in a rule may speak only of what does not rest on the rule."),
            ));
        }
        Ok(())
    }
}

/// The shortest way from one relation to another along what they rest on.
fn way(below: &BTreeMap<RelationId, RestsOn>, from: RelationId, to: RelationId) -> Option<Vec<RelationId>> {
    let mut ways = vec![vec![from]];
    let mut next = 0;
    let mut seen = BTreeSet::from([from]);
    while let Some(way) = ways.get(next).cloned() {
        next += 1;
        let last = *way.last()?;
        if last == to {
            return Some(way);
        }
        for &(other, _) in below.get(&last)? {
            if seen.insert(other) {
                ways.push(way.iter().copied().chain([other]).collect());
            }
        }
    }
    None
}

/// The derived pairs that an expression takes, and whether more of them may mean fewer rows.
fn mentioned(expression: &Expression, contrary: bool, found: &mut RestsOn) {
    match expression {
        Expression::Derived { relation, .. } => {
            found.insert((*relation, contrary));
        }
        Expression::Difference { left, right } => {
            mentioned(left, contrary, found);
            mentioned(right, true, found);
        }
        Expression::Group { .. } | Expression::Network { .. } | Expression::Order { take: Some(_), .. } | Expression::Shortest { .. } => {
            expression.inputs().into_iter().for_each(|input| mentioned(input, true, found));
        }
        _ => expression.inputs().into_iter().for_each(|input| mentioned(input, contrary, found)),
    }
}

struct Writer {
    book: Book,
    /// Relations whose rules were written out, in the order in which they were met.
    used: Vec<RelationId>,
    written: usize,
}

impl Writer {
    /// Puts rules in the place of derived pairs, but for those of the fixpoint that this is part of.
    fn expand(
        &mut self,
        compiler: &mut Compiler<'_, '_>,
        mut expression: Expression,
        within: &[RelationId],
    ) -> Result<Expression, Diagnostic> {
        if let Expression::Derived { relation, from, to } = expression {
            return if within.contains(&relation) { Ok(expression) } else { self.definition(compiler, relation, from, to) };
        }
        for input in expression.inputs_mut() {
            let taken = std::mem::replace(input, Expression::Unit);
            *input = self.expand(compiler, taken, within)?;
        }
        Ok(expression)
    }

    /// The pairs of a relation.
    fn definition(
        &mut self,
        compiler: &mut Compiler<'_, '_>,
        relation: RelationId,
        from: Column,
        to: Column,
    ) -> Result<Expression, Diagnostic> {
        self.written += 1;
        if self.written > MOST_WRITTEN_OUT {
            return Err(Diagnostic::new(Problem::TooLong, 0..0, "The rules behind this question hold too many rules within rules."));
        }
        if from == to {
            let other = compiler.column("same");
            let pairs = Box::new(self.definition(compiler, relation, from, other)?);
            let same = Expression::Filter { input: pairs, condition: Condition::Same(from, other) };
            return Ok(Expression::Project { input: Box::new(same), columns: vec![from] });
        }
        let below = self.book.below(compiler, relation)?;
        if let Err((_, problem)) = self.book.check_strata(compiler, relation) {
            return Err(problem);
        }
        // Those that rest on it as it does on them.
        let together: Vec<RelationId> = below
            .iter()
            .filter(|(other, rests)| {
                rests.iter().any(|(next, _)| way(&below, *next, relation).is_some()) && way(&below, relation, **other).is_some()
            })
            .map(|(other, _)| *other)
            .collect();
        if together.is_empty() {
            let mut inputs = self.rules(compiler, relation, (from, to), &[])?;
            return Ok(match inputs.len() {
                1 => inputs.remove(0),
                _ => Expression::Union { inputs },
            });
        }
        let mut definitions = Vec::new();
        for &other in &together {
            definitions.push(Definition { relation: other, rules: self.rules(compiler, other, (from, to), &together)? });
        }
        Ok(Expression::Fixpoint { definitions, relation, from, to })
    }

    /// What makes a pair belong to a relation: that it is told, or any of its rules.
    fn rules(
        &mut self,
        compiler: &mut Compiler<'_, '_>,
        relation: RelationId,
        (from, to): (Column, Column),
        within: &[RelationId],
    ) -> Result<Vec<Expression>, Diagnostic> {
        if !self.used.contains(&relation) {
            self.used.push(relation);
        }
        let mut inputs = Vec::new();
        let statistics = compiler.resolver.view.statistics(relation);
        if statistics.claims > statistics.denied {
            let claims = Expression::Claims { step: told(relation), from, claim: compiler.column("claim"), to };
            inputs.push(Expression::Project { input: Box::new(claims), columns: vec![from, to] });
        }
        for place in 0..self.book.clauses(compiler, relation)?.len() {
            let body = self.book.rule(compiler, relation, place, (from, to))?;
            inputs.push(self.expand(compiler, body, within)?);
        }
        Ok(inputs)
    }
}

fn told(relation: RelationId) -> Step {
    Step { polarity: Polarity::Asserted, ..Step::along(relation, Traversal::Forward) }
}
