//! A reading: one resolved interpretation of a question.

use serde::{Deserialize, Serialize};

use crate::graph::{NodeId, RelationId};
use crate::query::{Column, Query};

/// One resolved interpretation of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// What is asked, formally.
    pub query: Query,
    /// The same taken more strictly, where that may make a difference.
    pub strict: Option<Stricter>,
    /// What form the answer takes.
    pub shape: Shape,
    /// The question as it was understood, in unambiguous English that is itself a question with the same reading.
    pub readback: String,
    /// What had to be chosen to understand it so, one sentence each: "Marchand was read as Adelina Marchand."
    pub choices: Vec<String>,
    /// The rules that it rests on, as sentences: "X is an ancestor of Y if X is a parent of Y."
    pub rules: Vec<String>,
}

/// A query taken more strictly: what it finds is the answer, if it finds anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stricter {
    /// The stricter query.
    pub query: Query,
    /// What is said of those that only the other query finds, before their names: "Only for a part of that time".
    pub aside: String,
}

/// What form an answer takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Shape {
    /// A list of entities or values in one column.
    List {
        /// The column.
        column: Column,
    },
    /// Rows of several columns, as headed in the query.
    Table,
    /// One number, in this column of the only row. Evidence is that of the row.
    Number {
        /// The column.
        column: Column,
        /// Its unit, if it has one.
        unit: Option<String>,
    },
    /// Yes if there is a row. Otherwise denied if `denial` has a row; otherwise no claim says so.
    YesNo {
        /// The query for claims that deny it, where there can be any.
        denial: Option<Box<Query>>,
    },
    /// Paths in this column.
    Paths {
        /// The column.
        column: Column,
    },
    /// A description of these nodes: the rows are their claims, in columns headed subject, claim, object.
    Description {
        /// The nodes.
        nodes: Vec<NodeId>,
        /// Whether only their time orders the claims.
        by_date: bool,
        /// The relations that say in short what something is: their claims come first.
        defining: Vec<RelationId>,
    },
    /// The claims that the rows rest on ("why ..." of what rules define).
    Grounds,
    /// A list of claims in this column ("who says that ...", "why ...").
    Claims {
        /// The column.
        column: Column,
    },
}

/// Why a question has no single reading.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// It was not understood; the first diagnostic is the one to show.
    NotUnderstood(Vec<crate::diagnostic::Diagnostic>),
    /// It has several readings; they may still turn out to have the same answers.
    Ambiguous(Vec<Reading>),
}
