//! Attachment: the flat list of modifiers behind a phrase becomes a tree.
//!
//! A modifier attaches to a noun or verb on the right edge of what was read so far ("right frontier"); the nearest one is tried first.
//! Here only what the words themselves rule out is left out; whether kinds fit is seen when the tree is given a meaning.

use crate::graph::Exactness;
use crate::language::syntax::{
    Attribution, Chain, Compare, ItemKind, Joined, Modifier, ModifierKind, NounPhrase, Predicate, Rank, TimePhrase, VerbGroup, VerbKind,
};
use crate::language::vocabulary::{Form, Sense};

/// A noun phrase with its modifiers.
#[derive(Clone, Debug)]
pub(super) struct Noun<'s> {
    pub phrase: &'s NounPhrase,
    pub modifiers: Vec<Attached<'s>>,
}

/// A modifier with its own modifiers.
#[derive(Clone, Debug)]
pub(super) struct Attached<'s> {
    pub joined: Joined,
    pub kind: AttachedKind<'s>,
}

/// A verb, its object and its modifiers.
#[derive(Clone, Debug)]
pub(super) struct VerbPhrase<'s> {
    pub verb: &'s VerbGroup,
    pub object: Option<Noun<'s>>,
    pub compare: Option<(&'s Compare, Noun<'s>)>,
    pub modifiers: Vec<Attached<'s>>,
    /// Whether the object stands in front, so that nothing behind the verb attaches to it.
    pub closed: bool,
}

