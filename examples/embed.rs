//! Quipu inside another program. The lines below `fn main` are those of the README.

use quipu::session::{AskOptions, Quipu};

fn main() {
    // `Quipu::open(&["friends.facts", "rivers.csv"])` reads files; this is the graph that comes with the crate.
    let quipu = Quipu::builtin().expect("the built-in graph is in order");
    let answer = quipu.ask("who supported Fujimori?", &AskOptions::default());
    println!("{}", answer.readback);
    for row in &answer.answers {
        let claims = row.evidence.iter().map(|&number| &answer.claims[number - 1].sentence);
        println!("{}, because: {}", row.label, claims.cloned().collect::<Vec<_>>().join(" "));
    }
}
