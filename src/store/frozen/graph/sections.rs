//! Where everything is in a graph file.

use crate::store::frozen::column::{Records, Sparse};
use crate::store::frozen::format::{Header, Section, SectionId};
use crate::store::frozen::names::NameSections;

/// Where everything is.
#[derive(Clone, Copy, Debug)]
pub(in crate::store::frozen) struct Sections {
    pub nodes: Records,
    pub keys: Section,
    pub values: Section,
    pub kind_lists: Records,
    pub told_kinds: Section,
    pub derived_kinds: Section,
    pub members: Records,
    pub intervals: Section,
    pub lists: Records,
    pub denied: Section,
    pub superseded: Sparse,
    pub places: Sparse,
    pub quantities: Sparse,
    pub speakers: Sparse,
    pub sections: Sparse,
    pub quotes: Sparse,
    pub notes: Sparse,
    pub texts: Records,
    pub names: NameSections,
    pub linked: [Records; 2],
    pub relations_at: [Records; 2],
    pub retracted: Records,
    pub tellings: Records,
}

impl Sections {
    pub(super) fn of(header: &Header) -> Self {
        let section = |id| header.section(id);
        let records = |starts, bytes| Records { starts: section(starts), bytes: section(bytes) };
        let sparse = |id| Sparse(section(id));
        Self {
            nodes: records(SectionId::NODE_STARTS, SectionId::NODES),
            keys: section(SectionId::KEYS),
            values: section(SectionId::VALUES),
            kind_lists: records(SectionId::KIND_LIST_STARTS, SectionId::KIND_LISTS),
            told_kinds: section(SectionId::TOLD_KINDS),
            derived_kinds: section(SectionId::DERIVED_KINDS),
            members: records(SectionId::MEMBER_STARTS, SectionId::MEMBERS),
            intervals: section(SectionId::INTERVALS),
            lists: records(SectionId::LIST_STARTS, SectionId::LISTS),
            denied: section(SectionId::DENIED),
            superseded: sparse(SectionId::SUPERSEDED),
            places: sparse(SectionId::PLACES),
            quantities: sparse(SectionId::QUANTITIES),
            speakers: sparse(SectionId::SPEAKERS),
            sections: sparse(SectionId::SECTIONS),
            quotes: sparse(SectionId::QUOTES),
            notes: sparse(SectionId::NOTES),
            texts: records(SectionId::TEXT_STARTS, SectionId::TEXTS),
            names: NameSections::of(header),
            linked: [
                records(SectionId::LINKED_FORWARD_STARTS, SectionId::LINKED_FORWARD),
                records(SectionId::LINKED_BACKWARD_STARTS, SectionId::LINKED_BACKWARD),
            ],
            relations_at: [
                records(SectionId::RELATIONS_FORWARD_STARTS, SectionId::RELATIONS_FORWARD),
                records(SectionId::RELATIONS_BACKWARD_STARTS, SectionId::RELATIONS_BACKWARD),
            ],
            retracted: records(SectionId::RETRACTED_STARTS, SectionId::RETRACTED),
            tellings: records(SectionId::TELLING_STARTS, SectionId::TELLINGS),
        }
    }
}
