//! According to whom.

use crate::graph::{Node, NodeId};
use crate::language::syntax::{Attribution, NounPhrase};
use crate::meaning::concept::Concept;
use crate::meaning::resolve::Resolver;
use crate::meaning::tree::Noun;
use crate::query::SourceTest;

impl Resolver<'_> {
    /// Whom "according to X" means: X, or what X wrote or published.
    pub fn according_to(&self, who: &NounPhrase, how: Attribution) -> Option<(SourceTest, String)> {
        let mut nodes = match self.noun(&Noun::bare(who)).next()? {
            Concept::Names { nodes, .. } => nodes,
            _ => return None,
        };
        nodes.sort_unstable();
        let text = self.nodes_text(&nodes);
        Some(match how {
            Attribution::By => (SourceTest::AccordingTo(nodes), format!("according to {text}")),
            Attribution::NotBy => (SourceTest::NotAccordingTo(nodes), format!("not according to {text}")),
            Attribution::Without => {
                let text = self.source_text(&nodes);
                let without = if text.starts_with("source ") { "without" } else { "without the word of" };
                (SourceTest::Without(nodes), format!("{without} {text}"))
            }
            Attribution::Only => {
                let text = self.source_text(&nodes);
                (SourceTest::OnlyFrom(nodes), format!("only according to {text}"))
            }
        })
    }

    /// A source by its number, where it has one; titles are long, and several sources may have the same.
    pub(in crate::meaning) fn source_text(&self, nodes: &[NodeId]) -> String {
        let numbered = |node: NodeId| match self.view.node(node).as_deref() {
            Some(Node::Entity(entity)) => {
                entity.aliases.iter().find(|name| name.starts_with("source ") && self.view.named(name).as_ref() == [node]).cloned()
            }
            _ => None,
        };
        match nodes.iter().map(|&node| numbered(node)).collect::<Option<Vec<String>>>() {
            Some(names) => names.join(" or "),
            None => self.nodes_text(nodes),
        }
    }

    pub fn nodes_text(&self, nodes: &[NodeId]) -> String {
        let labels: Vec<String> = nodes.iter().map(|&node| self.label(node)).collect();
        labels.join(" or ")
    }
}
