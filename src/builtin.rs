//! The graph that comes with the program: Peru and the United States.

/// Name and text of each of its facts files, sorted by name.
pub const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/builtin.rs"));
