//! Which kinds include which, and kinds by their nouns.

use rustc_hash::FxHashMap;

use super::definitions::Piece;
use super::lines::Line;
use super::problems::{Problems, unknown_among};
use crate::graph::names::fold;
use crate::graph::{KindId, RelationId, Schema};

/// For each kind itself and those that it is a sub-kind of, sorted.
#[derive(Debug)]
pub(super) struct Ancestors {
    of: Vec<Vec<KindId>>,
}

impl Ancestors {
    /// O(kinds × ancestors).
    pub(super) fn of(schema: &Schema) -> Self {
        let sorted = |kind: KindId| {
            let mut all = schema.ancestors(kind);
            all.sort_unstable();
            all
        };
        Self { of: schema.kinds().map(|(kind, _)| sorted(kind)).collect() }
    }

    /// Whether one is the other or a sub-kind of it.
    pub(super) fn is_a(&self, kind: KindId, ancestor: KindId) -> bool {
        self.of.get(kind.index()).is_some_and(|all| all.binary_search(&ancestor).is_ok())
    }

    /// Whether one of these kinds is, or is a sub-kind of, one of those.
    pub(super) fn any_is_a(&self, kinds: &[KindId], ancestors: &[KindId]) -> bool {
        kinds.iter().any(|kind| ancestors.iter().any(|ancestor| self.is_a(*kind, *ancestor)))
    }
}

/// Kinds by any of their nouns.
pub(super) struct KindNames {
    by_noun: FxHashMap<String, KindId>,
}

impl KindNames {
    /// Names go before synonyms and plurals, whatever the order of definition.
    pub(super) fn of(schema: &Schema) -> Self {
        let mut by_noun = FxHashMap::default();
        for (id, kind) in schema.kinds() {
            by_noun.entry(fold(&kind.name)).or_insert(id);
        }
        for (id, kind) in schema.kinds() {
            for noun in kind.synonyms.iter().chain(&kind.plural) {
                by_noun.entry(fold(noun)).or_insert(id);
            }
        }
        Self { by_noun }
    }

    /// The kind that a noun names.
    pub(super) fn named(&self, noun: &str) -> Option<KindId> {
        self.by_noun.get(&fold(noun)).copied()
    }

    /// The kinds that some pieces of a line name; problems for those that do not.
    pub(super) fn find(&self, pieces: &[Piece<'_>], line: &Line<'_>, schema: &Schema, problems: &mut Problems<'_>) -> Vec<KindId> {
        let mut found = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match schema.kind_id(&piece.text).or_else(|| self.by_noun.get(&fold(&piece.text)).copied()) {
                Some(kind) if found.contains(&kind) => {}
                Some(kind) => found.push(kind),
                None => {
                    let names = schema.kinds().map(|(_, kind)| kind.name.as_str());
                    let problem = unknown_among(&piece.text, piece.span(line), names);
                    problems.add(line, problem.hint(format!("A kind is defined by a block: kind {}.", piece.text)));
                }
            }
        }
        found
    }
}

/// Whether the kinds of one relation's ends are narrower than those of another's, or as narrow at one end.
pub(super) fn is_narrower(one: RelationId, other: RelationId, schema: &Schema, ancestors: &Ancestors) -> bool {
    let (Some(one), Some(other)) = (schema.relation(one), schema.relation(other)) else { return false };
    let within = |inner: &[KindId], outer: &[KindId]| {
        outer.is_empty() || !inner.is_empty() && inner.iter().all(|kind| outer.iter().any(|outer| ancestors.is_a(*kind, *outer)))
    };
    let typed = |relation: &crate::graph::Relation| relation.value_type.is_some() && relation.range.is_empty();
    let range = |one: &crate::graph::Relation, other: &crate::graph::Relation| {
        if typed(one) || typed(other) { one.value_type == other.value_type || !typed(other) } else { within(&one.range, &other.range) }
    };
    let not_wider = within(&one.domain, &other.domain) && range(one, other);
    let not_narrower = within(&other.domain, &one.domain) && range(other, one);
    not_wider && !not_narrower
}
