//! PageRank (Brin, Page, "The anatomy of a large-scale hypertextual web search engine", 1998), by rounds: each node takes its part of the
//! ranks of those that link to it.

use super::links::Network;
use crate::engine::run::{Run, Stop};

const ROUNDS: usize = 20;
const DAMPING: f64 = 0.85;

/// Fewer links than this are not worth a thread.
const LINKS_PER_THREAD: usize = 1 << 16;

/// The rank of each node, by its id; their mean over the network is 1. O(rounds × links).
pub(super) fn rank(run: &mut Run<'_>, network: &Network) -> Result<Vec<f64>, Stop> {
    let backward = network.backward();
    let nodes = network.nodes();
    // What each link out of a node hands on of its rank.
    let mut share = vec![0.0_f64; network.bound];
    for &node in &nodes {
        for &from in backward.of(node) {
            share[from as usize] += 1.0;
        }
    }
    share.iter_mut().for_each(|links| *links = if *links > 0.0 { 1.0 / *links } else { 0.0 });
    let mut rank = vec![1.0; nodes.len()];
    let mut handed = vec![0.0; network.bound];
    let threads = run.threads().min(network.len() / LINKS_PER_THREAD).max(1);
    for _ in 0..ROUNDS {
        run.charge(network.len() / 8)?;
        // What nodes without links out have is for all alike.
        let mut loose = 0.0;
        for (&node, &rank) in nodes.iter().zip(&rank) {
            handed[node] = rank * share[node];
            if share[node] == 0.0 {
                loose += rank;
            }
        }
        let base = 1.0 - DAMPING + DAMPING * loose / nodes.len().max(1) as f64;
        let of = |node: usize| base + DAMPING * backward.of(node).iter().map(|&from| handed[from as usize]).sum::<f64>();
        let part = nodes.len().div_ceil(threads).max(1);
        std::thread::scope(|scope| {
            let mut parts = nodes.chunks(part).zip(rank.chunks_mut(part));
            let first = parts.next();
            for (nodes, rank) in parts {
                scope.spawn(move || nodes.iter().zip(rank).for_each(|(&node, rank)| *rank = of(node)));
            }
            if let Some((nodes, rank)) = first {
                nodes.iter().zip(rank).for_each(|(&node, rank)| *rank = of(node));
            }
        });
    }
    let mut by_node = vec![0.0; network.bound];
    for (&node, &rank) in nodes.iter().zip(&rank) {
        by_node[node] = rank;
    }
    Ok(by_node)
}
