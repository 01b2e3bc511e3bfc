//! Whether it is so, who says so, and why.

use super::{Interpretation, Says, qualifies};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{RelationId, ValueType};
use crate::language::syntax::{Asked, Clause, CountTest, Determiner, Item, ItemKind, Joined, TimePhrase, VerbKind};
use crate::language::token::TokenKind;
use crate::language::vocabulary::{FrameShape, PREPOSITIONS, Role, Sense};
use crate::meaning::concept::{Concept, Link, Quantifier, Restriction, Scalar};
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::{Attached, AttachedKind, Noun, VerbPhrase};
use crate::query::Traversal;

/// With what a reason begins.
const REASONS: [&[&str]; 6] = [&["because", "of"], &["due", "to"], &["as", "a", "result", "of"], &["owing", "to"], &["over"], &["for"]];

impl Resolver<'_> {
    pub(in crate::meaning) fn asked_yes_no(
        &self,
        subject: &Noun<'_>,
        predicate: &VerbPhrase<'_>,
        preposition: Option<&str>,
    ) -> Option<Interpretation> {
        if subject.phrase.determiner == Determiner::Only || self.asks_at_its_end() {
            return None;
        }
        if self.leaves_open_which_others(subject, predicate) {
            return None;
        }
        // "must X do it": that X did is no answer.
        if let Some(at) = self.modal() {
            self.note(8, || self.only_what_is(at));
            return None;
        }
        // "are they two different people": how many things are meant is nothing that claims tell.
        if predicate.verb.kind == VerbKind::Be && predicate.object.as_ref().is_some_and(|object| object.phrase.count.is_some()) {
            return None;
        }
        let current = self.asks_what_is_now(subject, predicate);
        let current = current.as_ref().map(|(phrase, still)| VerbPhrase {
            object: predicate.object.as_ref().map(|object| {
                let still = still.then(|| Attached { joined: Joined::Plain, kind: AttachedKind::Time(&TimePhrase::Still) });
                Noun { phrase, modifiers: object.modifiers.iter().cloned().chain(still).collect() }
            }),
            ..predicate.clone()
        });
        let predicate = current.as_ref().unwrap_or(predicate);
        for subject_concept in self.noun(subject) {
            if let Some(found) = self.to_each_other(&subject_concept, predicate, preposition) {
                return Some(found);
            }
            let parts: Vec<Concept> = match subject_concept {
                Concept::And(parts) => parts,
                other => vec![other],
            };
            let (several, all) = (parts.len() > 1, parts.len());
            let mut said: Vec<Concept> = Vec::new();
            let mut tests = Vec::new();
            let mut denial = None;
            let mut text = String::new();
            for part in parts {
                match &predicate.verb.kind {
                    VerbKind::Senses(_) => {
                        let Some(mut statement) = self.statement(part.clone(), predicate, preposition) else {
                            // "are any articles from 2023"
                            let Some(concept) = self.among(part.clone(), predicate) else { break };
                            text = self.say(&concept, false).replacen(" that ", " ", 1);
                            tests.push(concept);
                            continue;
                        };
                        self.still_being(&mut statement, predicate);
                        said.push(statement.subject.clone());
                        let all = if several { Concept::And(said.clone()) } else { statement.subject.clone() };
                        text = self.say_statement(&all, &statement.link, statement.object.as_ref(), statement.negated);
                        if predicate
                            .modifiers
                            .iter()
                            .any(|modifier| !qualifies(modifier) && !matches!(modifier.kind, AttachedKind::Subject(_)))
                        {
                            return None;
                        }
                        // "stood behind X", where "behind X" is said apart: that it was not so at all denies nothing.
                        let more = predicate.modifiers.iter().any(|modifier| matches!(modifier.kind, AttachedKind::Subject(_)));
                        if !more && !statement.negated && !matches!(subject.phrase.determiner, Determiner::Some | Determiner::Every) {
                            denial = Some((statement.subject.clone(), statement.link.clone(), statement.object.clone()));
                        }
                        let counted = statement.quantifier != Quantifier::Some;
                        // "do 200 Pavanians live in Tolva", where a number is told: whether it is that.
                        let amount = subject.phrase.count.filter(|_| self.value_type_of(&statement.subject) == Some(ValueType::Number));
                        let counted = counted || amount.is_some();
                        let mut said_amount = None;
                        let mut concept = self.by_order(&statement).unwrap_or_else(|| self.stated(statement));
                        if let Some(CountTest { bound, number }) = amount {
                            denial = None;
                            said_amount = self.say_amount(&concept, bound, number);
                            concept = concept.restricted(Restriction::Value { bound, than: Scalar::Number(number) });
                        }
                        if counted && !several {
                            text = said_amount.unwrap_or_else(|| self.say(&concept, false).replacen(" that ", " ", 1));
                        }
                        for modifier in &predicate.modifiers {
                            if let AttachedKind::Subject(other) = &modifier.kind {
                                concept = self.with_predicate(concept, other)?;
                            }
                        }
                        if more && !several {
                            text = self.say(&concept, false).replacen(" that ", " ", 1);
                        }
                        tests.push(concept);
                    }
                    VerbKind::Be if predicate.object.is_none() && predicate.modifiers.is_empty() => {
                        // "are there any X"
                        text = format!("there are {}", self.say(&part, true));
                        tests.push(self.existing(&part).unwrap_or(part));
                    }
                    // "was X on the board in 2007": the time belongs to what is said of X.
                    VerbKind::Be
                        if predicate.object.is_none()
                            && matches!(part, Concept::Restricted { .. })
                            && predicate.modifiers.iter().all(|modifier| matches!(modifier.kind, AttachedKind::Time(_))) =>
                    {
                        let timed = predicate.modifiers.iter().try_fold(part, |part, modifier| self.timed_being(part, modifier));
                        let Some(concept) = timed else { break };
                        text = self.say(&concept, false).replacen(" that ", " ", 1);
                        tests.push(concept);
                    }
                    _ => {
                        let Some(concept) = self.with_predicate(part.clone(), predicate) else { break };
                        text = self.say(&concept, false).replacen(" that ", " ", 1);
                        said.push(part.clone());
                        let own = self.say(&part, false);
                        if let (true, Some(rest)) = (several, text.strip_prefix(&own)) {
                            text = format!("{}{rest}", self.say(&Concept::And(said.clone()), false));
                        }
                        tests.push(concept);
                    }
                }
            }
            // What is so of some of them only is not so of all.
            if tests.len() == all {
                return Some(Interpretation::YesNo { tests, denial, text });
            }
        }
        None
    }

    /// "did other countries do it", "did anyone else do it", "did X do anything else": than which is not said.
    fn leaves_open_which_others(&self, subject: &Noun<'_>, predicate: &VerbPhrase<'_>) -> bool {
        let excepts = |modifier: &Attached<'_>| matches!(modifier.kind, AttachedKind::Except(_));
        let is_else = |noun: &Noun<'_>| {
            matches!(noun.phrase.items[..], [Item { kind: ItemKind::Thing | ItemKind::Who, .. }])
                && self.lattice.tokens.get(noun.phrase.range.end.wrapping_sub(1)).is_some_and(|token| token.text == "else")
        };
        let open = std::iter::once(subject)
            .filter(|noun| noun.phrase.determiner == Determiner::Other || is_else(noun))
            .chain(predicate.object.iter().filter(|noun| is_else(noun)))
            .find(|noun| !noun.modifiers.iter().chain(&predicate.modifiers).any(excepts));
        if let Some(noun) = open {
            let range = noun.phrase.range.clone();
            self.note(10, || {
                let span = self.lattice.span(range.start, range.end);
                Diagnostic::new(Problem::NotSupported, span, "I can't tell which others you mean.").hint("Say \"... other than ...\".")
            });
        }
        open.is_some()
    }

    /// "X left Y to protest the war in which country": asks which, and not whether.
    fn asks_at_its_end(&self) -> bool {
        let text = |at: usize| self.lattice.tokens.get(at).map_or("", |token| token.text.as_str());
        // Behind a colon it is the name of a parameter.
        let is_colon = |at: usize| self.lattice.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Colon);
        let asks =
            |at: &usize| matches!(text(*at), "which" | "what" | "whose" | "whom" | "who") && !at.checked_sub(1).is_some_and(is_colon);
        let Some(last) = (1..self.lattice.tokens.len()).rev().find(asks) else { return false };
        // "until what happens did X do it", "X did it to protest what".
        let end = self.lattice.tokens.len();
        if PREPOSITIONS.contains(&text(0)) && asks(&1) && text(2) != "reason"
            || last + 1 == end && last > 1 && !PREPOSITIONS.contains(&text(last - 1))
        {
            return true;
        }
        let is_noun = |at: usize| {
            let senses = self.lattice.lexemes.get(at).into_iter().flatten();
            senses.map(|(_, sense)| sense).any(|sense| matches!(sense, Sense::Kind(..) | Sense::Noun(..) | Sense::Any(_)))
        };
        let asks = PREPOSITIONS.contains(&text(last - 1)) && (last + 1..end).all(is_noun);
        if asks {
            self.note(6, || {
                let message = format!("I can't tell what \"{}\" belongs to here.", self.lattice.text_of(last - 1, end));
                Diagnostic::new(Problem::NotSupported, self.lattice.span(last - 1, end), message).hint("Begin the question with it.")
            });
        }
        asks
    }

    pub(in crate::meaning) fn evidence_question(&self, clause: &Clause, asked: Says) -> Option<Interpretation> {
        let mut found = self.evidence_of(clause, asked)?;
        if let Interpretation::Evidence { subject, link, object: None, asked: Says::Claims, denied: false } = &mut found {
            self.add_reasons(subject, link);
        }
        Some(found)
    }

    /// "why did X end": the claims of phrases that go on from the asked one with a reason ("ends because of Y") say so, too.
    fn add_reasons(&self, subject: &Concept, link: &mut Link) {
        let verb = |frame| match &self.vocabulary.frame(frame).shape {
            FrameShape::Verb { forms, tail, subject: Role::Subject, .. } => Some((forms.base.as_str(), &tail[..])),
            _ => None,
        };
        let Some((base, own)) = link.frame.and_then(verb).filter(|_| link.traversal == Traversal::Forward) else { return };
        let goes_on = |relation: RelationId| {
            self.vocabulary.frames_of(relation).any(|(frame, _)| {
                verb(frame).is_some_and(|(other, tail)| {
                    let reason = tail.strip_prefix(own).filter(|_| other == base);
                    reason.is_some_and(|reason| REASONS.iter().any(|words| reason.iter().map(String::as_str).eq(words.iter().copied())))
                })
            })
        };
        let reasons: Vec<RelationId> =
            self.schema().relations().map(|(relation, _)| relation).filter(|&relation| goes_on(relation)).collect();
        link.relations.extend(reasons.into_iter().filter(|&relation| self.fits(relation, Role::Subject, subject).is_some()));
        link.relations.sort_unstable();
        link.relations.dedup();
    }

    /// "why did X condemn Y": of the relations of a link those whose phrase goes on with a reason behind its object ("condemns Y for Z"), where some do and some
    /// do not.
    pub(in crate::meaning) fn with_reasons(&self, link: &Link) -> Option<Link> {
        let gives = |relation: &RelationId| {
            self.vocabulary.frames_of(*relation).any(|(_, frame)| match &frame.shape {
                FrameShape::Verb { post, .. } => REASONS
                    .iter()
                    .any(|words| post.len() > words.len() && post.iter().map(String::as_str).take(words.len()).eq(words.iter().copied())),
                _ => false,
            })
        };
        let relations: Vec<RelationId> = link.relations.iter().copied().filter(gives).collect();
        (!relations.is_empty() && relations.len() < link.relations.len()).then(|| Link { relations, ..link.clone() })
    }

    fn evidence_of(&self, clause: &Clause, asked: Says) -> Option<Interpretation> {
        match self.clause_question(clause, Asked::YesNo)? {
            Interpretation::YesNo { denial: Some((subject, link, object)), .. } => {
                Some(Interpretation::Evidence { subject, link, object, asked, denied: false })
            }
            Interpretation::YesNo { tests, .. } => {
                let concept = tests.into_iter().next()?;
                // "why did X not do it": the claims that deny it.
                if let Concept::Restricted { base, restrictions } = &concept
                    && let [Restriction::Linked { link, other, negated: true, .. }] = &restrictions[..]
                {
                    let (subject, link, object) = ((**base).clone(), link.clone(), other.as_deref().cloned());
                    return Some(Interpretation::Evidence { subject, link, object, asked, denied: true });
                }
                // "why is X president of Y"
                if let Concept::Restricted { base, restrictions } = &concept
                    && let [Restriction::Is { concept: role, negated: false }] = &restrictions[..]
                    && let Concept::Role { link, of } = &**role
                {
                    let (subject, link, object) = ((**base).clone(), link.clone(), of.as_deref().cloned());
                    return Some(Interpretation::Evidence { subject, link, object, asked, denied: false });
                }
                let (link, object) = self.dated_link(&concept)?;
                let Concept::Restricted { base, .. } = concept else { return None };
                Some(Interpretation::Evidence { subject: *base, link, object, asked, denied: false })
            }
            _ => None,
        }
    }
}
