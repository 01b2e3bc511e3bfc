//! What stands behind a wording, for a question that finds nothing: its other readings, what it takes for granted and what is near to it.

use super::masked::{Fact, Masked};
use super::slots::{self, Slot};
use super::{Met, filled};
use crate::graph::{NodeId, View};
use crate::language::{Lattice, Vocabulary, token};
use crate::meaning::otherwise::otherwise_in;
use crate::meaning::{Antecedents, Behind, NO_ANTECEDENTS, Reading, behind, behind_in, otherwise};

/// What a wording means beside what it means first, with unknowns in its slots.
#[derive(Debug)]
pub(super) struct Aside {
    facts: Vec<Fact>,
    /// What else was spoken of.
    others: Vec<NodeId>,
    /// Nothing, if it cannot be kept.
    kept: Option<(Vec<Reading>, Behind)>,
}

impl Met<'_> {
    /// The other readings of a question, and what stands behind it, as [`otherwise()`] and [`behind`] give them; nothing if they are to be asked.
    pub(crate) fn aside(
        &self,
        question: &str,
        taken: &Reading,
        vocabulary: &Vocabulary,
        view: &dyn View,
        before: &Antecedents,
    ) -> Option<(Vec<Reading>, Behind)> {
        let plainly = || (otherwise(question, taken, vocabulary, view, before), behind(question, vocabulary, view, before));
        if let Some(aside) = self.way.aside.get() {
            let found = aside.filled(&self.slots, view);
            debug_assert!(found.as_ref().is_none_or(|found| *found == plainly()), "{question}");
            return found;
        }
        let found = plainly();
        let mut aside = self.masked(vocabulary, view);
        if aside.filled(&self.slots, view).is_some_and(|kept| kept != found) {
            aside.kept = None;
        }
        // Whoever else asked the same meanwhile found the same.
        let _ = self.way.aside.set(aside);
        Some(found)
    }

    fn masked(&self, vocabulary: &Vocabulary, view: &dyn View) -> Aside {
        let things = slots::things(&self.slots);
        let masked = Masked::new(view, &things, self.way.words.is_some());
        let kept = || {
            let (tokens, taken) = (token::tokenize(&self.wording).ok()?, self.way.reading.as_ref()?);
            let lattice = Lattice::new(&self.wording, tokens, vocabulary, &masked);
            // The words are those of the question, for which this was looked at when it was met.
            masked.look_closely();
            let others = otherwise_in(&lattice, taken, vocabulary, &masked, &NO_ANTECEDENTS);
            let behind = behind_in(&lattice, vocabulary, &masked, &NO_ANTECEDENTS);
            (!lattice.has_looked_back()).then_some((others, behind))
        };
        let kept = kept();
        let seen = masked.seen();
        // A diagnostic points into the text, in which names are longer or shorter.
        let is_whole = |(others, behind): &(Vec<Reading>, Behind)| {
            behind.modal.is_none()
                && readings(others, behind).all(|reading| reading.rules.is_empty() && !slots::has_article(&reading.readback))
        };
        Aside { facts: seen.facts, others: seen.others, kept: kept.filter(|kept| seen.too_much.is_none() && is_whole(kept)) }
    }
}

/// All readings of both.
fn readings<'a>(others: &'a [Reading], behind: &'a Behind) -> impl Iterator<Item = &'a Reading> {
    let presumed = behind.presumed.iter().map(|(_, _, reading)| reading);
    let undated = behind.undated.iter().flat_map(|(_, any, dated)| [any, dated]);
    others.iter().chain(presumed).chain(undated).chain(behind.nearby.iter().map(|(_, reading)| reading))
}

impl Aside {
    /// For these names; nothing if it is not kept, or if the graph says something else of them.
    fn filled(&self, slots: &[Slot<'_>], view: &dyn View) -> Option<(Vec<Reading>, Behind)> {
        let (others, behind) = self.kept.as_ref()?;
        let things = slots::things(slots);
        let is_so = self.facts.iter().all(|fact| things.get(fact.place).is_some_and(|thing| fact.is_so(thing, view)));
        if !is_so || things.iter().any(|thing| self.others.contains(&thing.node)) {
            return None;
        }
        let named = |text: &String| slots::with_names(text, slots);
        let reading = |reading: &Reading| {
            let mut filled = filled(reading, slots)?;
            filled.choices = reading.choices.iter().map(named).collect::<Option<_>>()?;
            Some(filled)
        };
        let undated = match &behind.undated {
            Some((text, any, dated)) => Some((named(text)?, reading(any)?, reading(dated)?)),
            None => None,
        };
        let behind = Behind {
            presumed: behind.presumed.iter().map(|(what, text, of)| Some((*what, named(text)?, reading(of)?))).collect::<Option<_>>()?,
            undated,
            modal: None,
            nearby: behind.nearby.iter().map(|(difference, of)| Some((*difference, reading(of)?))).collect::<Option<_>>()?,
        };
        Some((others.iter().map(reading).collect::<Option<_>>()?, behind))
    }
}
