//! Records: things of any shape as bytes, and back. The only module that knows bincode.
//!
//! In graph files: fixed-width integers, least significant byte first; lengths as 8 bytes before what they count; a byte 0 or 1 before what is optional;
//! variants of an enum as 4 bytes. Only bytes whose checksum was found right are decoded, and never more than a limit.
//!
//! Records that stand alone are *sealed*: a version byte, the CRC-32 of version and content (4 bytes, least significant first), and the
//! content with integers as short as they are (bincode's standard configuration).

use bincode::config::{Configuration, Fixint, Limit, LittleEndian};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// No record is longer than this when decoded.
pub const LONGEST: usize = 1 << 28;

type Config = Configuration<LittleEndian, Fixint, Limit<LONGEST>>;

fn config() -> Config {
    bincode::config::standard().with_little_endian().with_fixed_int_encoding().with_limit::<LONGEST>()
}

/// The version of sealed records. It goes up when the shape of anything that is kept in them changes.
pub const SEALED_VERSION: u8 = 2;

/// Version and checksum.
const SEAL: usize = 5;

/// Why bytes are no sealed record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSealed {
    /// They are more than [`LONGEST`], or fewer than any record has.
    Length,
    /// It was written by another version.
    Version(u8),
    /// They are not those that were written.
    Checksum,
    /// They are those that were written, but not such a thing.
    Content,
}

impl std::fmt::Display for NotSealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Length => f.write_str("its record is cut off, or too long"),
            Self::Version(version) => write!(f, "its record has version {version}"),
            Self::Checksum => f.write_str("its checksum is wrong"),
            Self::Content => f.write_str("its record cannot be read"),
        }
    }
}

/// A thing as a sealed record; `None` if that were more than [`LONGEST`] bytes.
pub fn seal<T: Serialize>(thing: &T) -> Option<Vec<u8>> {
    seal_as(thing, SEALED_VERSION)
}

/// A thing as a sealed record of some version.
pub(super) fn seal_as<T: Serialize>(thing: &T, version: u8) -> Option<Vec<u8>> {
    let mut bytes = vec![version, 0, 0, 0, 0];
    bincode::serde::encode_into_std_write(thing, &mut bytes, bincode::config::standard()).ok()?;
    let checksum = checksum(version, bytes.get(SEAL..)?);
    bytes.get_mut(1..SEAL)?.copy_from_slice(&checksum.to_le_bytes());
    (bytes.len() <= LONGEST).then_some(bytes)
}

/// The thing of a sealed record.
///
/// # Errors
/// If the bytes are not exactly what [`seal`] gives for such a thing.
pub fn unseal<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NotSealed> {
    unseal_of(bytes, SEALED_VERSION)
}

/// The thing of a sealed record of some version.
///
/// # Errors
/// If the bytes are not exactly what that version gave for such a thing.
pub fn unseal_of<T: DeserializeOwned>(bytes: &[u8], wanted: u8) -> Result<T, NotSealed> {
    let (&[version, checks @ ..], content) =
        bytes.split_first_chunk::<SEAL>().filter(|_| bytes.len() <= LONGEST).ok_or(NotSealed::Length)?;
    if version != wanted {
        return Err(NotSealed::Version(version));
    }
    if checksum(version, content) != u32::from_le_bytes(checks) {
        return Err(NotSealed::Checksum);
    }
    match bincode::serde::decode_from_slice(content, bincode::config::standard().with_limit::<LONGEST>()) {
        Ok((thing, used)) if used == content.len() => Ok(thing),
        _ => Err(NotSealed::Content),
    }
}

fn checksum(version: u8, content: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&[version]);
    hasher.update(content);
    hasher.finalize()
}

/// The bytes of a thing; `None` if they were more than [`LONGEST`].
pub fn encode<T: Serialize>(thing: &T) -> Option<Vec<u8>> {
    bincode::serde::encode_to_vec(thing, config()).ok()
}

/// The thing that some bytes are, all of them; `None` if they are not such a thing.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    match bincode::serde::decode_from_slice(bytes, config()) {
        Ok((thing, used)) if used == bytes.len() => Some(thing),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_and_others_are_refused() {
        let thing = (7_u32, "seven".to_owned(), Some(vec![1_u64, 2]));
        let bytes = encode(&thing).unwrap();
        assert_eq!(decode::<(u32, String, Option<Vec<u64>>)>(&bytes), Some(thing));
        assert_eq!(decode::<(u32, String, Option<Vec<u64>>)>(&bytes[..bytes.len() - 1]), None);
        // A length that is far more than there is.
        let huge = [vec![7, 0, 0, 0], vec![255; 8]].concat();
        assert_eq!(decode::<(u32, String)>(&huge), None);
    }

    #[test]
    fn every_flipped_bit_of_a_sealed_record_is_seen() {
        type Thing = (u64, String, Vec<Option<u32>>);
        let thing: Thing = (7, "Pava".to_owned(), vec![Some(1), None]);
        let bytes = seal(&thing).unwrap();
        assert_eq!(unseal::<Thing>(&bytes), Ok(thing));
        for place in 0..bytes.len() {
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[place] ^= 1 << bit;
                assert!(unseal::<Thing>(&damaged).is_err(), "byte {place}, bit {bit}");
            }
            assert!(unseal::<Thing>(&bytes[..place]).is_err());
        }
        // Lengths that a record claims are not believed: nothing is reserved for them.
        for length in [u64::from(u32::MAX), u64::MAX / 2] {
            assert_eq!(unseal::<Vec<u64>>(&seal(&(length, 0_u8)).unwrap()), Err(NotSealed::Content));
        }
        assert_eq!(unseal::<u8>(&seal(&(1_u8, 2_u8)).unwrap()), Err(NotSealed::Content));
    }
}
