//! Clauses whose object is the phrase they stand behind: "films X directed".

use super::{Around, VerbModifiers};
use crate::language::syntax::{Determiner, VerbGroup, VerbKind};
use crate::meaning::concept::{Concept, Quantifier, Restriction};
use crate::meaning::noun::linked;
use crate::meaning::resolve::{Resolver, VerbLink};
use crate::meaning::tree::{Attached, Noun};

impl Resolver<'_> {
    /// "films X directed": a concept that is the object of a clause.
    pub fn with_gap(
        &self,
        concept: Concept,
        subject: &Noun<'_>,
        verb: &VerbGroup,
        preposition: Option<&str>,
        modifiers: &[Attached<'_>],
    ) -> Option<Concept> {
        let mut sorted = VerbModifiers::default();
        self.sort(modifiers, verb, &mut sorted);
        // "resolutions each country voted for" would need a count for each.
        if sorted.failed || subject.phrase.determiner == Determiner::Every {
            return None;
        }
        // Nothing behind the verb may go unheard: a preposition names a place, or the clause has no meaning.
        let mut places = Vec::new();
        for (word, object) in sorted.prepositions.iter().copied().chain(sorted.agent.map(|agent| ("by", agent))) {
            match self.noun(object).next() {
                Some(Concept::Names { nodes, text }) if matches!(word, "in" | "at" | "on" | "near") && self.names_place(verb, &nodes) => {
                    places.push((nodes, text));
                }
                _ => return None,
            }
        }
        for subject in self.noun(subject) {
            match verb.kind {
                VerbKind::Senses(_) => {
                    let found = self.verb_links(verb, &subject, Some(&concept), preposition).into_iter().next();
                    if let Some(VerbLink { mut link, subject, object, .. }) = found {
                        let object = object?;
                        for time in &sorted.times {
                            let main = link.clone();
                            time.add_to(&mut link, self, Around { subject: Some(&subject), object: Some(&object), main: Some(&main) })?;
                        }
                        link.sources.extend(sorted.sources.iter().cloned());
                        for (nodes, text) in &places {
                            link.places.extend(nodes);
                            link.place_text = Some(text.clone());
                        }
                        let quantifier = Quantifier::of_order(sorted.order.or(verb.order)).unwrap_or(Quantifier::Some);
                        let mut found = object.restricted(Restriction::Linked {
                            link: link.reversed(),
                            other: Some(Box::new(subject)),
                            quantifier,
                            negated: verb.negated,
                        });
                        for modifier in &sorted.others {
                            found = self.with_verb_modifier(found, modifier)?;
                        }
                        return Some(found);
                    }
                }
                VerbKind::Be if preposition.is_none() => {
                    // "what genre X is"
                    if let Concept::Role { link, of: None } = &concept
                        && let Some(filled) = self.fill(link, &subject)
                    {
                        return Some(filled);
                    }
                }
                VerbKind::Be => {
                    // "the state X is in"
                    if let Some(preposition) = preposition
                        && let Some((link, near, far)) = self.word_links(preposition, &subject, &concept).into_iter().next()
                    {
                        return Some(far.restricted(linked(link.reversed(), near)));
                    }
                }
                VerbKind::Have | VerbKind::Share => {
                    if let Some((link, near, far)) = self.any_link(&subject, &concept) {
                        return Some(far.restricted(linked(link.reversed(), near)));
                    }
                }
                VerbKind::Did => {}
            }
        }
        self.note_no_link(verb.range.clone(), self.lattice.text_of(verb.range.start, verb.range.end));
        None
    }
}
