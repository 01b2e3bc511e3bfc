//! What is asked stands within a phrase: "the invasion of which country did Pava condemn", "whose birthday was celebrated".

use super::{Interpretation, noun_asks};
use crate::graph::{Direction, NodeId};
use crate::language::gaps::Gap;
use crate::language::syntax::{Determiner, NounPhrase, VerbKind};
use crate::language::vocabulary::Sense;
use crate::meaning::concept::{Concept, Link, Quantifier, Restriction};
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::{AttachedKind, Noun, VerbPhrase};
use crate::query::Traversal;

impl Resolver<'_> {
    /// A clause about something that belongs to what is asked: "whose capital did X visit", "the capital of which country was visited by X".
    /// Nothing where no such phrase stands in it; no interpretation where one does and the graph tells no such belonging.
    pub(in crate::meaning) fn asked_within(
        &self,
        subject: &Noun<'_>,
        predicate: &VerbPhrase<'_>,
        preposition: Option<&str>,
    ) -> Option<Option<Interpretation>> {
        let object = predicate.object.as_ref();
        if let Some((owned, asked)) = owned_of_asked(subject) {
            if object.is_some_and(noun_asks) || preposition.is_some() {
                return None;
            }
            let owned = Noun { phrase: &owned, modifiers: subject.modifiers[asked.behind..].to_vec() };
            let say = |owned: Concept| self.with_predicate(owned, predicate);
            let found = self.owner_of(&owned, &asked.noun, &say);
            // "the population of which state is the largest" has other readings.
            return (found.is_some() || matches!(predicate.verb.kind, VerbKind::Senses(_))).then_some(found);
        }
        let (object, VerbKind::Senses(_), false) = (object?, &predicate.verb.kind, noun_asks(subject)) else { return None };
        let (owned, asked) = owned_of_asked(object)?;
        // "what did X accuse the president of": of what X accused him, and not what he is president of.
        if asked.behind > 0 && self.goes_on_with(predicate.verb, "of", object.phrase) {
            return Some(None);
        }
        let owned = Noun { phrase: &owned, modifiers: object.modifiers[asked.behind..].to_vec() };
        let mut turned = predicate.clone();
        turned.object = Some(owned.clone());
        let statement = self.noun(subject).find_map(|subject| self.statement(subject, &turned, preposition));
        let Some(statement) = statement else { return Some(None) };
        let restriction = Restriction::Linked {
            link: statement.link.reversed(),
            other: Some(Box::new(statement.subject)),
            quantifier: Quantifier::Some,
            negated: statement.negated,
        };
        Some(self.owner_of(&owned, &asked.noun, &|owned| Some(owned.restricted(restriction.clone()))))
    }

    /// Those asked for that have one of which something is said.
    fn owner_of(&self, owned: &Noun<'_>, asked: &Noun<'_>, say: &dyn Fn(Concept) -> Option<Concept>) -> Option<Interpretation> {
        let owners = self.noun(asked).find_map(|concept| self.with_owned(concept, owned, say))?;
        self.listed(asked, owners, asked.phrase.determiner == Determiner::HowMany)
    }

    /// What a gap is filled with in the names of those of which something is said.
    pub(in crate::meaning) fn filled(&self, gap: &Gap, said: &Concept) -> Option<Concept> {
        let mut parts = Vec::new();
        for (node, fillings) in &gap.fillings {
            let nodes: Vec<NodeId> = fillings.iter().copied().filter(|&filling| self.is_asked(gap, filling)).collect();
            if nodes.is_empty() {
                continue;
            }
            // Those of which nothing of the sort is claimed have been left out already.
            let Some(said) = of_one(said, *node) else { continue };
            if !self.may_be_said(&said) {
                continue;
            }
            let text = nodes.first().map_or_else(String::new, |&node| self.label(node));
            parts.push(Concept::Names { nodes, text }.restricted(Restriction::Given(Box::new(said))));
        }
        match parts.len() {
            0 => None,
            1 => parts.pop(),
            _ => Some(Concept::Or(parts)),
        }
    }

    /// Whether there are claims at all that could say so of a named thing.
    fn may_be_said(&self, said: &Concept) -> bool {
        let Concept::Restricted { base, restrictions } = said else { return true };
        let Some(nodes) = base.names() else { return true };
        restrictions.iter().all(|restriction| match restriction {
            Restriction::Linked { link, negated: false, .. } => nodes.iter().any(|&node| self.has_any(node, link)),
            _ => true,
        })
    }

    fn has_any(&self, node: NodeId, link: &Link) -> bool {
        let directions: &[Direction] = match link.traversal {
            Traversal::Forward => &[Direction::Forward],
            Traversal::Backward => &[Direction::Backward],
            Traversal::Both => &[Direction::Forward, Direction::Backward],
        };
        link.relations.iter().any(|&relation| {
            self.is_defined(relation) || directions.iter().any(|&direction| self.view.has_claims(node, relation, direction))
        })
    }

    /// Whether something is of the kind that is asked for.
    fn is_asked(&self, gap: &Gap, filling: NodeId) -> bool {
        let own = self.view.kinds(filling);
        gap.noun.is_empty()
            || gap.noun.iter().any(|sense| matches!(*sense, Sense::Kind(kind, _) if own.iter().any(|&own| self.schema().is_a(own, kind))))
    }
}

/// What is said of several named things, said of one of them.
fn of_one(said: &Concept, node: NodeId) -> Option<Concept> {
    match said {
        Concept::Names { nodes, text } => nodes.contains(&node).then(|| Concept::Names { nodes: vec![node], text: text.clone() }),
        Concept::Or(parts) => match &parts[..] {
            [only] => of_one(only, node),
            _ => None,
        },
        Concept::Restricted { base, restrictions } => {
            Some(Concept::Restricted { base: Box::new(of_one(base, node)?), restrictions: restrictions.clone() })
        }
        Concept::Minus(base, other) => Some(Concept::Minus(Box::new(of_one(base, node)?), other.clone())),
        _ => None,
    }
}

/// What is asked for within a phrase, and how many modifiers of the phrase it takes with it.
struct AskedPart<'s> {
    noun: Noun<'s>,
    behind: usize,
}

/// "whose capital", "the capital of which country": the phrase without its owner, and the owner, where that is what is asked for.
fn owned_of_asked<'s>(noun: &'s Noun<'_>) -> Option<(NounPhrase, AskedPart<'s>)> {
    if let Some(owner) = noun.phrase.owner.as_deref() {
        if !Resolver::asks(owner) {
            return None;
        }
        let owned = NounPhrase { owner: None, determiner: Determiner::None, ..noun.phrase.clone() };
        return Some((owned, AskedPart { noun: Noun::bare(owner), behind: 0 }));
    }
    match &noun.modifiers.first()?.kind {
        AttachedKind::Preposition { word: "of", object } if noun_asks(object) && !Resolver::asks(noun.phrase) => {
            let owned = NounPhrase { determiner: Determiner::None, ..noun.phrase.clone() };
            Some((owned, AskedPart { noun: object.clone(), behind: 1 }))
        }
        _ => None,
    }
}
