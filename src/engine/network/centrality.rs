//! PageRank (Brin, Page, "The anatomy of a large-scale hypertextual web search engine", 1998), by rounds: each node takes its part of the
//! ranks of those that link to it.

use super::links::Network;
use crate::engine::run::{Run, Stop};
use crate::graph::Direction;

const ROUNDS: usize = 20;
const DAMPING: f64 = 0.85;

/// Fewer links than this are not worth a thread.
const LINKS_PER_THREAD: usize = 1 << 16;

/// The rank of each node, by its id; their mean over the network is 1. O(rounds × links).
pub(super) fn rank(run: &mut Run<'_>, network: &Network<'_>) -> Result<Vec<f64>, Stop> {
    let bound = network.bound;
    let backward = network.side(run, Direction::Backward)?;
    let nodes = network.nodes();
    // What each link out of a node hands on of its rank.
    let mut share = vec![0.0_f64; bound];
    network.each_out(run, &mut |from, links| share[from] = 1.0 / links as f64)?;
    let mut rank = vec![0.0; bound];
    nodes.iter().for_each(|&node| rank[node] = 1.0);
    let mut handed = vec![0.0; bound];
    let threads = run.threads().min(network.len() / LINKS_PER_THREAD).max(1);
    let part = bound.div_ceil(threads).max(1);
    for _ in 0..ROUNDS {
        run.charge(network.len() / 8)?;
        // What nodes without links out have is for all alike.
        let mut loose = 0.0;
        for &node in &nodes {
            handed[node] = rank[node] * share[node];
            if share[node] == 0.0 {
                loose += rank[node];
            }
        }
        let base = 1.0 - DAMPING + DAMPING * loose / nodes.len().max(1) as f64;
        let (backward, handed) = (&backward, &handed);
        let pull = |first: usize, rank: &mut [f64]| {
            let nodes = first..first + rank.len();
            let mut next = rank.iter_mut();
            backward.each(nodes, |_, others| {
                if let Some(rank) = next.next() {
                    *rank = base + DAMPING * others.iter().map(|&from| handed.get(from.index()).copied().unwrap_or_default()).sum::<f64>();
                }
            });
        };
        std::thread::scope(|scope| {
            let mut parts = rank.chunks_mut(part).enumerate();
            let first = parts.next();
            for (number, rank) in parts {
                scope.spawn(move || pull(number * part, rank));
            }
            if let Some((_, rank)) = first {
                pull(0, rank);
            }
        });
    }
    Ok(rank)
}
