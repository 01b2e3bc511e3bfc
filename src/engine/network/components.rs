//! What hangs together.

use super::links::Network;
use crate::engine::run::{Run, Stop};

/// The least node that each node is connected with, by its id. O(nodes + links).
pub(super) fn connected(run: &mut Run<'_>, network: &Network) -> Result<Vec<u32>, Stop> {
    let neighbours = network.neighbours();
    let mut least = vec![u32::MAX; network.bound];
    let mut open = Vec::new();
    for start in network.nodes() {
        if least[start] != u32::MAX {
            continue;
        }
        least[start] = start as u32;
        open.push(start);
        while let Some(node) = open.pop() {
            run.charge(neighbours.of(node).len())?;
            for &other in neighbours.of(node) {
                if least[other as usize] == u32::MAX {
                    least[other as usize] = start as u32;
                    open.push(other as usize);
                }
            }
        }
    }
    Ok(least)
}

/// The least node that is reached from each node and reaches it, by its id (Kosaraju; Sharir, 1981): from the node that is left last, whatever
/// reaches it belongs to it. O(nodes + links).
pub(super) fn strong(run: &mut Run<'_>, network: &Network) -> Result<Vec<u32>, Stop> {
    let (forward, backward) = (network.forward(), network.backward());
    let mut left = Vec::new();
    let mut met = vec![false; network.bound];
    // Nodes on the way, and how many of their links were followed.
    let mut way: Vec<(usize, usize)> = Vec::new();
    for start in network.nodes() {
        if met[start] {
            continue;
        }
        met[start] = true;
        way.push((start, 0));
        while let Some((node, followed)) = way.last_mut() {
            let (node, next) = (*node, forward.of(*node).get(*followed).copied());
            *followed += 1;
            run.tick()?;
            match next {
                Some(next) if !met[next as usize] => {
                    met[next as usize] = true;
                    way.push((next as usize, 0));
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
            run.charge(backward.of(node).len())?;
            for &other in backward.of(node) {
                if least[other as usize] == u32::MAX {
                    least[other as usize] = start as u32;
                    group.push(other as usize);
                }
            }
        }
        let name = group.iter().copied().min().unwrap_or(start) as u32;
        group.iter().for_each(|&node| least[node] = name);
    }
    Ok(least)
}
