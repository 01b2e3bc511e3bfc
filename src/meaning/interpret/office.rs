//! Offices that one at a time holds: who holds one now, and who held it next to another.

use crate::graph::{ClaimId, Direction, Interval, KindId, NodeId, RelationId};
use crate::language::lattice::Name;
use crate::language::syntax::{Determiner, Item, ItemKind, NounPhrase, Rank, TimeOrder, VerbKind};
use crate::language::vocabulary::{Form, Number, Role, Sense};
use crate::meaning::clause::Statement;
use crate::meaning::concept::{Concept, Link, Measure, Quantifier, Restriction};
use crate::meaning::noun::linked;
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::{AttachedKind, Noun, VerbPhrase};
use crate::query::{TimeTest, Traversal};

impl Resolver<'_> {
    /// "who is the president of X": the last one that is recorded. What is no such office is what it is.
    pub(super) fn at_present(&self, concept: Concept) -> Concept {
        match &concept {
            Concept::Role { link, of: Some(of) } if link.relative.is_empty() && self.is_held_by_one(link, of) => {
                let measure = Measure::Time { link: link.clone(), other: Some(of.clone()) };
                Concept::Ranked { base: Box::new(concept), measure, descending: true, skip: 0, count: 1 }
            }
            _ => concept,
        }
    }

    /// "who was president before X": the one who held the office next to X, and not all who ever held it before.
    pub(super) fn next_to(&self, concept: Concept) -> Concept {
        let Concept::Role { link, of: Some(of) } = &concept else { return concept };
        let [anchor] = &link.relative[..] else { return concept };
        let descending = match anchor.order {
            TimeOrder::Before => true,
            TimeOrder::After => false,
            _ => return concept,
        };
        if !(self.is_held_by_one(link, of) || self.is_office(link) && is_what_somebody_held(link, of))
            || anchor.link.relations != link.relations
        {
            return concept;
        }
        let measure = Measure::Time { link: link.clone(), other: Some(of.clone()) };
        Concept::Ranked { base: Box::new(concept), measure, descending, skip: 0, count: 1 }
    }

    /// "is X president of Y", of an office that one at a time holds: whether X is the last of those who held it, and still is where all that is told of X has
    /// ended. "Is X a member of Y", where all that is told of that has ended: whether X still is. The phrase, and whether "still" is asked.
    pub(super) fn asks_what_is_now(&self, subject: &Noun<'_>, predicate: &VerbPhrase<'_>) -> Option<(NounPhrase, bool)> {
        let object = predicate.object.as_ref()?;
        if predicate.verb.kind != VerbKind::Be
            || predicate.verb.negated
            || !self.asks_of_today()
            || !predicate.modifiers.is_empty()
            || object.phrase.rank.is_some()
            || object.phrase.count.is_some()
            || !object.modifiers.iter().all(|modifier| matches!(modifier.kind, AttachedKind::Preposition { .. }))
        {
            return None;
        }
        let roles: Vec<Concept> = self.noun(object).filter(|concept| matches!(concept, Concept::Role { .. })).collect();
        let subjects: Vec<Concept> = self.noun(subject).filter(|subject| self.may_hold(subject)).collect();
        let all_over = |role: &Concept| match role {
            Concept::Role { link, of } => {
                let claims =
                    |subject: &Concept| self.claims_between(&Statement::plain(subject.clone(), link.clone(), of.as_deref().cloned()));
                subjects.iter().any(|subject| self.have_ended(&claims(subject)))
            }
            _ => false,
        };
        // "is the president of X the head of Y" is asked of the office.
        let somebody = subjects.iter().any(|subject| subject.names().is_some());
        if somebody && is_one(object.phrase) && roles.iter().any(|role| matches!(role, Concept::Role { link, .. } if self.is_office(link)))
        {
            // What is told of one day or year may go on.
            let still = roles.iter().any(all_over);
            return Some((NounPhrase { rank: Some(Rank::Last), ..object.phrase.clone() }, still));
        }
        // "is X a president" asks what sort of person X is.
        let asks_now = |role: &Concept| {
            is_one(object.phrase) || object.phrase.determiner == Determiner::Some && matches!(role, Concept::Role { of: Some(_), .. })
        };
        roles.iter().any(|role| asks_now(role) && all_over(role)).then(|| (object.phrase.clone(), true))
    }

    /// "is X on Y", "is X in charge of Y", of somebody of whom all that is told of that has ended: whether X still is.
    pub(super) fn still_being(&self, statement: &mut Statement, predicate: &VerbPhrase<'_>) {
        let is_being =
            matches!(&predicate.verb.kind, VerbKind::Senses(senses) if senses.iter().all(|sense| matches!(sense, Sense::Be { .. })));
        let plain = statement.link.times.is_empty() && statement.link.relative.is_empty() && !statement.negated;
        if self.asks_of_today()
            && is_being
            && plain
            && self.may_hold(&statement.subject)
            && self.have_ended(&self.claims_between(statement))
        {
            statement.link.times.push((TimeTest::Unended, "still".to_owned()));
        }
    }

    /// Whether the question begins with "is": "is it so that X is president" is how any time is read back.
    fn asks_of_today(&self) -> bool {
        let word = |at: usize| self.lattice.tokens.get(at).map_or("", |token| token.text.as_str());
        matches!(word(0), "is" | "are") && word(1) != "it"
    }

    /// Whether somebody or something may hold an office or a place. Demands and the like are not held: whether they are so still is not asked.
    fn may_hold(&self, concept: &Concept) -> bool {
        let schema = self.schema();
        let holders: Vec<KindId> = schema.kinds_called("who").chain(schema.kinds_called("person")).collect();
        let is_holder = |own: KindId| holders.iter().any(|&kind| schema.is_a(own, kind));
        holders.is_empty() || self.kinds_of(concept).is_none_or(|own| own.into_iter().any(is_holder))
    }

    /// Whether there are claims and all of them tell a time that has ended.
    fn have_ended(&self, claims: &[ClaimId]) -> bool {
        let over = |claim: &ClaimId| {
            let when = self.view.told(*claim);
            when.from.is_some() && when.to.is_some() && !when.is_point()
        };
        !claims.is_empty() && claims.iter().all(over)
    }

    /// "The president of Pava", of whom no claim of a relation to some other end is told whoever held the office: the office itself, where it is called so
    /// and such a claim is told of it.
    pub(in crate::meaning) fn office_meant(
        &self,
        relation: RelationId,
        role: Role,
        concept: &Concept,
        far: Option<&Concept>,
    ) -> Option<Concept> {
        let Concept::Role { link, of: Some(of) } = concept else { return None };
        let Concept::Names { nodes: of_nodes, text: of_text } = &**of else { return None };
        let is_it = |(name, noun): &&(Name, RelationId)| {
            link.relations.contains(noun) && self.lattice.text_of(name.at, name.end).contains(of_text.as_str())
        };
        let (name, _) = self.lattice.offices.iter().find(is_it)?;
        let is_far = |node: NodeId| match far {
            Some(Concept::Names { nodes, .. }) => nodes.contains(&node),
            Some(Concept::Kind(kind)) => self.view.kinds(node).iter().any(|&own| self.schema().is_a(own, *kind)),
            _ => true,
        };
        let direction = if role == Role::Subject { Direction::Forward } else { Direction::Backward };
        let has = |&node: &NodeId| self.view.neighbours(node, relation, direction).iter().any(|(other, _)| is_far(other));
        let nodes: Vec<NodeId> = name.nodes.iter().copied().filter(has).collect();
        let to_holder = if link.traversal == Traversal::Backward { Direction::Forward } else { Direction::Backward };
        let holder_has = |&node: &NodeId| {
            link.relations.iter().any(|&held| self.view.neighbours(node, held, to_holder).iter().any(|(holder, _)| has(&holder)))
        };
        if nodes.is_empty() || of_nodes.iter().any(holder_has) {
            return None;
        }
        Some(Concept::Names { nodes, text: self.lattice.text_of(name.at, name.end).to_owned() })
    }

    /// "who governed after X": of what one at a time does, the one next to X, to what X did it to, and not all who ever did later.
    pub(in crate::meaning) fn next_holder(&self, statement: &mut Statement) {
        let [anchor] = &statement.link.relative[..] else { return };
        let order = match anchor.order {
            TimeOrder::Before => Rank::Last,
            TimeOrder::After => Rank::First,
            _ => return,
        };
        let begins = self.lattice.tokens.first().is_some_and(|token| token.text == "who");
        let plain = begins && !statement.negated && statement.order.is_none() && statement.quantifier == Quantifier::Some;
        let of_one_kind = anchor.link.relations == statement.link.relations && anchor.link.traversal == statement.link.traversal;
        if !plain || !of_one_kind || anchor.subject.names().is_none() || statement.link.traversal != Traversal::Forward {
            return;
        }
        let one_by_one = |&relation: &RelationId| {
            self.schema().relation(relation).is_some_and(|definition| definition.one_at_a_time)
                && self.view.statistics(relation).dated > 0
                && self.alive(&anchor.subject, relation, Role::Subject)
        };
        let relations: Vec<RelationId> = statement.link.relations.iter().copied().filter(one_by_one).collect();
        if relations.is_empty() {
            return;
        }
        let mut anchor = anchor.clone();
        anchor.link.relations.clone_from(&relations);
        if statement.object.is_none() {
            let held = Link { times: Vec::new(), relative: Vec::new(), ..anchor.link.clone() }.reversed();
            statement.object = Some(Concept::Thing.restricted(linked(held, anchor.subject.clone())));
        }
        statement.link.frame = statement.link.frame.filter(|&frame| relations.contains(&self.vocabulary.frame(frame).relation));
        statement.link.relations = relations;
        statement.link.relative = vec![anchor];
        statement.order = Some(order);
    }

    /// "who governs X": the question begins with "who" and a verb of the present.
    pub(in crate::meaning) fn asks_of_the_present(&self) -> bool {
        let begins = self.lattice.tokens.first().is_some_and(|token| token.text == "who");
        let present = |(_, sense): &(usize, Sense)| matches!(sense, Sense::Verb { form: Form::Third, .. });
        begins && self.lattice.lexemes.get(1).is_some_and(|lexemes| lexemes.iter().any(present))
    }

    /// "who governs X", where claims tell of some that it ended and of others since when it is so: of those it is meant. Where nothing is told of an end, the
    /// present is no other than the past.
    pub(in crate::meaning) fn still_so(&self, statement: &mut Statement) {
        let link = &statement.link;
        let (Some(nodes), true) = (statement.object.as_ref().and_then(Concept::names), link.times.is_empty() && link.relative.is_empty())
        else {
            return;
        };
        let back = if link.traversal == Traversal::Backward { Direction::Forward } else { Direction::Backward };
        let told: Vec<Interval> = nodes
            .iter()
            .flat_map(|&node| link.relations.iter().map(move |&relation| (node, relation)))
            .flat_map(|(node, relation)| {
                let claims = self.view.neighbours(node, relation, back);
                claims.iter().map(|(_, claim)| self.view.told(claim)).collect::<Vec<_>>()
            })
            .collect();
        let ended = |when: &Interval| when.from.is_some() && when.to.is_some() && !when.is_point();
        let open = |when: &Interval| when.from.is_some() && when.to.is_none();
        if told.iter().any(ended) && told.iter().any(open) {
            statement.link.strict.push(TimeTest::Unended);
        }
    }

    /// Whether a link leads to what one at a time holds, and claims say when.
    pub(in crate::meaning) fn is_office(&self, link: &Link) -> bool {
        let one_by_one = |relation: RelationId| {
            self.schema().relation(relation).is_some_and(|definition| definition.one_at_a_time) && self.view.statistics(relation).dated > 0
        };
        link.traversal == Traversal::Forward && link.times.is_empty() && link.relations.iter().all(|&relation| one_by_one(relation))
    }

    /// Whether a link without a time of its own leads to those who hold something named, one at a time, and claims say when.
    fn is_held_by_one(&self, link: &Link, of: &Concept) -> bool {
        of.names().is_some() && self.is_office(link)
    }
}

/// "president before X", where of what is not said: whether it is what X held by the same relation.
fn is_what_somebody_held(link: &Link, of: &Concept) -> bool {
    let Concept::Restricted { base, restrictions } = of else { return false };
    match &restrictions[..] {
        [Restriction::Linked { link: held, other: Some(who), .. }] => {
            **base == Concept::Thing && held.relations == link.relations && who.names().is_some()
        }
        _ => false,
    }
}

/// Whether a phrase speaks of one: "president", "the president", but neither "presidents" nor "which president".
pub(super) fn is_one(phrase: &NounPhrase) -> bool {
    let is_singular = |sense: &Sense| matches!(sense, Sense::Noun(_, Number::Singular) | Sense::Kind(_, Number::Singular));
    matches!(phrase.determiner, Determiner::None | Determiner::The)
        && matches!(phrase.items.last(), Some(Item { kind: ItemKind::Noun(senses), .. }) if senses.iter().all(is_singular))
}
