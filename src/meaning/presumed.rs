//! What a question takes for granted: that there is what it speaks of, that what it names is as it says, and that what it dates by has a date.
//!
//! Comes in: an interpretation. Goes out: interpretations that find something if what was taken for granted is so. Whether they do is for whoever
//! runs them to see: "who visited the X in Y", where X is not in Y, has no answer, rather than the answer that nobody did. (P. F. Strawson, "On
//! Referring", 1950; S. J. Kaplan, "Cooperative Responses from a Portable Natural Language Query System", 1982.)

use super::concept::{Concept, Link, Quantifier, Restriction};
use super::interpret::Interpretation;
use super::resolve::Resolver;
use crate::query::Detail;

/// Something that a question takes for granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presumed {
    /// That there is such a thing as the question speaks of, and that a named thing is as it says.
    Thing,
    /// That it is known when something was.
    Time,
}

/// Where a phrase stands in a question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is what is asked for.
    Asked,
    /// It is what yes or no is asked of.
    Claimed,
    /// Within the phrase that is asked for, or in a clause about it: it is taken for granted that there is such a thing.
    Within,
    /// Within a claim that may be so or not: only names are taken to be as they are said to be.
    WithinClaim,
}

impl Place {
    fn within(self) -> Self {
        match self {
            Self::Asked | Self::Within => Self::Within,
            Self::Claimed | Self::WithinClaim => Self::WithinClaim,
        }
    }
}

