//! Records: things of any shape as bytes, and back. The only module that knows bincode.
//!
//! Fixed-width integers, least significant byte first; lengths as 8 bytes before what they count; a byte 0 or 1 before what is optional;
//! variants of an enum as 4 bytes. Only bytes whose checksum was found right are decoded, and never more than a limit.

use bincode::config::{Configuration, Fixint, Limit, LittleEndian};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// No record is longer than this when decoded.
pub const LONGEST: usize = 1 << 28;

type Config = Configuration<LittleEndian, Fixint, Limit<LONGEST>>;

fn config() -> Config {
    bincode::config::standard().with_little_endian().with_fixed_int_encoding().with_limit::<LONGEST>()
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
}
