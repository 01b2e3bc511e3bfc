//! What a relational noun is of, for each of several: "members of every organization".

use super::Interpretation;
use crate::diagnostic::{Diagnostic, Problem};
use crate::language::syntax::{Determiner, NounPhrase};
use crate::meaning::concept::Concept;
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::{Noun, VerbPhrase};
use crate::query::Function;

impl Resolver<'_> {
    /// "how many cities are in each state": counted for each. Of all of them at once "every" and "all" ask.
    pub(super) fn for_each(&self, subject: &Noun<'_>, predicate: &VerbPhrase<'_>, preposition: Option<&str>) -> Option<Interpretation> {
        let object = predicate.object.as_ref().filter(|object| object.phrase.determiner == Determiner::Every)?;
        let is_each = self.lattice.tokens.get(object.phrase.range.start).is_some_and(|token| token.text == "each");
        if !is_each || !predicate.modifiers.is_empty() {
            return None;
        }
        self.noun(subject).find_map(|counted| {
            let statement = self.statement(counted, predicate, preposition).filter(|statement| !statement.negated)?;
            let (key, of) = (statement.object?, statement.subject);
            Some(Interpretation::Grouped { key, link: statement.link.reversed(), of, function: Function::Count })
        })
    }

    /// Notes that the best of each of several was asked for, which is not worked out.
    pub(super) fn best_of_each(&self, noun: &Noun<'_>) {
        self.note(9, || {
            let span = self.lattice.span(noun.phrase.range.start, noun.phrase.range.end);
            Diagnostic::new(Problem::NotSupported, span, "I can't look for the best of each of several.").hint("Ask for one of them.")
        });
    }

    /// "members of every organization", "how many members of each organization": of a relational noun, for each of those that it is of.
    pub(super) fn of_each(&self, noun: &Noun<'_>, key: &Concept, by: &NounPhrase, count: bool) -> Option<Interpretation> {
        let before = by.range.start.checked_sub(2).and_then(|at| self.lattice.tokens.get(at));
        if noun.modifiers.len() != 1 || before.is_none_or(|token| token.text != "of") {
            return None;
        }
        self.noun(&Noun::bare(noun.phrase)).find_map(|head| {
            let Concept::Role { link, of: None } = head else { return None };
            let Concept::Role { link, of: Some(key) } = self.fill(&self.said_with(&link, "of"), key)? else { return None };
            let (subject, link, object) = (*key, link.reversed(), Concept::Thing);
            Some(match count {
                true => Interpretation::Grouped { key: subject, link, of: object, function: Function::Count },
                false => Interpretation::Pairs { subject, link, object },
            })
        })
    }
}
