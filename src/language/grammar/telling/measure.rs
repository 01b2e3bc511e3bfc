//! Sentences whose object is a number of something: "about 16,000 Americans live in Pava", "X has 3 inhabitants".

use super::super::input::Tokens;
use super::term::bare_quantity;
use super::{Auxiliary, FINITE, Link, Needs, PARTICIPLE, Reader, auxiliary};
use crate::graph::RelationId;
use crate::language::telling::{Expected, Telling, Term, ToldClaim};
use crate::language::vocabulary::{Form, Frame, FrameId, FrameShape, Role, Sense};

impl<'a> Reader<'a> {
    /// "about 16,000 Americans live in Pava"
    pub(super) fn measured(&self, input: Tokens<'a>, found: &mut Vec<Telling>) {
        let Ok((rest, quantity)) = bare_quantity(input) else { return };
        for (unit_end, sense) in self.lexemes(rest) {
            let Sense::Unit(frame) = sense else { continue };
            let after_unit = rest.to(unit_end);
            let FrameShape::Measure { verb, tail, post, .. } = &self.lattice.vocabulary.frame(frame).shape else { continue };
            let number = self.number_term(input.at..unit_end, &quantity, rest.at..unit_end);
            for (after, denied, words) in self.measure_verbs(after_unit, frame, verb.is_some(), tail.is_empty()) {
                let link = Link {
                    rest: after,
                    relation: self.lattice.vocabulary.frame(frame).relation,
                    before: Role::Object,
                    needs: Needs::Term,
                    post,
                    denied,
                    words: words + unit_end - rest.at,
                    verb: self.lattice.span(after_unit.at, after.at),
                    declared: self.lattice.vocabulary.frame(frame).declared,
                };
                self.linked(&number, &link, found);
            }
        }
    }

    /// The places behind the verb of a measure, whether it is denied, and how many words it has.
    pub(super) fn measure_verbs(&self, input: Tokens<'a>, frame: FrameId, has_verb: bool, is_bare: bool) -> Vec<(Tokens<'a>, bool, usize)> {
        let mut found = Vec::new();
        let mut lexical = |rest: Tokens<'a>, denied: bool, forms: &[Form]| {
            for (end, sense) in self.lexemes(rest) {
                match sense {
                    Sense::Verb { frame: other, form, pending: false } if other == frame && forms.contains(&form) => {
                        found.push((rest.to(end), denied, end - rest.at));
                    }
                    Sense::Be { frame: other, pending: false } if other == frame && forms.is_empty() => {
                        found.push((rest.to(end), denied, end - rest.at));
                    }
                    _ => {}
                }
            }
        };
        if has_verb {
            lexical(input, false, FINITE);
        }
        match auxiliary(input) {
            Some((rest, Auxiliary::Be, denied)) if !has_verb && !is_bare => lexical(rest, denied, &[]),
            Some((rest, Auxiliary::Do, denied)) if has_verb => lexical(rest, denied, &[Form::Base]),
            Some((rest, Auxiliary::Have, denied)) if has_verb => lexical(rest, denied, PARTICIPLE),
            _ => {}
        }
        if found.is_empty() {
            self.fail(input.at, Expected::Verb);
        }
        found
    }

    /// The phrase of a relation that counts in a unit which the one that is said can be turned into ("X is Y kilometres long" for "miles").
    fn frame_in(&self, relation: RelationId, said: &str) -> Option<&'a Frame> {
        let schema = self.view.schema();
        let said = schema.unit_called(said)?;
        self.lattice.vocabulary.frames_of(relation).map(|(_, frame)| frame).find(|frame| match &frame.shape {
            FrameShape::Measure { unit: Some((_, plural)), verb: None, .. } => {
                schema.unit_called(plural).is_some_and(|own| schema.factor(said, own).is_some())
            }
            _ => false,
        })
    }

    /// "X has 3 inhabitants", "X is 30 metres long"
    pub(super) fn has_number(&self, input: Tokens<'a>, subject: &Term, found: &mut Vec<Telling>) {
        let Some((rest, which, denied)) = auxiliary(input) else { return };
        let rest = match which {
            Auxiliary::Do if matches!(rest.text(), "have") => rest.advance(1),
            Auxiliary::Do => return,
            _ => rest,
        };
        let Ok((after, quantity)) = bare_quantity(rest) else { return };
        for (unit_end, sense) in self.lexemes(after) {
            let behind = after.to(unit_end);
            // "30 metres long"
            let adjectives = self.lexemes(behind).filter_map(|(end, sense)| match sense {
                Sense::Adjective { relation, .. } => Some((after.to(end), relation)),
                _ => None,
            });
            let (frame, ends): (&Frame, Vec<Tokens<'a>>) = match sense {
                Sense::Unit(frame) => {
                    let frame = self.lattice.vocabulary.frame(frame);
                    let own = adjectives.filter(|(_, relation)| *relation == frame.relation).map(|(end, _)| end);
                    (frame, [behind].into_iter().chain(own).collect())
                }
                Sense::Measure => {
                    let said = self.lattice.text_of(after.at, unit_end);
                    let mut told = adjectives.filter_map(|(end, relation)| Some((end, self.frame_in(relation, said)?)));
                    let Some((end, frame)) = told.next() else { continue };
                    (frame, vec![end])
                }
                _ => continue,
            };
            if !matches!(frame.shape, FrameShape::Measure { verb: None, .. }) {
                continue;
            }
            let object = self.number_term(rest.at..unit_end, &quantity, after.at..unit_end);
            for end in ends {
                let Some(tail) = self.tail_to_end(end) else { continue };
                found.push(Telling::Claim(ToldClaim {
                    subject: subject.clone(),
                    relation: frame.relation,
                    object: object.clone(),
                    denied,
                    words: end.at - after.at,
                    verb: self.lattice.span(input.at, rest.at),
                    declared: frame.declared,
                    tail,
                }));
            }
        }
    }
}
