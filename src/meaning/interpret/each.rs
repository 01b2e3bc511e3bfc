//! What a relational noun is of, for each of several: "members of every organization".

use super::Interpretation;
use crate::language::syntax::NounPhrase;
use crate::meaning::concept::Concept;
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::Noun;
use crate::query::Function;

impl Resolver<'_> {
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
