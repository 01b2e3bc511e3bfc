//! The words of a relation between two terms.

use super::super::input::Tokens;
use super::{Auxiliary, FINITE, Link, Needs, PARTICIPLE, Reader, article, auxiliary, not};
use crate::language::telling::Expected;
use crate::language::vocabulary::{Form, FrameId, FrameShape, Sense};

impl<'a> Reader<'a> {
    pub(super) fn links(&self, input: Tokens<'a>) -> Vec<Link<'a>> {
        let mut found = Vec::new();
        self.verbs(input, FINITE, false, false, &mut found);
        if input.text() == "never" {
            self.verbs(input.advance(1), FINITE, true, false, &mut found);
        }
        if let Some((rest, which, denied)) = auxiliary(input) {
            match which {
                Auxiliary::Do => self.verbs(rest, &[Form::Base], denied, false, &mut found),
                Auxiliary::Have if rest.text() == "been" => {
                    let (rest, too) = not(rest.advance(1));
                    self.behind_be(rest, denied | too, &mut found);
                }
                Auxiliary::Have => self.verbs(rest, PARTICIPLE, denied, false, &mut found),
                Auxiliary::Be if rest.text() == "being" => self.verbs(rest.advance(1), PARTICIPLE, denied, true, &mut found),
                Auxiliary::Be => self.behind_be(rest, denied, &mut found),
            }
            if found.is_empty() {
                self.fail(rest.at, Expected::Verb);
            }
        }
        if found.is_empty() {
            self.fail(input.at, Expected::Verb);
        }
        found
    }

    /// Verbs in one of these forms.
    pub(super) fn verbs(&self, input: Tokens<'a>, forms: &[Form], denied: bool, passive: bool, found: &mut Vec<Link<'a>>) {
        for (end, sense) in self.lexemes(input) {
            let Sense::Verb { frame, form, pending: false } = sense else { continue };
            if !forms.contains(&form) {
                continue;
            }
            let frame = self.lattice.vocabulary.frame(frame);
            let FrameShape::Verb { subject, transitive, post, .. } = &frame.shape else { continue };
            if passive && !transitive {
                continue;
            }
            let (before, needs) = match (passive, transitive) {
                (true, _) => (subject.other(), Needs::Agent),
                (false, true) => (*subject, Needs::Term),
                (false, false) => (*subject, Needs::Nothing),
            };
            found.push(Link {
                rest: input.to(end),
                relation: frame.relation,
                before,
                needs,
                post: if passive { &[] } else { post },
                denied,
                words: end - input.at,
                verb: self.lattice.span(input.at, end),
                declared: frame.declared,
            });
        }
    }

    pub(super) fn behind_be(&self, input: Tokens<'a>, denied: bool, found: &mut Vec<Link<'a>>) {
        for (end, sense) in self.lexemes(input) {
            let Sense::Be { frame, pending: false } = sense else { continue };
            let frame = self.lattice.vocabulary.frame(frame);
            let FrameShape::Be { subject, transitive, .. } = frame.shape else { continue };
            found.push(Link {
                rest: input.to(end),
                relation: frame.relation,
                before: subject,
                needs: if transitive { Needs::Term } else { Needs::Nothing },
                post: &[],
                denied,
                words: end - input.at,
                verb: self.lattice.span(input.at, end),
                declared: frame.declared,
            });
        }
        self.verbs(input, PARTICIPLE, denied, true, found);
        self.verbs(input, &[Form::Gerund], denied, false, found);
        for (rest, frame, words) in self.nouns(article(input)) {
            let frame = self.lattice.vocabulary.frame(frame);
            let FrameShape::Noun { referent, .. } = frame.shape else { continue };
            found.push(Link {
                rest,
                relation: frame.relation,
                before: referent,
                needs: Needs::Term,
                post: &[],
                denied,
                words,
                verb: self.lattice.span(input.at, rest.at),
                declared: frame.declared,
            });
        }
    }

    /// Relational nouns with their prepositions: what follows, the frame, how many words.
    pub(super) fn nouns(&self, input: Tokens<'a>) -> Vec<(Tokens<'a>, FrameId, usize)> {
        let mut found = Vec::new();
        for (end, sense) in self.lexemes(input) {
            let Sense::Noun(frame, _) = sense else { continue };
            let FrameShape::Noun { preposition, .. } = &self.lattice.vocabulary.frame(frame).shape else { continue };
            let rest = input.to(end);
            if rest.text() == preposition {
                found.push((rest.advance(1), frame, end - input.at + 1));
            } else {
                self.fail(end, Expected::Words(preposition.clone()));
            }
        }
        found
    }
}
