//! Betweenness: how many shortest ways pass a node (Brandes, "A faster algorithm for betweenness centrality", 2001), from some of the nodes
//! only where there are many (Brandes, Pich, "Centrality estimation in large networks", 2007).

use super::links::Network;
use crate::engine::run::{Run, Stop};

/// In a network of more nodes, ways are counted from so many of them, evenly spread by their ids, and scaled up.
const STARTS: usize = 2048;

/// The betweenness of each node, by its id. O(starts × links).
pub(super) fn count(run: &mut Run<'_>, network: &Network<'_>) -> Result<Vec<f64>, Stop> {
    let neighbours = network.neighbours(run)?;
    let nodes = network.nodes();
    let starts: Vec<usize> = match nodes.len() {
        all if all <= STARTS => nodes.clone(),
        all => (0..STARTS).map(|start| nodes[start * all / STARTS]).collect(),
    };
    // Each way is met from both of its ends.
    let scale = if starts.is_empty() { 0.0 } else { nodes.len() as f64 / starts.len() as f64 / 2.0 };
    let mut passed = vec![0.0; network.bound];
    let mut steps = vec![u32::MAX; network.bound];
    let (mut ways, mut onward) = (vec![0.0_f64; network.bound], vec![0.0_f64; network.bound]);
    let mut met: Vec<usize> = Vec::with_capacity(nodes.len());
    for start in starts {
        for &node in &met {
            (steps[node], ways[node], onward[node]) = (u32::MAX, 0.0, 0.0);
        }
        met.clear();
        met.push(start);
        (steps[start], ways[start]) = (0, 1.0);
        let mut next = 0;
        while let Some(&node) = met.get(next) {
            next += 1;
            run.charge(neighbours.of(node).len())?;
            for &other in neighbours.of(node) {
                let other = other.index();
                if steps[other] == u32::MAX {
                    steps[other] = steps[node] + 1;
                    met.push(other);
                }
                if steps[other] == steps[node] + 1 {
                    ways[other] += ways[node];
                }
            }
        }
        for &node in met.iter().skip(1).rev() {
            for &before in neighbours.of(node) {
                let before = before.index();
                if steps[before].checked_add(1) == Some(steps[node]) {
                    onward[before] += ways[before] / ways[node] * (1.0 + onward[node]);
                }
            }
            passed[node] += onward[node];
        }
    }
    passed.iter_mut().for_each(|count| *count *= scale);
    Ok(passed)
}
