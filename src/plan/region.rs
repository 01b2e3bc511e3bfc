//! Regions: the parts of a query in which only "and" matters, taken apart into atoms that may be run in any order.
//!
//! Joining, following, filtering and describing can be exchanged freely: evidence is a union, and unions do not mind their order. What
//! looks at whole sets of rows (unions, differences, groups, cuts of sorted rows) stays whole, as a leaf.

use crate::graph::{KindId, NodeId};
use crate::query::{Column, ColumnSet, Condition, Detail, Expression, Step};

use super::live::mentions;

/// One conjunct of a region.
pub(super) struct Atom<'q> {
    pub form: Form<'q>,
    /// All its columns.
    pub columns: ColumnSet,
}

/// What a conjunct demands of its columns.
pub(super) enum Form<'q> {
    /// The node is one of these.
    Nodes { column: Column, nodes: &'q [NodeId] },
    /// The node is of the kind.
    Kind { column: Column, kind: KindId },
    /// The node is an entity.
    Entities { column: Column },
    /// The claim leads from one to the other.
    Claims { step: &'q Step, from: Column, claim: Column, to: Column },
    /// This is a detail of that.
    Describe { of: Column, detail: Detail, to: Column },
    /// That can be reached from this.
    Reach { from: Column, step: &'q Step, min: u32, max: Option<u32>, to: Column },
    /// The condition holds.
    Filter { condition: &'q Condition },
    /// The columns are in the rows of an expression that is planned by itself.
    Leaf { expression: &'q Expression },
    /// The columns are in the rows that are passed down; so many are expected.
    Passed { rows: f64 },
}

/// A region in the making.
pub(super) struct Region<'q> {
    pub atoms: Vec<Atom<'q>>,
    /// How often each column is mentioned in the region; counted when it is first needed.
    counts: Option<Vec<(Column, usize)>>,
    root: &'q Expression,
    /// The order that decides the order of the answer, which must not be dissolved.
    ranking: Option<&'q Expression>,
}

impl<'q> Region<'q> {
    /// The region at the root of an expression.
    pub fn of(root: &'q Expression, ranking: Option<&'q Expression>) -> Self {
        let mut region = Self { atoms: Vec::new(), counts: None, root, ranking };
        region.take_apart(root);
        region
    }

    fn take_apart(&mut self, expression: &'q Expression) {
        match expression {
            Expression::Unit => {}
            Expression::Nodes { column, nodes } => self.add(Form::Nodes { column: *column, nodes }, [*column]),
            Expression::Kind { column, kind } => self.add(Form::Kind { column: *column, kind: *kind }, [*column]),
            Expression::Entities { column } => self.add(Form::Entities { column: *column }, [*column]),
            Expression::Claims { step, from, claim, to } => {
                self.add(Form::Claims { step, from: *from, claim: *claim, to: *to }, [*from, *claim, *to]);
            }
            Expression::Expand { input, from, step, claim, to } => {
                self.take_apart(input);
                self.add(Form::Claims { step, from: *from, claim: *claim, to: *to }, [*from, *claim, *to]);
            }
            Expression::Describe { input, of, detail, to } => {
                self.take_apart(input);
                self.add(Form::Describe { of: *of, detail: *detail, to: *to }, [*of, *to]);
            }
            // What a search notes as unknown depends on where it starts, so a dated one must start from its own input.
            Expression::Reach { input, from, step, min, max, to } if step.times.is_empty() => {
                self.take_apart(input);
                self.add(Form::Reach { from: *from, step, min: *min, max: *max, to: *to }, [*from, *to]);
            }
            Expression::Join { left, right } => {
                self.take_apart(left);
                self.take_apart(right);
            }
            Expression::Filter { input, condition } => {
                self.take_apart(input);
                self.split(condition);
            }
            Expression::Project { input, columns } if self.hides_its_own(input, columns) => self.take_apart(input),
            Expression::Order { input, take: None, .. } if !self.ranking.is_some_and(|ranking| std::ptr::eq(ranking, expression)) => {
                self.take_apart(input);
            }
            _ => {
                let columns = expression.columns();
                self.atoms.push(Atom { form: Form::Leaf { expression }, columns });
            }
        }
    }

    fn add<const N: usize>(&mut self, form: Form<'q>, columns: [Column; N]) {
        self.atoms.push(Atom { form, columns: columns.into_iter().collect() });
    }

    /// Conjuncts of a condition are conditions.
    fn split(&mut self, condition: &'q Condition) {
        match condition {
            Condition::And(all) => all.iter().for_each(|condition| self.split(condition)),
            _ => self.atoms.push(Atom { form: Form::Filter { condition }, columns: condition.columns() }),
        }
    }

    /// Whether the columns that a projection hides are mentioned nowhere else in the region, so that nothing is confused if they are not
    /// hidden.
    fn hides_its_own(&mut self, input: &Expression, columns: &[Column]) -> bool {
        let root = self.root;
        let counts = self.counts.get_or_insert_with(|| count(root));
        count(input).into_iter().filter(|(column, _)| !columns.contains(column)).all(|entry| counts.contains(&entry))
    }
}

fn count(expression: &Expression) -> Vec<(Column, usize)> {
    let mut counts: Vec<(Column, usize)> = Vec::new();
    mentions(expression, &mut |column| match counts.iter_mut().find(|(other, _)| *other == column) {
        Some((_, count)) => *count += 1,
        None => counts.push((column, 1)),
    });
    counts
}
