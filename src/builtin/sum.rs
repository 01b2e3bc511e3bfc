//! A sum of facts files, which tells whether a graph file was made from just these. The build script has it, too.

/// FNV-1a of 64 bits over names and texts, each ended by a zero byte (Fowler, Noll and Vo), in hexadecimal digits.
pub fn of<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    for (name, text) in files {
        for byte in name.bytes().chain([0]).chain(text.bytes()).chain([0]) {
            sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{sum:016x}")
}