impl Resolver<'_> {
    /// What a question takes for granted, each with what it is in words.
    pub(super) fn presumed(&self, interpretation: &Interpretation) -> Vec<(Presumed, String, Interpretation)> {
        let mut found = Vec::new();
        match interpretation {
            Interpretation::List { concept, .. } => {
                self.presumed_by(concept, Place::Asked, &mut found);
                self.presumed_domain(concept, &mut found);
            }
            Interpretation::Count(concept) => self.presumed_by(concept, Place::Asked, &mut found),
            // "did X visit a Y that ..." is answered with no where there is no such Y.
            Interpretation::YesNo { tests, .. } => tests.iter().for_each(|test| self.presumed_by(test, Place::Claimed, &mut found)),
            Interpretation::Detail { subject, link, object, .. }
            | Interpretation::Times { subject, link, object }
            | Interpretation::Lapse { subject, link, object, .. }
            | Interpretation::Evidence { subject, link, object, .. } => {
                self.presumed_by(subject, Place::Within, &mut found);
                self.presumed_by_link(link, &mut found);
                object.iter().for_each(|object| self.presumed_by(object, Place::Within, &mut found));
            }
            _ => {}
        }
        found
    }

    /// Of a concept; what is asked or claimed of the outermost one is not taken for granted.
    fn presumed_by(&self, concept: &Concept, place: Place, found: &mut Vec<(Presumed, String, Interpretation)>) {
        match concept {
            Concept::Restricted { base, restrictions } => {
                let granted = match place {
                    Place::Asked | Place::Claimed => false,
                    Place::Within => **base != Concept::Thing,
                    Place::WithinClaim => base.names().is_some(),
                };
                if granted && restrictions.iter().all(is_plain) {
                    found.push((
                        Presumed::Thing,
                        self.say_of_clause(concept),
                        Interpretation::List { concept: concept.clone(), order: None },
                    ));
                }
                self.presumed_by(base, place, found);
                for restriction in restrictions {
                    match restriction {
                        Restriction::Linked { link, other, .. } if is_plain(restriction) => {
                            self.presumed_by_link(link, found);
                            other.iter().for_each(|other| self.presumed_by(other, place.within(), found));
                        }
                        Restriction::Is { concept, negated: false } | Restriction::Given(concept) => {
                            self.presumed_by(concept, place, found)
                        }
                        _ => {}
                    }
                }
            }
            Concept::Role { link, of } => {
                if place == Place::Within && of.is_some() {
                    found.push((
                        Presumed::Thing,
                        self.say_of_clause(concept),
                        Interpretation::List { concept: concept.clone(), order: None },
                    ));
                }
                self.presumed_by_link(link, found);
                of.iter().for_each(|of| self.presumed_by(of, place.within(), found));
            }
            Concept::And(all) => all.iter().for_each(|one| self.presumed_by(one, place, found)),
            Concept::Ranked { base, .. } | Concept::Minus(base, _) => self.presumed_by(base, place, found),
            Concept::Names { .. } | Concept::Kind(_) | Concept::Thing | Concept::Sort(_) | Concept::Literal(_) | Concept::Or(_) => {}
        }
    }

    /// "which Pavan parties did ...": that there are Pavan parties. What is said last is what is asked of them.
    fn presumed_domain(&self, concept: &Concept, found: &mut Vec<(Presumed, String, Interpretation)>) {
        let Concept::Restricted { base, restrictions } = concept else { return };
        let Some((_, narrowing)) = restrictions.split_last() else { return };
        let says_more = |restriction: &Restriction| is_plain(restriction) || matches!(restriction, Restriction::Is { negated: false, .. });
        if narrowing.is_empty() || !narrowing.iter().all(says_more) || matches!(**base, Concept::Thing | Concept::Names { .. }) {
            return;
        }
        let domain = Concept::Restricted { base: base.clone(), restrictions: narrowing.to_vec() };
        found.push((Presumed::Thing, self.say(&domain, true), Interpretation::List { concept: domain, order: None }));
    }

    /// A question about what was so at the time of something else, without that time; and when that was so.
    pub(super) fn without_its_time(&self, interpretation: &Interpretation) -> Option<(String, Interpretation, Interpretation)> {
        let concept = match interpretation {
            Interpretation::List { concept, .. } | Interpretation::Count(concept) => concept,
            Interpretation::YesNo { tests, .. } => tests.first()?,
            _ => return None,
        };
        // "before X did": but not X.
        let concept = if let Concept::Minus(all, _) = concept { &**all } else { concept };
        let (subject, link, object) = match concept {
            Concept::Role { link, of } => (Concept::Thing, link, of.as_deref()),
            Concept::Restricted { base, restrictions } => match restrictions.last()? {
                restriction @ Restriction::Linked { link, other, .. } if is_plain(restriction) => {
                    ((**base).clone(), link, other.as_deref())
                }
                Restriction::Is { concept: role, negated: false } => match &**role {
                    Concept::Role { link, of } => ((**base).clone(), link, of.as_deref()),
                    _ => return None,
                },
                _ => return None,
            },
            _ => return None,
        };
        if link.relative.is_empty() {
            return None;
        }
        let link = Link { relative: Vec::new(), times: Vec::new(), strict: Vec::new(), ..link.clone() };
        let object = object.cloned();
        let text = self.say_statement(&subject, &link, object.as_ref(), false);
        let linked =
            Restriction::Linked { link: link.clone(), other: object.clone().map(Box::new), quantifier: Quantifier::Some, negated: false };
        let any = Interpretation::List { concept: subject.clone().restricted(linked), order: None };
        let dated = Interpretation::Detail { subject, link, object, detail: Detail::When, last: None, text: text.clone() };
        Some((text, any, dated))
    }

    /// The times that a link is relative to.
    fn presumed_by_link(&self, link: &Link, found: &mut Vec<(Presumed, String, Interpretation)>) {
        for relative in &link.relative {
            // Of the thing itself that is asked for it cannot be asked alone.
            if relative.subject == Concept::Thing && relative.object.is_none() {
                continue;
            }
            let dated = Interpretation::Detail {
                subject: relative.subject.clone(),
                link: relative.link.clone(),
                object: relative.object.clone(),
                detail: Detail::When,
                last: None,
                text: relative.text.clone(),
            };
            found.push((Presumed::Time, relative.text.clone(), dated));
        }
    }
}

/// Whether a restriction says no more than that there is a link.
fn is_plain(restriction: &Restriction) -> bool {
    matches!(restriction, Restriction::Linked { quantifier: Quantifier::Some, negated: false, .. })
}
