//! What hangs together.

use super::links::Network;
use crate::engine::run::{Run, Stop};
use crate::graph::{Direction, Linked, NodeId};

/// The least node that each node is connected with, by its id: a forest in which every node points to one that is not above it, and the trees of
/// linked nodes are joined (Tarjan, "Efficiency of a good but not linear set union algorithm", 1975; paths are halved on the way). O(links), nearly.
pub(super) fn connected(run: &mut Run<'_>, network: &Network<'_>) -> Result<Vec<u32>, Stop> {
    let mut least: Vec<u32> = (0..network.bound as u32).collect();
    network.each(run, &mut |from, to| {
        let (a, b) = (root(&mut least, from), root(&mut least, to));
        if a != b {
            least[a.max(b) as usize] = a.min(b);
        }
    })?;
    for node in 0..least.len() {
        // The one it points to is below it and points to its root already.
        least[node] = least[least[node] as usize];
    }
    Ok(least)
}

fn root(least: &mut [u32], mut node: u32) -> u32 {
    while least[node as usize] != node {
        let above = least[least[node as usize] as usize];
        least[node as usize] = above;
        node = above;
    }
    node
}

/// The least node that is reached from each node and reaches it, by its id (Kosaraju; Sharir, 1981): from the node that is left last, whatever
/// reaches it belongs to it. O(nodes + links).
pub(super) fn strong(run: &mut Run<'_>, network: &Network<'_>) -> Result<Vec<u32>, Stop> {
    let (forward, backward) = (network.side(run, Direction::Forward)?, network.side(run, Direction::Backward)?);
    let mut left = Vec::new();
    let mut met = vec![false; network.bound];
    // Nodes on the way, where their links lead, and how many of these were followed.
    let mut way: Vec<(usize, Linked<'_>, usize)> = Vec::new();
    for start in network.nodes() {
        if met[start] {
            continue;
        }
        met[start] = true;
        way.push((start, forward.of(start), 0));
        while let Some((node, linked, followed)) = way.last_mut() {
            let (node, next) = (*node, linked.get(*followed).map(NodeId::index));
            *followed += 1;
            run.tick()?;
            match next {
                Some(next) if !met[next] => {
                    met[next] = true;
                    way.push((next, forward.of(next), 0));
                }
                Some(_) => {}
                None => {
                    way.pop();
                    left.push(node);
                }
            }
        }
    }
    let mut least = vec![u32::MAX; network.bound];
    let mut group = Vec::new();
    for &start in left.iter().rev() {
        if least[start] != u32::MAX {
            continue;
        }
        // Marked with the start until the least of them is known.
        least[start] = start as u32;
        group.clear();
        group.push(start);
        let mut next = 0;
        while let Some(&node) = group.get(next) {
            next += 1;
            let linked = backward.of(node);
            run.charge(linked.len())?;
            for other in linked.iter().map(NodeId::index) {
                if least[other] == u32::MAX {
                    least[other] = start as u32;
                    group.push(other);
                }
            }
        }
        let name = group.iter().copied().min().unwrap_or(start) as u32;
        group.iter().for_each(|&node| least[node] = name);
    }
    Ok(least)
}