#[derive(Clone, Debug)]
pub(super) enum AttachedKind<'s> {
    Preposition { word: &'s str, object: Noun<'s> },
    Subject(VerbPhrase<'s>),
    Object { subject: Noun<'s>, verb: &'s VerbGroup, preposition: Option<&'s str>, modifiers: Vec<Attached<'s>> },
    Whose { noun: Noun<'s>, predicate: VerbPhrase<'s> },
    Time(&'s TimePhrase),
    Order(Rank),
    AccordingTo { who: &'s NounPhrase, how: Attribution },
    Compare { compare: &'s Compare, than: Noun<'s> },
    Except(Noun<'s>),
    Conjunct(Noun<'s>),
    Named(&'s NounPhrase),
    Choice(&'s [NounPhrase]),
    By { by: &'s NounPhrase, each: bool, descending: Option<bool> },
}

/// What modifiers are attached to: a noun phrase, or a verb phrase.
#[derive(Clone, Debug)]
pub(super) enum Root<'s> {
    Noun(Noun<'s>),
    Verb(VerbPhrase<'s>),
}

impl<'s> Noun<'s> {
    pub fn bare(phrase: &'s NounPhrase) -> Self {
        Self { phrase, modifiers: Vec::new() }
    }

    /// Whether it is a plain name: nothing narrows it further but another name beside it.
    fn is_name(&self) -> bool {
        self.phrase.owner.is_none()
            && matches!(self.phrase.items.last().map(|item| &item.kind), Some(ItemKind::Name(_) | ItemKind::Pronoun))
    }

    /// Whether several things have its name.
    fn has_namesakes(&self) -> bool {
        matches!(self.phrase.items.last().map(|item| &item.kind), Some(ItemKind::Name(name)) if name.nodes.len() > 1)
    }

    /// Whether its noun is one of a relation: "president".
    fn is_relational(&self) -> bool {
        self.phrase.items.iter().any(|item| match &item.kind {
            ItemKind::Noun(senses) => senses.iter().any(|sense| matches!(sense, Sense::Noun(..))),
            _ => false,
        })
    }

    fn is_value(&self) -> bool {
        matches!(self.phrase.items.last().map(|item| &item.kind), Some(ItemKind::Number(_) | ItemKind::Date(_) | ItemKind::Text(_)))
    }
}

/// A modifier before anything is attached to it.
pub(super) fn attached_modifier(modifier: &Modifier) -> Attached<'_> {
    let kind = match &modifier.kind {
        ModifierKind::Preposition { word, object } => AttachedKind::Preposition { word, object: Noun::bare(object) },
        ModifierKind::Subject(predicate) => AttachedKind::Subject(verb_phrase(predicate)),
        ModifierKind::Object { subject, verb, preposition } => {
            AttachedKind::Object { subject: Noun::bare(subject), verb, preposition: preposition.as_deref(), modifiers: Vec::new() }
        }
        ModifierKind::Whose { noun, predicate, then } => {
            let mut predicate = verb_phrase(predicate);
            if let (Some(object), Some(then)) = (&mut predicate.object, then) {
                object.modifiers.push(Attached { joined: Joined::Plain, kind: AttachedKind::Subject(verb_phrase(then)) });
            }
            AttachedKind::Whose { noun: Noun::bare(noun), predicate }
        }
        ModifierKind::Time(time) => AttachedKind::Time(time),
        ModifierKind::Order(order) => AttachedKind::Order(*order),
        ModifierKind::AccordingTo { who, how } => AttachedKind::AccordingTo { who, how: *how },
        ModifierKind::Compare(compare) => AttachedKind::Compare { compare, than: Noun::bare(&compare.than) },
        ModifierKind::Except(phrase) => AttachedKind::Except(Noun::bare(phrase)),
        ModifierKind::Conjunct(phrase) => AttachedKind::Conjunct(Noun::bare(phrase)),
        ModifierKind::Named(phrase) => AttachedKind::Named(phrase),
        ModifierKind::Choice(phrases) => AttachedKind::Choice(phrases),
        ModifierKind::By { by, each, descending } => AttachedKind::By { by, each: *each, descending: *descending },
    };
    Attached { joined: modifier.joined, kind }
}

pub(super) fn verb_phrase(predicate: &Predicate) -> VerbPhrase<'_> {
    VerbPhrase {
        verb: &predicate.verb,
        object: predicate.object.as_ref().map(Noun::bare),
        compare: predicate.compare.as_ref().map(|compare| (compare, Noun::bare(&compare.than))),
        modifiers: Vec::new(),
        closed: false,
    }
}

/// A place on the right edge.
enum Site<'a, 's> {
    Noun(&'a mut Noun<'s>),
    Verb(&'a mut VerbPhrase<'s>),
    /// The verb of a clause with a gap for its object.
    Gap(&'a mut Vec<Attached<'s>>),
}

fn inner<'a, 's>(modifiers: &'a mut [Attached<'s>]) -> Option<Site<'a, 's>> {
    match &mut modifiers.last_mut()?.kind {
        AttachedKind::Preposition { object, .. }
        | AttachedKind::Compare { than: object, .. }
        | AttachedKind::Except(object)
        | AttachedKind::Conjunct(object) => Some(Site::Noun(object)),
        AttachedKind::Subject(predicate) | AttachedKind::Whose { predicate, .. } => Some(Site::Verb(predicate)),
        AttachedKind::Object { modifiers, .. } => Some(Site::Gap(modifiers)),
        _ => None,
    }
}

/// Calls `visit` with the site so many steps down the right edge; `None` if there are not so many.
fn at_depth<'s, T>(site: Site<'_, 's>, depth: usize, visit: &mut dyn FnMut(Site<'_, 's>) -> T) -> Option<T> {
    if depth == 0 {
        return Some(visit(site));
    }
    let below = match site {
        Site::Noun(noun) => inner(&mut noun.modifiers)?,
        Site::Verb(predicate) => {
            if predicate.modifiers.is_empty() {
                if predicate.closed {
                    return None;
                }
                match (&mut predicate.object, &mut predicate.compare) {
                    (Some(object), _) => Site::Noun(object),
                    (None, Some((_, than))) => Site::Noun(than),
                    (None, None) => return None,
                }
            } else {
                inner(&mut predicate.modifiers)?
            }
        }
        Site::Gap(modifiers) => inner(modifiers)?,
    };
    at_depth(below, depth - 1, visit)
}

fn top<'a, 's>(root: &'a mut Root<'s>) -> Site<'a, 's> {
    match root {
        Root::Noun(noun) => Site::Noun(noun),
        Root::Verb(verb) => Site::Verb(verb),
    }
}

fn depth_of(root: &mut Root<'_>) -> usize {
    let mut depth = 0;
    while at_depth(top(root), depth + 1, &mut |_| ()).is_some() {
        depth += 1;
    }
    depth
}

/// Whether the words allow a modifier at a site.
fn allows(site: &Site<'_, '_>, modifier: &Attached<'_>, has_verb: bool, shared: bool) -> bool {
    use AttachedKind as Kind;
    match site {
        Site::Verb(_) | Site::Gap(_) => match &modifier.kind {
            Kind::Time(_) | Kind::AccordingTo { .. } | Kind::Preposition { .. } | Kind::Except(_) | Kind::By { .. } | Kind::Order(_) => {
                true
            }
            Kind::Subject(predicate) => {
                modifier.joined != Joined::Plain
                    || matches!(site, Site::Verb(verb) if verb.verb.kind == VerbKind::Be && verb.object.is_none())
                    || matches!(site, Site::Verb(verb) if verb.object.is_none() && predicate.verb.passive)
            }
            Kind::Compare { .. } => matches!(site, Site::Verb(verb) if verb.verb.kind == VerbKind::Be),
            Kind::Conjunct(_) => matches!(site, Site::Verb(verb) if verb.object.is_none()) && modifier.joined == Joined::Plain,
            Kind::Object { .. } => modifier.joined != Joined::Plain,
            Kind::Whose { .. } => matches!(site, Site::Verb(verb) if verb.object.is_none()),
            Kind::Choice(_) => false,
            Kind::Named(_) => matches!(site, Site::Verb(verb) if verb.verb.kind == VerbKind::Be && verb.object.is_none()),
        },
        Site::Noun(noun) => {
            let name = noun.is_name();
            match &modifier.kind {
                Kind::Conjunct(other) => {
                    let other_name = other.is_name();
                    (name == other_name || noun.is_value() != other.is_value()) && !(noun.is_value() ^ other.is_value())
                }
                Kind::Order(_) => !has_verb,
                Kind::Choice(_) => !has_verb || super::resolve::Resolver::asks(noun.phrase),
                // "borders the fewest states except X": X is left out of what is ranked, not of what is counted.
                // "recognized Kelvia except Pava": a name has nothing to except from.
                Kind::Except(_) => !noun.is_value() && !name && noun.phrase.rank.is_none(),
                Kind::AccordingTo { .. } => !name && !noun.is_value(),
                // A time belongs to a verb if there is one, unless the noun is of a relation ("the president in 2003").
                Kind::Time(TimePhrase::From(_)) => !name && !noun.is_value(),
                Kind::Time(TimePhrase::For { .. }) => !name && !noun.is_value() && !has_verb,
                Kind::Time(_) => !name && !noun.is_value() && (noun.is_relational() || !has_verb),
                Kind::By { .. } => !name && !noun.is_value(),
                Kind::Preposition { word, .. } => {
                    if noun.is_value() {
                        return false;
                    }
                    // "co-wrote films with X": X is who it was done with.
                    if shared && *word == "with" || *word == "together" {
                        return false;
                    }
                    // "Springfield in Illinois": a name is narrowed by its place; beside a verb only if several have the name.
                    !name || matches!(*word, "in" | "of" | "from") && (!has_verb || noun.has_namesakes())
                }
                _ if noun.is_value() => false,
                Kind::Subject(_) if modifier.joined != Joined::Plain => {
                    // "that borders X and has ...": joins another clause of the same noun.
                    !name
                        && noun
                            .modifiers
                            .iter()
                            .any(|other| matches!(other.kind, Kind::Subject(_) | Kind::Object { .. } | Kind::Whose { .. }))
                }
                // "supported Marchand, who dissolved the council": said of a name if of nothing else.
                Kind::Subject(_) | Kind::Object { .. } | Kind::Whose { .. } => true,
                Kind::Compare { .. } | Kind::Named(_) => !name || has_adjective_of_a_name(noun.phrase),
            }
        }
    }
}

/// Whether an adjective made of a name stands in a phrase: "American". A name is never narrowed; an adjective that stands for a noun may be.
pub(super) fn has_adjective_of_a_name(phrase: &NounPhrase) -> bool {
    phrase.items.iter().any(|item| matches!(&item.kind, ItemKind::Name(name) if name.exactness == Exactness::Adjective))
}

/// How many trees are tried for one chain.
const MOST_TREES: usize = 48;

/// Tries the trees of a phrase and its modifiers, those with near attachments first, until `accept` takes one.
pub(super) fn attach<'s, T>(root: Root<'s>, modifiers: &'s [Modifier], accept: &mut dyn FnMut(&Root<'s>) -> Option<T>) -> Option<T> {
    let mut left = MOST_TREES;
    search(root, modifiers, accept, &mut left)
}

fn search<'s, T>(
    mut root: Root<'s>,
    modifiers: &'s [Modifier],
    accept: &mut dyn FnMut(&Root<'s>) -> Option<T>,
    left: &mut usize,
) -> Option<T> {
    let Some((first, following)) = modifiers.split_first() else {
        *left = left.checked_sub(1)?;
        return accept(&root);
    };
    let has_verb = matches!(root, Root::Verb(_));
    // "was president for ten years": what one is has a length, what one does something to has none of the deed's.
    let is_length = matches!(first.kind, ModifierKind::Time(TimePhrase::For { .. }));
    let has_verb = has_verb && !(is_length && matches!(&root, Root::Verb(verb) if verb.verb.kind == VerbKind::Be));
    let shared = matches!(&root, Root::Verb(verb) if verb.verb.shared);
    // "the ambassador of X in Y" is rather an ambassador in Y than an X in Y: a name that only one thing has is narrowed last.
    let mut depths: Vec<usize> = (0..=depth_of(&mut root)).rev().collect();
    let clause = matches!(first.kind, ModifierKind::Subject(_) | ModifierKind::Object { .. } | ModifierKind::Whose { .. });
    if clause || matches!(first.kind, ModifierKind::Preposition { .. }) {
        depths.sort_by_key(|&depth| {
            let told = |site: Site<'_, '_>| matches!(&site, Site::Noun(noun) if noun.is_name() && (clause || !noun.has_namesakes()));
            depth > 0 && at_depth(top(&mut root), depth, &mut |site| told(site)).unwrap_or(false)
        });
    }
    let tells = !clause || tells_of_a_name(first, &root);
    for depth in depths {
        if *left == 0 {
            return None;
        }
        let modifier = attached_modifier(first);
        // Those who may be the answer, and "first" behind the phrase, belong to the whole of it.
        if depth > 0 && !has_verb && matches!(modifier.kind, AttachedKind::Choice(_) | AttachedKind::Order(_)) {
            continue;
        }
        let fits = at_depth(top(&mut root), depth, &mut |site| {
            let named = matches!(&site, Site::Noun(noun) if noun.is_name() && !has_adjective_of_a_name(noun.phrase));
            (!named || tells) && allows(&site, &modifier, has_verb, shared)
        })
        .unwrap_or(false);
        if !fits {
            continue;
        }
        let mut extended = root.clone();
        at_depth(top(&mut extended), depth, &mut |site| match site {
            Site::Noun(noun) => noun.modifiers.push(modifier.clone()),
            Site::Verb(verb) => verb.modifiers.push(modifier.clone()),
            Site::Gap(modifiers) => modifiers.push(modifier.clone()),
        });
        if let Some(found) = search(extended, following, accept, left) {
            return Some(found);
        }
    }
    None
}

/// Whether a clause behind a name may tell something of it: "who dissolved the council", and within a sentence with a verb also "attacked by villagers". "To visit"
/// tells what is done with it.
fn tells_of_a_name(modifier: &Modifier, root: &Root<'_>) -> bool {
    let ModifierKind::Subject(predicate) = &modifier.kind else { return true };
    let has_pronoun = modifier.range.start < predicate.verb.range.start;
    let plain = matches!(&predicate.verb.kind, VerbKind::Senses(senses) if senses.iter().all(|sense| matches!(sense, Sense::Verb { form: Form::Base, .. })));
    let acts = matches!(root, Root::Verb(verb) if verb.verb.kind != VerbKind::Be);
    !plain && (has_pronoun || acts)
}

/// The root of a chain.
pub(super) fn chain_root(chain: &Chain) -> Root<'_> {
    Root::Noun(Noun::bare(&chain.head))
}
