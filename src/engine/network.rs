//! What nodes are in a network: how central, what stands between others, what hangs together.
//!
//! Comes in: rows with a column of nodes, and a step. Goes out: the rows with a number or a node more. The links are
//! those that the view keeps, where all pass the step; otherwise the claims that pass are read once and laid out, and those of an unknown test noted. Sums are always added in the same order, so that
//! any number of threads gives the same figures.

mod between;
mod centrality;
mod components;
mod links;

use super::run::{Run, Stop};
use super::slot::Slot;
use super::table::{Builder, From, Table};
use crate::graph::NodeId;
use crate::plan::Operator;
use crate::query::{Column, Property, Step};

use self::links::Network;

/// For each input row whose node is in the network, the row and what was asked of the node.
pub(super) fn run(
    run: &mut Run<'_>,
    operator: &Operator,
    input: &Table,
    of: Column,
    step: &Step,
    property: Property,
    to: Column,
) -> Result<Table, Stop> {
    let (place, bound) = (input.position(of)?, input.find(to));
    let network = Network::read(run, step, matches!(property, Property::Component | Property::Betweenness))?;
    let found = match property {
        Property::Centrality => Found::Numbers(centrality::rank(run, &network)?),
        Property::Betweenness => Found::Numbers(between::count(run, &network)?),
        Property::Component => Found::Nodes(components::connected(run, &network)?),
        Property::StrongComponent => Found::Nodes(components::strong(run, &network)?),
    };
    let mut builder = Builder::new(run, &operator.keep, operator.merge);
    let output = From::of(builder.columns(), input, &[to])?;
    for (row, mark) in input.rows() {
        run.tick()?;
        let Some(node) = row[place].as_node().filter(|&node| network.has(node)) else { continue };
        let cell = match &found {
            Found::Numbers(numbers) => numbers.get(node.index()).map(|&number| run.values.number(number)),
            Found::Nodes(nodes) => nodes.get(node.index()).map(|&node| Slot::node(NodeId(node))),
        };
        if let Some(cell) = cell
            && bound.is_none_or(|bound| row[bound] == cell)
        {
            builder.push(run, output.iter().map(|from| from.pick(row, &[cell])), mark)?;
        }
    }
    Ok(builder.finish(run))
}

/// What was found of each node, by its id.
enum Found {
    Numbers(Vec<f64>),
    Nodes(Vec<u32>),
}
