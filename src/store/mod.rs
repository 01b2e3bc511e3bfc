//! The store: graphs on disk.
//!
//! Comes in: a graph, or what a graph is made of; sentences and other changes, to be kept. Goes out: a [`View`](crate::graph::View) of
//! what was told, at one moment. Knows nothing of questions or formats of import.
//!
//! `NAME.quipu` is the frozen layer ([`frozen`]), an immutable file; `NAME.quipu-live` beside it holds what was told since. A view is a
//! [`LiveGraph`](crate::graph::LiveGraph) with the later tellings, standing on the frozen file.
//!
//! ```text
//! sentence ── facts::tell ──▶ Change ── journal: on the disk ──▶ acknowledged ──▶ LiveGraph ──▶ views from now on
//!                                          └────────── freeze ──▶ a new NAME.quipu
//! ```

mod earlier;
mod error;
mod fault;
mod fold;
pub mod frozen;
mod ground;
mod held;
mod journal;
pub mod record;
mod tell;
mod told;
mod verify;

pub use error::{Damage, StoreError};
pub use fold::Folded;
pub(crate) use held::Held;
pub use tell::{Receipt, TellError};
pub use told::{Entry, Options, Store};
pub use verify::{LiveFound, Verified, verify};
