//! Names in an interpretation: how they were read, and which of several namesakes is left open.

use super::concept::{Concept, Link, Literal, Measure, Relative, Restriction, Scalar};
use super::interpret::Interpretation;
use super::resolve::Resolver;
use crate::graph::{Direction, NodeId};
use crate::language::vocabulary::FrameShape;

impl Resolver<'_> {
    /// How names were read, where they were not written out.
    pub fn choices(&self, interpretation: &Interpretation) -> Vec<String> {
        let mut names = Vec::new();
        let mut choices: Vec<String> = Vec::new();
        visit(interpretation, &mut |concept| match concept {
            Concept::Names { nodes, text } => names.push((nodes.clone(), text.clone())),
            Concept::Sort(noun) => {
                let choice = format!("This graph tells no kinds apart: \"{noun}\" was read as any thing.");
                if !choices.contains(&choice) {
                    choices.push(choice);
                }
            }
            _ => {}
        });
        for (at, senses) in self.lattice.lexemes.iter().enumerate() {
            let word = self.lattice.tokens.get(at).map_or("", |token| token.text.as_str());
            for (end, sense) in senses {
                let crate::language::vocabulary::Sense::Noun(frame, _) = *sense else { continue };
                let FrameShape::Noun { singular, plural, .. } = &self.vocabulary.frame(frame).shape else { continue };
                // A compound that the vocabulary does not have.
                if *end == at + 1 && word != singular && word != plural && !self.vocabulary.knows(word) {
                    let choice = format!("\"{word}\" was read as {}.", if word.ends_with('s') { plural } else { singular });
                    if !choices.contains(&choice) {
                        choices.push(choice);
                    }
                }
            }
        }
        if let Interpretation::List { concept: Concept::Ranked { measure: Measure::Time { link, .. }, descending: true, .. }, .. } =
            interpretation
            && link.relations.iter().all(|&relation| self.schema().relation(relation).is_some_and(|relation| relation.one_at_a_time))
        {
            choices.push("Given is the last that is recorded.".to_owned());
        }
        for (nodes, text) in names {
            let [node] = nodes[..] else { continue };
            let label = self.label(node);
            let folded = crate::graph::names::fold(&text);
            let folded_label = crate::graph::names::fold(&label);
            if folded != folded_label
                && folded.trim_start_matches("the ") != folded_label
                && !text.is_empty()
                && !self.is_clear_pronoun(node, &text)
            {
                let choice = format!("{text} was read as {label}.");
                if !choices.contains(&choice) {
                    choices.push(choice);
                }
            }
        }
        choices
    }

    /// The nodes that an interpretation names, in its order, each once; not those of which several may be meant.
    pub fn named_in(&self, interpretation: &Interpretation) -> Vec<NodeId> {
        let mut named = Vec::new();
        visit(interpretation, &mut |concept| {
            if let Concept::Names { nodes, .. } = concept
                && let [node] = nodes[..]
                && !named.contains(&node)
            {
                named.push(node);
            }
        });
        named
    }

    /// The interpretation without nouns that say nothing.
    pub fn without_sorts(&self, interpretation: &Interpretation) -> Interpretation {
        let mut plain = interpretation.clone();
        visit_mut(&mut plain, &mut |concept| {
            if matches!(concept, Concept::Sort(_)) {
                *concept = Concept::Thing;
            }
        });
        plain
    }

    /// The interpretations that differ in which of several namesakes is meant; one if none is open.
    pub fn settle(&self, interpretation: Interpretation) -> Vec<Interpretation> {
        let mut open: Option<(Vec<NodeId>, String)> = None;
        visit(&interpretation, &mut |concept| {
            if let Concept::Names { nodes, text } = concept
                && nodes.len() > 1
                && open.is_none()
                && !text.is_empty()
                && !self.is_them(nodes, text)
            {
                open = Some((nodes.clone(), text.clone()));
            }
        });
        let Some((nodes, text)) = open else { return vec![interpretation] };
        let nodes = self.spoken_of_with(nodes, &self.named_in(&interpretation));
        nodes
            .iter()
            .take(6)
            .map(|&node| {
                let mut settled = interpretation.clone();
                visit_mut(&mut settled, &mut |concept| {
                    if let Concept::Names { nodes: others, text: other } = concept
                        && *other == text
                        && others.contains(&node)
                    {
                        *others = vec![node];
                    }
                });
                if let Interpretation::Describe { nodes: others, .. } = &mut settled {
                    *others = vec![node];
                }
                settled
            })
            .collect()
    }
}

