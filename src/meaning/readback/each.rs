//! Both ends of a statement, read back.

use crate::language::vocabulary::FrameShape;
use crate::meaning::concept::{Concept, Link};
use crate::meaning::resolve::Resolver;

impl Resolver<'_> {
    /// "The capitals of every country", "Which countries recognized a state".
    pub(super) fn say_pairs(&self, subject: &Concept, link: &Link, object: &Concept) -> String {
        match (self.of_every(link), object) {
            (Some(nouns), Concept::Thing) => format!("The {nouns} of every {}", self.say(subject, false)),
            _ => format!("Which {} {}", self.say(subject, true), self.clause(link, Some(object), true, false).trim_start_matches("that ")),
        }
    }

    /// The plural of a noun for the far end of a link that is said with "of" and without more.
    fn of_every(&self, link: &Link) -> Option<&str> {
        if !link.times.is_empty() || !link.relative.is_empty() || !link.sources.is_empty() || !link.places.is_empty() {
            return None;
        }
        match &self.vocabulary.frame(link.frame?).shape {
            FrameShape::Noun { plural, preposition, .. } if preposition == "of" && !link.active => Some(plural),
            _ => None,
        }
    }
}
