//! What a graph holds, in numbers.

use serde::Serialize;

use super::Quipu;
use crate::graph::Totals;

/// Counts of a graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Entities.
    pub entities: usize,
    /// Nodes that are values.
    pub values: usize,
    /// Claims.
    pub claims: usize,
    /// Claims that have a date.
    pub dated: usize,
    /// Claims that say that something is not so.
    pub denied: usize,
    /// Claims that cite a source.
    pub sourced: usize,
    /// Claims reported as somebody's word.
    pub attributed: usize,
    /// Kinds, most entities first, then by name.
    pub kinds: Vec<KindCount>,
    /// Relations, most claims first, then by name.
    pub relations: Vec<RelationCount>,
}

/// A kind and its entities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KindCount {
    /// Its name.
    pub kind: String,
    /// Entities of it or of its sub-kinds.
    pub entities: usize,
}

/// A relation and its claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RelationCount {
    /// Its name.
    pub relation: String,
    /// Claims.
    pub claims: usize,
    /// Distinct subjects.
    pub subjects: usize,
    /// Distinct objects.
    pub objects: usize,
}

impl Quipu {
    /// Counts what the graph holds.
    pub fn stats(&self) -> Stats {
        let view = self.view();
        let schema = view.schema();
        let mut kinds: Vec<KindCount> =
            schema.kinds().map(|(id, kind)| KindCount { kind: kind.name.clone(), entities: view.members(id).len() }).collect();
        kinds.sort_by(|left, right| right.entities.cmp(&left.entities).then_with(|| left.kind.cmp(&right.kind)));
        let mut relations: Vec<RelationCount> = schema
            .relations()
            .map(|(id, relation)| {
                let counts = view.statistics(id);
                RelationCount { relation: relation.name.clone(), claims: counts.claims, subjects: counts.subjects, objects: counts.objects }
            })
            .collect();
        relations.sort_by(|left, right| right.claims.cmp(&left.claims).then_with(|| left.relation.cmp(&right.relation)));
        let Totals { claims, dated, denied, sourced, attributed } = view.totals();
        let entities = view.entities().len();
        let nodes = view.node_bound();
        Stats { entities, values: nodes - entities, claims, dated, denied, sourced, attributed, kinds, relations }
    }
}