impl Resolver<'_> {
    /// Of several things with one name those of which a claim says something with another thing that the question names, where some are and some are not:
    /// "relations with Pava" of the king of Kelvia are those of Kelvia.
    fn spoken_of_with(&self, nodes: Vec<NodeId>, others: &[NodeId]) -> Vec<NodeId> {
        /// More claims of one relation are not looked at.
        const MOST: usize = 1_000;
        let is_linked = |node: NodeId| {
            [Direction::Forward, Direction::Backward].into_iter().any(|direction| {
                self.view.relations_at(node, direction).iter().any(|&relation| {
                    self.view.neighbours(node, relation, direction).iter().take(MOST).any(|(other, _)| others.contains(&other))
                })
            })
        };
        let linked: Vec<NodeId> =
            if others.is_empty() { Vec::new() } else { nodes.iter().copied().filter(|&node| is_linked(node)).collect() };
        if linked.is_empty() { nodes } else { linked }
    }

    /// The text of a time relative to something, in which a name that several have is the full one of which is meant.
    pub(super) fn relative_text(&self, relative: &Relative) -> String {
        let mut text = relative.text.clone();
        for concept in std::iter::once(&relative.subject).chain(&relative.object) {
            let Concept::Names { nodes, text: name } = concept else { continue };
            let [node] = nodes[..] else { continue };
            let open = self
                .lattice
                .names
                .iter()
                .flatten()
                .any(|other| other.nodes.len() > 1 && other.nodes.contains(&node) && self.lattice.text_of(other.at, other.end) == name);
            if open && !name.is_empty() {
                text = text.replacen(name.as_str(), &format!("[{}]", self.label(node)), 1);
            }
        }
        text
    }
}

/// Calls a function with every concept of an interpretation that stands for names.
fn visit(interpretation: &Interpretation, found: &mut dyn FnMut(&Concept)) {
    let mut copy = interpretation.clone();
    visit_mut(&mut copy, &mut |concept| found(concept));
}

fn visit_mut(interpretation: &mut Interpretation, found: &mut dyn FnMut(&mut Concept)) {
    match interpretation {
        Interpretation::List { concept, order } => {
            visit_concept(concept, found);
            if let Some((measure, _)) = order {
                visit_measure(measure, found);
            }
        }
        Interpretation::Count(concept) | Interpretation::Compute { values: concept, .. } => visit_concept(concept, found),
        Interpretation::YesNo { tests, denial, .. } => {
            tests.iter_mut().for_each(|test| visit_concept(test, found));
            if let Some((subject, link, object)) = denial {
                visit_concept(subject, found);
                visit_link(link, found);
                if let Some(object) = object {
                    visit_concept(object, found);
                }
            }
        }
        Interpretation::Detail { subject, link, object, .. }
        | Interpretation::Times { subject, link, object }
        | Interpretation::Lapse { subject, link, object, .. }
        | Interpretation::Evidence { subject, link, object, .. } => {
            visit_concept(subject, found);
            visit_link(link, found);
            if let Some(object) = object {
                visit_concept(object, found);
            }
        }
        Interpretation::Place { subject, link, object, among, .. } => {
            visit_concept(subject, found);
            visit_link(link, found);
            object.iter_mut().chain([among]).for_each(|concept| visit_concept(concept, found));
        }
        Interpretation::Pairs { subject, link, object } | Interpretation::Grouped { key: subject, link, of: object, .. } => {
            visit_concept(subject, found);
            visit_link(link, found);
            visit_concept(object, found);
        }
        Interpretation::Describe { nodes, .. } => {
            let mut concept = Concept::Names { nodes: nodes.clone(), text: String::new() };
            found(&mut concept);
        }
        Interpretation::Deeds { subject, link, object } => {
            visit_concept(subject, found);
            if let Some(object) = object {
                visit_concept(object, found);
            }
            visit_link(link, found);
        }
        Interpretation::Connection { from, to, avoiding, along, .. } => {
            visit_concept(from, found);
            visit_concept(to, found);
            avoiding.iter_mut().for_each(|concept| visit_concept(concept, found));
            visit_link(&mut along.link, found);
        }
        Interpretation::Central { of, along, .. } => {
            visit_concept(of, found);
            visit_link(&mut along.link, found);
        }
        Interpretation::Contested { about } => about.iter_mut().for_each(|about| visit_concept(about, found)),
        Interpretation::Groups { along, .. } => visit_link(&mut along.link, found),
        Interpretation::Common { of, sort } => of.iter_mut().chain(sort).for_each(|concept| visit_concept(concept, found)),
    }
}

