//! Pictures for Graphviz: claims as a directed graph in the DOT language.
//!
//! Comes in: claims, and the nodes to be put forward. Goes out: text that is the same every time: nodes sorted by id, edges by their
//! ends, everything quoted and escaped. petgraph's own writer promises no fixed output, escapes by Rust's rules and has no legend.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::clean::clean;
use super::name::name_of;
use super::sentence::{relation_words, sentence};
use super::shown::kind_names;
use super::source::{source_key, source_text};
use super::when::{date_text, interval_text};
use crate::graph::{Claim, ClaimId, Date, Interval, KindId, Node, NodeId, RelationId, Value, View};

/// What is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Its title, shown above it; nothing if empty.
    pub title: String,
    /// The claims: the edges.
    pub claims: Vec<ClaimId>,
    /// More claims, those of rows that are only possible: their edges are dotted.
    pub possible: Vec<ClaimId>,
    /// Nodes that are put forward: what was asked for. They are drawn even if no claim has them.
    pub marked: Vec<NodeId>,
}

/// Fill colour, line colour, shape.
type Style = (&'static str, &'static str, &'static str);

/// A style for each of the first kinds. The shapes differ too, so that nothing rests on colour alone.
const STYLES: [Style; 8] = [
    ("#dbe9f6", "#2b6ca3", "box"),
    ("#fde8d0", "#b8621b", "ellipse"),
    ("#dff0dc", "#3c7d34", "hexagon"),
    ("#eee3f3", "#7a4a91", "octagon"),
    ("#fbe0e3", "#b03a48", "house"),
    ("#dcf1f0", "#26807c", "component"),
    ("#f4efd2", "#847516", "tab"),
    ("#ece6e2", "#77604f", "parallelogram"),
];
/// What has no kind, or one kind too many.
const PLAIN: Style = ("#f2f2f2", "#777777", "box");
const FONT: &str = "Helvetica,Arial,sans-serif";

/// Writes the picture in the DOT language.
pub fn dot(picture: &Picture, view: &dyn View) -> String {
    let claims: BTreeSet<ClaimId> = picture.claims.iter().chain(&picture.possible).copied().collect();
    let certain: BTreeSet<ClaimId> = picture.claims.iter().copied().collect();
    let mut nodes: BTreeSet<NodeId> = picture.marked.iter().copied().filter(|&node| view.is_entity(node)).collect();
    let mut values: BTreeSet<(NodeId, NodeId)> = BTreeSet::new();
    let mut bundles: BTreeMap<Ends, Bundle> = BTreeMap::new();
    for id in claims {
        let Some(claim) = view.claim(id) else { continue };
        let claim = claim.into_owned();
        nodes.insert(claim.subject);
        if view.is_entity(claim.object) {
            nodes.insert(claim.object);
        } else {
            values.insert((claim.object, claim.subject));
        }
        let bundle = bundles.entry((claim.subject, claim.object, claim.denied, !certain.contains(&id))).or_default();
        bundle.entry(claim.relation).or_default().push(claim);
    }
    let large = nodes.len() + values.len() > LARGE;
    let groups = Groups::of(&nodes, view);
    let mut out = String::new();
    header(&mut out, picture, large);
    for &node in &nodes {
        write_entity(&mut out, node, &groups, picture.marked.contains(&node), view);
    }
    for &(value, subject) in &values {
        write_value(&mut out, value, subject, view);
    }
    let most = if large { 1 } else { PARALLEL };
    for (ends, bundle) in &bundles {
        if bundle.len() > most {
            write_edge(&mut out, *ends, bundle, view);
        } else {
            for (&relation, claims) in bundle {
                write_edge(&mut out, *ends, &BTreeMap::from([(relation, claims.clone())]), view);
            }
        }
    }
    legend(&mut out, &groups, (bundles.keys().any(|ends| ends.2), bundles.keys().any(|ends| ends.3)), view);
    out.push_str("}\n");
    out
}

/// In a picture of more nodes than these, all relations between the same two are one edge.
const LARGE: usize = 40;
/// More relations than these between the same two are one edge.
const PARALLEL: usize = 5;
/// So many relations stand on one edge; its tooltip has all.
const LABELS: usize = 4;

/// Subject, object, whether it is denied, and whether it is only possible.
type Ends = (NodeId, NodeId, bool, bool);
/// The claims between the same ends, by relation.
type Bundle = BTreeMap<RelationId, Vec<Claim>>;

fn header(out: &mut String, picture: &Picture, large: bool) {
    out.push_str("digraph quipu {\n");
    // From left to right no label ever hides another, however many claims one thing has; on the plane they do.
    out.push_str(if large { "  graph [rankdir=LR, nodesep=0.15, ranksep=1.6" } else { "  graph [rankdir=LR, nodesep=0.3, ranksep=0.9" });
    let _ = write!(out, ", fontname=\"{FONT}\", fontsize=16, labelloc=t, pad=0.3, bgcolor=white");
    if !picture.title.is_empty() {
        let _ = write!(out, ", label={}", quote(&wrap(&picture.title, 72)));
    }
    out.push_str("];\n");
    let _ = writeln!(out, "  node [fontname=\"{FONT}\", fontsize=12, style=filled, margin=\"0.14,0.07\", height=0.35];");
    let _ = writeln!(out, "  edge [fontname=\"{FONT}\", fontsize=10, color=\"#8a8a8a\", fontcolor=\"#444444\", arrowsize=0.7];");
}

/// A value belongs to its subject: two things of the year 1990 have nothing in common by that.
fn write_value(out: &mut String, value: NodeId, subject: NodeId, view: &dyn View) {
    let name = name_of(value, view);
    let _ = write!(out, "  n{}_{} [tooltip={}", value.0, subject.0, quote(&clean(&name)));
    if matches!(view.node(value).as_deref(), Some(Node::Value(Value::Truth(_)))) {
        // The edge says it all: "resigned".
        out.push_str(", label=\"\", shape=point, width=0.06, color=\"#8a8a8a\"];\n");
    } else {
        let _ = writeln!(out, ", label={}, shape=plaintext, style=\"\", fontcolor=\"#333333\"];", quote(&wrap(&name, 22)));
    }
}

fn write_entity(out: &mut String, node: NodeId, groups: &Groups, marked: bool, view: &dyn View) {
    let label = quote(&wrap(&name_of(node, view), 22));
    let tooltip = quote(&clean(&tooltip_of(node, view)));
    let (fill, line, shape) = groups.style(node);
    let style = if shape == "box" { "filled,rounded" } else { "filled" };
    let width = if marked { "2.6" } else { "1" };
    let bold = if marked { format!(", fontname=\"{} Bold\"", FONT.split(',').next().unwrap_or(FONT)) } else { String::new() };
    let _ = writeln!(
        out,
        "  n{} [label={label}, tooltip={tooltip}, shape={shape}, style=\"{style}\", fillcolor=\"{fill}\", color=\"{line}\", penwidth={width}{bold}];",
        node.0
    );
}

fn tooltip_of(node: NodeId, view: &dyn View) -> String {
    let kinds = kind_names(node, view);
    let name = name_of(node, view);
    if kinds.is_empty() { name } else { format!("{name}: {}", kinds.join(", ")) }
}

fn write_edge(out: &mut String, (subject, object, denied, possible): Ends, bundle: &Bundle, view: &dyn View) {
    let mut labels: Vec<String> = bundle.iter().take(LABELS).map(|(&relation, claims)| label(relation, claims, denied, view)).collect();
    if labels.len() > 1 {
        labels = labels.iter().map(|label| wrap(label, 36)).collect();
    }
    if bundle.len() > LABELS {
        labels.push(format!("and {} more", bundle.len() - LABELS));
    }
    let claims: Vec<&Claim> = bundle.values().flatten().collect();
    let tooltip = quote(&tooltip_of_claims(&claims, view));
    let label = quote(&labels.join("\n"));
    let value = if view.is_entity(object) { String::new() } else { format!("_{}", subject.0) };
    let _ = write!(out, "  n{} -> n{}{value} [label={label}, tooltip={tooltip}, labeltooltip={tooltip}", subject.0, object.0);
    if denied {
        out.push_str(", style=dashed, color=\"#b03a48\", fontcolor=\"#b03a48\"");
    } else if possible {
        out.push_str(", style=dotted");
    }
    if claims.len() > 1 {
        out.push_str(", penwidth=1.8");
    }
    out.push_str("];\n");
}

/// The relation, and the years of its claims.
fn label(relation: RelationId, claims: &[Claim], denied: bool, view: &dyn View) -> String {
    let words = view.schema().relation(relation).map_or_else(String::new, |relation| relation_words(&relation.name));
    let mut label = wrap(&if denied { format!("not: {words}") } else { words }, 24);
    let years: BTreeSet<String> = claims.iter().filter_map(years).collect();
    match years.len() {
        0 => {}
        1..=3 => {
            label.push('\n');
            label += &years.into_iter().collect::<Vec<_>>().join(", ");
        }
        many => {
            let _ = write!(label, "\n{}, … ({many} dates)", years.first().map_or("", String::as_str));
        }
    }
    label
}

/// The claims as sentences, each with its references, then the sources.
fn tooltip_of_claims(claims: &[&Claim], view: &dyn View) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut sources: Vec<NodeId> = Vec::new();
    for claim in claims {
        let keys: Vec<String> = claim.sources.iter().map(|&source| source_key(source, view)).collect();
        let cited = if keys.is_empty() { String::new() } else { format!(" [{}]", keys.join(", ")) };
        lines.push(clean(&format!("{}{cited}", sentence(claim, view))).into_owned());
        for &source in &claim.sources {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
    }
    for source in sources {
        let source = source_text(source, view);
        lines.push(clean(&format!("[{}] {}", source.key, source.text)).into_owned());
    }
    lines.join("\n")
}

/// "1990", "1990–2000", "1990–": the years of a claim.
fn years(claim: &Claim) -> Option<String> {
    match (claim.when.from.map(|date| date.to_year()), claim.when.to.map(|date| date.to_year())) {
        (None, None) => None,
        (Some(from), Some(to)) if from == to => interval_text(Interval::at(from)),
        (from, to) => {
            let text = |date: Option<Date>| date.map_or_else(String::new, date_text);
            Some(format!("{}–{}", text(from), text(to)))
        }
    }
}

/// The kinds that are told apart in a picture, each with a style. They depend on the graph and not on the picture, so that a person looks
/// the same in all pictures of a graph.
struct Groups {
    /// The kind that stands for each entity of the picture, if it has one.
    group_of: BTreeMap<NodeId, KindId>,
    /// The kinds that have a style, in order of definition.
    styled: Vec<KindId>,
}

impl Groups {
    /// Every entity belongs to the topmost of its kinds. Where all kinds of the graph have the same top, they are told apart one level
    /// further down, and so on.
    fn of(nodes: &BTreeSet<NodeId>, view: &dyn View) -> Self {
        let chains: Vec<Vec<KindId>> = view.schema().kinds().map(|(kind, _)| ancestry(kind, view)).collect();
        let at = |chain: &[KindId], depth: usize| chain.iter().rev().nth(depth).or(chain.first()).copied();
        let groups = |depth: usize| -> BTreeSet<KindId> { chains.iter().filter_map(|chain| at(chain, depth)).collect() };
        let deepest = chains.iter().map(Vec::len).max().unwrap_or(0);
        let depth = (0..deepest).find(|&depth| groups(depth).len() > 1).unwrap_or(0);
        let mut group_of = BTreeMap::new();
        for &node in nodes {
            let kinds = view.kinds(node);
            if let Some(group) = kinds.first().and_then(|&kind| at(&ancestry(kind, view), depth)) {
                group_of.insert(node, group);
            }
        }
        // A graph of many groups has not styles enough for all: then those of the picture get them.
        let all = groups(depth);
        let styled: BTreeSet<KindId> = if all.len() <= STYLES.len() { all } else { group_of.values().copied().collect() };
        Self { group_of, styled: styled.into_iter().collect() }
    }

    fn style(&self, node: NodeId) -> Style {
        self.group_of.get(&node).map_or(PLAIN, |&kind| self.style_of(kind))
    }

    fn style_of(&self, kind: KindId) -> Style {
        let place = self.styled.iter().position(|&other| other == kind);
        place.and_then(|place| STYLES.get(place).copied()).unwrap_or(PLAIN)
    }

    /// The groups that the picture has, with their styles; those without a style of their own left out.
    fn shown(&self) -> Vec<(KindId, Style)> {
        let shown: BTreeSet<KindId> = self.group_of.values().copied().collect();
        shown.into_iter().map(|kind| (kind, self.style_of(kind))).filter(|(_, style)| *style != PLAIN).collect()
    }
}

/// The kind, its first parent, and so on up. Ends at a kind that was there already.
fn ancestry(kind: KindId, view: &dyn View) -> Vec<KindId> {
    let mut chain = vec![kind];
    while let Some(&parent) = chain.last().and_then(|&last| view.schema().kind(last)).and_then(|kind| kind.parents.first()) {
        if chain.contains(&parent) {
            break;
        }
        chain.push(parent);
    }
    chain
}

/// A small table of what shapes and colours mean.
fn legend(out: &mut String, groups: &Groups, (denied, possible): (bool, bool), view: &dyn View) {
    let shown = groups.shown();
    if shown.is_empty() && !denied && !possible {
        return;
    }
    out.push_str("  legend [shape=plain, style=\"\", tooltip=\"legend\", label=<<table border=\"0\" cellborder=\"0\" cellspacing=\"2\" cellpadding=\"3\">");
    let mut row = |(fill, line, _): Style, text: &str| {
        let _ = write!(
            out,
            "<tr><td border=\"1\" color=\"{line}\" bgcolor=\"{fill}\" width=\"22\" height=\"12\" fixedsize=\"true\"></td><td align=\"left\"><font point-size=\"10\">{}</font></td></tr>",
            html(&clean(text))
        );
    };
    for &(kind, style) in &shown {
        let name = view.schema().kind(kind).map_or("", |kind| kind.name.as_str());
        row(style, &format!("{name} ({})", style.2));
    }
    if groups.group_of.values().any(|&kind| groups.style_of(kind) == PLAIN) {
        row(PLAIN, "other kinds");
    }
    if denied {
        out.push_str("<tr><td><font color=\"#b03a48\" point-size=\"10\">- - -</font></td><td align=\"left\"><font point-size=\"10\">denied</font></td></tr>");
    }
    if possible {
        out.push_str(
            "<tr><td><font point-size=\"10\">. . .</font></td><td align=\"left\"><font point-size=\"10\">possible</font></td></tr>",
        );
    }
    out.push_str("</table>>];\n");
}

/// A double-quoted string of the DOT language. A line break becomes `\n`; a backslash stands for itself.
fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            // Graphviz reads entities in strings: `&lt;` must stay what it is.
            '&' => quoted.push_str("&amp;"),
            other if super::clean::acts(other) => quoted.push('\u{fffd}'),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The text broken at spaces into lines of about `width` characters; a word that is longer stays whole.
fn wrap(text: &str, width: usize) -> String {
    let text = clean(text);
    let mut out = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let count = word.chars().count();
        if length > 0 && length + 1 + count > width {
            out.push('\n');
            length = 0;
        } else if length > 0 {
            out.push(' ');
            length += 1;
        }
        out.push_str(word);
        length += count;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;

    #[test]
    fn a_picture_is_the_same_every_time_whatever_the_order_of_its_claims() {
        let f = Fixture::new();
        let mut claims: Vec<ClaimId> = (0..f.graph.claim_bound()).map(ClaimId::from_index).collect();
        let marked = vec![f.node("Pava")];
        let first = dot(
            &Picture { title: "All \"claims\" <here>".to_owned(), claims: claims.clone(), marked: marked.clone(), ..Picture::default() },
            &f.graph,
        );
        claims.reverse();
        claims.extend(claims.clone());
        assert_eq!(first, dot(&Picture { title: "All \"claims\" <here>".to_owned(), claims, marked, ..Picture::default() }, &f.graph));
        insta::assert_snapshot!(first, @r##"
        digraph quipu {
          graph [rankdir=LR, nodesep=0.3, ranksep=0.9, fontname="Helvetica,Arial,sans-serif", fontsize=16, labelloc=t, pad=0.3, bgcolor=white, label="All \"claims\" <here>"];
          node [fontname="Helvetica,Arial,sans-serif", fontsize=12, style=filled, margin="0.14,0.07", height=0.35];
          edge [fontname="Helvetica,Arial,sans-serif", fontsize=10, color="#8a8a8a", fontcolor="#444444", arrowsize=0.7];
          n0 [label="Pava", tooltip="Pava: country", shape=ellipse, style="filled", fillcolor="#fde8d0", color="#b8621b", penwidth=2.6, fontname="Helvetica Bold"];
          n1 [label="Upland Valley", tooltip="Upland Valley: country", shape=ellipse, style="filled", fillcolor="#fde8d0", color="#b8621b", penwidth=1];
          n2 [label="Adelina Marchand", tooltip="Adelina Marchand: president", shape=box, style="filled,rounded", fillcolor="#dbe9f6", color="#2b6ca3", penwidth=1];
          n3 [label="Kelvia", tooltip="Kelvia: country", shape=ellipse, style="filled", fillcolor="#fde8d0", color="#b8621b", penwidth=1];
          n4 [label="Sunny Morania", tooltip="Sunny Morania: country", shape=ellipse, style="filled", fillcolor="#fde8d0", color="#b8621b", penwidth=1];
          n5 [label="source 4", tooltip="source 4: document", shape=hexagon, style="filled", fillcolor="#dff0dc", color="#3c7d34", penwidth=1];
          n8_5 [tooltip="Sailcloth", label="Sailcloth", shape=plaintext, style="", fontcolor="#333333"];
          n9_5 [tooltip="Riverlands Broadcasting Corporation", label="Riverlands\nBroadcasting\nCorporation", shape=plaintext, style="", fontcolor="#333333"];
          n10_5 [tooltip="August 2002", label="August 2002", shape=plaintext, style="", fontcolor="#333333"];
          n11_0 [tooltip="about 200,000 people", label="about 200,000 people", shape=plaintext, style="", fontcolor="#333333"];
          n0 -> n3 [label="recognized\n2008", tooltip="Pava recognized Kelvia on 22 February 2008, according to Upland Valley.", labeltooltip="Pava recognized Kelvia on 22 February 2008, according to Upland Valley."];
          n0 -> n4 [label="not: recognized", tooltip="Pava did not recognize Sunny Morania. [16]\n[16] source 16", labeltooltip="Pava did not recognize Sunny Morania. [16]\n[16] source 16", style=dashed, color="#b03a48", fontcolor="#b03a48"];
          n0 -> n11_0 [label="population", tooltip="About 200,000 people live in Pava.", labeltooltip="About 200,000 people live in Pava."];
          n1 -> n2 [label="supported", tooltip="Upland Valley supported Adelina Marchand. [4, 5]\n[4] “Sailcloth”, Riverlands Broadcasting Corporation, August 2002\n[5] source 5", labeltooltip="Upland Valley supported Adelina Marchand. [4, 5]\n[4] “Sailcloth”, Riverlands Broadcasting Corporation, August 2002\n[5] source 5"];
          n1 -> n3 [label="recognized\n2008–", tooltip="Upland Valley has recognized Kelvia since 2008.", labeltooltip="Upland Valley has recognized Kelvia since 2008."];
          n2 -> n0 [label="president of\n1990–2000", tooltip="Adelina Marchand was the president of Pava from 1990 to 2000.", labeltooltip="Adelina Marchand was the president of Pava from 1990 to 2000."];
          n5 -> n8_5 [label="title", tooltip="source 4 — title — Sailcloth", labeltooltip="source 4 — title — Sailcloth"];
          n5 -> n9_5 [label="publisher", tooltip="source 4 — publisher — Riverlands Broadcasting Corporation", labeltooltip="source 4 — publisher — Riverlands Broadcasting Corporation"];
          n5 -> n10_5 [label="date", tooltip="source 4 — date — August 2002", labeltooltip="source 4 — date — August 2002"];
          legend [shape=plain, style="", tooltip="legend", label=<<table border="0" cellborder="0" cellspacing="2" cellpadding="3"><tr><td border="1" color="#2b6ca3" bgcolor="#dbe9f6" width="22" height="12" fixedsize="true"></td><td align="left"><font point-size="10">person (box)</font></td></tr><tr><td border="1" color="#b8621b" bgcolor="#fde8d0" width="22" height="12" fixedsize="true"></td><td align="left"><font point-size="10">country (ellipse)</font></td></tr><tr><td border="1" color="#3c7d34" bgcolor="#dff0dc" width="22" height="12" fixedsize="true"></td><td align="left"><font point-size="10">document (hexagon)</font></td></tr><tr><td><font color="#b03a48" point-size="10">- - -</font></td><td align="left"><font point-size="10">denied</font></td></tr></table>>];
        }
        "##);
    }

    #[test]
    fn everything_is_quoted() {
        assert_eq!(quote("a \"b\" \\N <c> &lt;\n北\x1b"), "\"a \\\"b\\\" \\\\N <c> &amp;lt;\\n北\u{fffd}\"");
        assert_eq!(html("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
        assert_eq!(wrap("the National Security Archive of the Upland Valley", 22), "the National Security\nArchive of the Upland\nValley");
    }
}
