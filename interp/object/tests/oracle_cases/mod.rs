//! Decoding of oracle lines and the dispatch from their function names to taipan-object's functions.

pub mod all_chars;
pub mod case;
pub mod codec;
pub mod complexes;
pub mod floats;
pub mod formats;
pub mod hashes;
pub mod ints;
pub mod percents;
pub mod reprs;
pub mod search;
pub mod templates;

/// Answers one case in the notation of the data files; `None` if the function is unknown.
pub type Group = fn(&str, &Args) -> Option<String>;

/// Arguments of a case.
pub struct Args<'a>(pub &'a [&'a str]);

impl Args<'_> {
    /// A string or bytes.
    pub fn text(&self, i: usize) -> Vec<u8> {
        unhex(self.0[i])
    }

    /// A number.
    pub fn num<T: std::str::FromStr>(&self, i: usize) -> T
    where
        T::Err: std::fmt::Debug,
    {
        self.0[i].parse().unwrap()
    }

    /// A limit: -1 is none.
    pub fn limit(&self, i: usize) -> usize {
        usize::try_from(self.num::<i64>(i)).unwrap_or(usize::MAX)
    }
}

/// Decodes hexadecimal text.
pub fn unhex(s: &str) -> Vec<u8> {
    if s == "-" {
        return Vec::new();
    }
    (0..s.len() / 2).map(|i| u8::from_str_radix(&s[2 * i..2 * i + 2], 16).unwrap()).collect()
}

/// Encodes text as the data files do.
pub fn hex(s: &[u8]) -> String {
    if s.is_empty() { "-".into() } else { s.iter().map(|b| format!("{b:02x}")).collect() }
}

/// A text as a result.
pub fn ok(s: impl AsRef<[u8]>) -> Option<String> {
    Some(format!("={}", hex(s.as_ref())))
}

/// An error message as a result.
pub fn err(s: impl AsRef<[u8]>) -> Option<String> {
    Some(format!("!{}", hex(s.as_ref())))
}

/// A list of texts as a result.
pub fn list<S: AsRef<[u8]>>(parts: impl IntoIterator<Item = S>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().map(|p| hex(p.as_ref())).collect();
    Some(format!("={}", parts.join(",")))
}

/// Anything printable as a result.
pub fn show(x: impl std::fmt::Display) -> Option<String> {
    Some(format!("={x}"))
}

/// Decodes a result for a failure message.
pub fn readable(result: &str) -> String {
    let hexes = result[1..].split(',');
    hexes
        .map(|h| {
            if h.chars().all(|c| c.is_ascii_hexdigit()) && h.len() % 2 == 0 {
                String::from_utf8_lossy(&unhex(h)).into_owned()
            } else {
                h.into()
            }
        })
        .collect::<Vec<_>>()
        .join(" | ")
}