fn visit_link(link: &mut Link, found: &mut dyn FnMut(&mut Concept)) {
    for relative in &mut link.relative {
        visit_concept(&mut relative.subject, found);
        if let Some(object) = &mut relative.object {
            visit_concept(object, found);
        }
    }
}

fn visit_measure(measure: &mut Measure, found: &mut dyn FnMut(&mut Concept)) {
    match measure {
        Measure::Itself | Measure::Attribute(_) => {}
        Measure::Count { of: other, .. } | Measure::Time { other, .. } | Measure::Length { other, .. } => {
            if let Some(other) = other {
                visit_concept(other, found);
            }
        }
    }
}

fn visit_concept(concept: &mut Concept, found: &mut dyn FnMut(&mut Concept)) {
    match concept {
        Concept::Names { .. } | Concept::Sort(_) => found(concept),
        Concept::Kind(_) | Concept::Thing | Concept::Literal(Literal::Number { .. } | Literal::Date(_) | Literal::Text(_)) => {}
        Concept::Role { link, of } => {
            visit_link(link, found);
            if let Some(of) = of {
                visit_concept(of, found);
            }
        }
        Concept::Restricted { base, restrictions } => {
            visit_concept(base, found);
            restrictions.iter_mut().for_each(|restriction| visit_restriction(restriction, found));
        }
        Concept::And(parts) | Concept::Or(parts) => {
            // "named X" means all of the name: nothing is left to settle.
            if !(parts.len() == 1 && matches!(parts[0], Concept::Names { .. })) {
                parts.iter_mut().for_each(|part| visit_concept(part, found));
            }
        }
        Concept::Minus(base, other) => {
            visit_concept(base, found);
            visit_concept(other, found);
        }
        Concept::Ranked { base, measure, .. } => {
            visit_concept(base, found);
            visit_measure(measure, found);
        }
    }
}

fn visit_restriction(restriction: &mut Restriction, found: &mut dyn FnMut(&mut Concept)) {
    match restriction {
        Restriction::Linked { link, other, .. } => {
            visit_link(link, found);
            if let Some(other) = other {
                visit_concept(other, found);
            }
        }
        Restriction::Is { concept, .. } | Restriction::Given(concept) => visit_concept(concept, found),
        Restriction::LinkedToBest { link, other, .. } => {
            visit_link(link, found);
            visit_concept(other, found);
        }
        Restriction::Compares { than, .. } | Restriction::Value { than, .. } => {
            if let Scalar::Of(concept) | Scalar::Values(concept) = than {
                visit_concept(concept, found);
            }
        }
        Restriction::Any(alternatives) => alternatives.iter_mut().for_each(|alternative| visit_restriction(alternative, found)),
    }
}
