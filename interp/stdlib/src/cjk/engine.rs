//! The CJK codecs as functions on slices: one character at a time, with the state that stateful ones have.
//!
//! Knows neither Python objects nor error handlers.

use super::tables::{self, Iso, Lead, NONE, Plain, Text};

/// State between characters; what its bytes mean is each codec's own. In ISO 2022: the sets in G0 to G2, and flags at 4.
pub(super) type State = [u8; 8];

/// Why a step did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// So many bytes (or characters) are malformed.
    Illegal(usize),
    /// More input is needed.
    TooFew,
}

/// A decoded character or two (the second 0 if there is none; none at all for a change of state) and the bytes it took.
pub(super) struct Decoded {
    pub(super) text: Option<Text>,
    pub(super) len: usize,
}

type DecodeResult = Result<Decoded, Trouble>;
/// How many characters were encoded.
type EncodeResult = Result<usize, Trouble>;

/// Which algorithm.
#[derive(Clone, Copy)]
enum Kind {
    Plain(&'static Plain),
    Gb18030(&'static Plain),
    EucKr(&'static Plain),
    Hz(&'static Plain),
    Iso(&'static Iso, IsoOptions),
}

/// What codecs of ISO 2022 differ in.
#[derive(Clone, Copy)]
struct IsoOptions {
    /// Shift-in and shift-out switch between G0 and G1.
    shifts: bool,
    /// Register G2 with single shifts.
    g2: bool,
    /// ESC & @ ESC $ B designates the newer JIS X 0208.
    revisions: bool,
}

/// A codec.
#[derive(Clone, Copy)]
pub(super) struct Engine {
    /// Its name.
    pub(super) name: &'static str,
    kind: Kind,
}

const ASCII: u8 = b'B';
const DOUBLE: u8 = 0x80;
const FLAGS: usize = 4;
const SHIFTED: u8 = 1;
const RAW_ESCAPE: u8 = 2;
const ESC: u8 = 0x1B;
const SO: u8 = 0x0E;
const SI: u8 = 0x0F;

fn one(c: u32, len: usize) -> DecodeResult {
    Ok(Decoded { text: Some((c, 0)), len })
}

fn push_bytes(out: &mut Vec<u8>, value: u32) {
    let bytes = value.to_be_bytes();
    let skip = bytes[..3].iter().take_while(|&&b| b == 0).count();
    out.extend_from_slice(&bytes[skip..]);
}

impl Engine {
    /// The codec with this name.
    pub(super) fn by_name(name: &'static str) -> Engine {
        let kind = match name {
            "gb18030" => Kind::Gb18030(tables::plain(name)),
            "euc_kr" => Kind::EucKr(tables::plain(name)),
            "hz" => Kind::Hz(tables::plain("gb2312")),
            _ if name.starts_with("iso2022") => {
                let korean = name == "iso2022_kr";
                Kind::Iso(
                    tables::iso(name),
                    IsoOptions { shifts: korean, g2: name == "iso2022_jp_2", revisions: !korean },
                )
            }
            _ => Kind::Plain(tables::plain(name)),
        };
        Engine { name, kind }
    }

    /// State at the start of encoding.
    pub(super) fn encode_start(&self) -> State {
        match self.kind {
            Kind::Iso(..) => [ASCII, ASCII, 0, 0, 0, 0, 0, 0],
            _ => [0; 8],
        }
    }

    /// State at the start of decoding.
    pub(super) fn decode_start(&self) -> State {
        match self.kind {
            Kind::Iso(..) => [ASCII, ASCII, ASCII, 0, 0, 0, 0, 0],
            _ => [0; 8],
        }
    }

    /// Decodes the character at the start of `input`, which is not empty.
    pub(super) fn decode(&self, state: &mut State, input: &[u8]) -> DecodeResult {
        match self.kind {
            Kind::Plain(table) => decode_plain(table, input),
            Kind::Gb18030(table) => decode_gb18030(table, input),
            Kind::EucKr(table) => decode_euc_kr(table, input),
            Kind::Hz(table) => decode_hz(table, state, input),
            Kind::Iso(table, options) => decode_iso(table, options, state, input),
        }
    }

    /// Encodes the character at the start of `text` (not empty), or the first two together; `is_final`: nothing follows it.
    pub(super) fn encode(&self, state: &mut State, text: &[u32], is_final: bool, out: &mut Vec<u8>) -> EncodeResult {
        match self.kind {
            Kind::Plain(table) => encode_plain(table, text, is_final, out),
            Kind::Gb18030(table) => encode_gb18030(table, text[0], out),
            Kind::EucKr(table) => encode_euc_kr(table, text[0], out),
            Kind::Hz(table) => encode_hz(table, state, text[0], out),
            Kind::Iso(table, _) => encode_iso(table, state, text, is_final, out),
        }
    }

    /// Ends encoding: back to the first state.
    pub(super) fn encode_reset(&self, state: &mut State, out: &mut Vec<u8>) {
        match self.kind {
            Kind::Hz(_) if state[0] != 0 => {
                out.extend_from_slice(b"~}");
                state[0] = 0;
            }
            Kind::Iso(..) => to_ascii(state, out, true),
            _ => {}
        }
    }

    /// Ends decoding: back to the first state.
    pub(super) fn decode_reset(&self, state: &mut State) {
        match self.kind {
            Kind::Hz(_) => state[0] = 0,
            Kind::Iso(..) => {
                state[0] = ASCII;
                state[FLAGS] &= !SHIFTED;
            }
            _ => {}
        }
    }
}

fn decode_plain(table: &Plain, input: &[u8]) -> DecodeResult {
    let a = input[0];
    match table.lead(a) {
        Lead::Single(c) => one(c, 1),
        Lead::Bad => Err(Trouble::Illegal(1)),
        Lead::Of(n) => {
            let Some(bytes) = input.get(..n) else { return Err(Trouble::TooFew) };
            let (found, error) = match *bytes {
                [a, b] => (table.two(a, b), table.error_len(a, b)),
                [a, b, c] => (table.three(a, b, c), 1),
                _ => (None, 1),
            };
            match found {
                Some(text) => Ok(Decoded { text: Some(text), len: n }),
                None => Err(Trouble::Illegal(error)),
            }
        }
    }
}

fn encode_plain(table: &Plain, text: &[u32], is_final: bool, out: &mut Vec<u8>) -> EncodeResult {
    let c = text[0];
    if table.is_start(c) {
        match text.get(1) {
            Some(&next) => {
                if let Some(bytes) = table.combo(c, next) {
                    push_bytes(out, bytes);
                    return Ok(2);
                }
            }
            None if !is_final => return Err(Trouble::TooFew),
            None => {}
        }
    }
    match table.encode(c) {
        NONE => Err(Trouble::Illegal(1)),
        bytes => {
            push_bytes(out, bytes);
            Ok(1)
        }
    }
}

/// Index of the first four-byte sequence for characters beyond the BMP.
const GB18030_SUPPLEMENTARY: u32 = 189_000;

fn decode_gb18030(table: &Plain, input: &[u8]) -> DecodeResult {
    let &[a, b, ref rest @ ..] = input else { return decode_plain(table, input) };
    if a < 0x80 || !b.is_ascii_digit() {
        return decode_plain(table, input);
    }
    let &[c, d, ..] = rest else { return Err(Trouble::TooFew) };
    if !matches!(a, 0x81..=0xFE) || !matches!(c, 0x81..=0xFE) || !d.is_ascii_digit() {
        return Err(Trouble::Illegal(1));
    }
    let index = ((a as u32 - 0x81) * 10 + b as u32 - 0x30) * 1260 + (c as u32 - 0x81) * 10 + d as u32 - 0x30;
    let found = match index.checked_sub(GB18030_SUPPLEMENTARY) {
        Some(i) => (i < 0x10_0000).then_some(0x1_0000 + i),
        None => {
            let after = table.ranges.partition_point(|r| r[0] <= index);
            after
                .checked_sub(1)
                .map(|i| table.ranges[i])
                .and_then(|[first, c, n]| (index - first < n).then(|| c + index - first))
        }
    };
    found.map_or(Err(Trouble::Illegal(1)), |c| one(c, 4))
}

fn encode_gb18030(table: &Plain, c: u32, out: &mut Vec<u8>) -> EncodeResult {
    let known = table.encode(c);
    if known != NONE {
        push_bytes(out, known);
        return Ok(1);
    }
    let index = match c.checked_sub(0x1_0000) {
        Some(i) => Some(GB18030_SUPPLEMENTARY + i),
        None => table.ranges.iter().find(|r| (r[1]..r[1] + r[2]).contains(&c)).map(|r| r[0] + c - r[1]),
    };
    let Some(i) = index else { return Err(Trouble::Illegal(1)) };
    let (a, b, c, d) = (i / 12600, i / 1260 % 10, i / 10 % 126, i % 10);
    out.extend([a as u8 + 0x81, b as u8 + 0x30, c as u8 + 0x81, d as u8 + 0x30]);
    Ok(1)
}

const HANGUL: u32 = 0xAC00;
const HANGUL_COUNT: u32 = 11172;

fn decode_euc_kr(table: &Plain, input: &[u8]) -> DecodeResult {
    let &[0xA4, 0xD4, ..] = input else { return decode_plain(table, input) };
    let &[_, _, 0xA4, initial, 0xA4, vowel, 0xA4, last, ..] = input else {
        return Err(if input.len() < 8 { Trouble::TooFew } else { Trouble::Illegal(1) });
    };
    let jamo = tables::jamo();
    let initial = jamo.initials.iter().position(|&b| b == initial);
    let last = jamo.finals.iter().position(|&b| b == last);
    match (initial, vowel, last) {
        (Some(initial), 0xBF..=0xD3, Some(last)) => {
            one(HANGUL + initial as u32 * 588 + (vowel as u32 - 0xBF) * 28 + last as u32, 8)
        }
        _ => Err(Trouble::Illegal(1)),
    }
}

fn encode_euc_kr(table: &Plain, c: u32, out: &mut Vec<u8>) -> EncodeResult {
    let known = table.encode(c);
    if known != NONE {
        push_bytes(out, known);
        return Ok(1);
    }
    let Some(i) = c.checked_sub(HANGUL).filter(|&i| i < HANGUL_COUNT) else { return Err(Trouble::Illegal(1)) };
    let jamo = tables::jamo();
    let (initial, vowel, last) = (i / 588, i % 588 / 28, i % 28);
    out.extend([0xA4, 0xD4, 0xA4, jamo.initials[initial as usize], 0xA4, 0xBF + vowel as u8, 0xA4]);
    out.push(jamo.finals[last as usize]);
    Ok(1)
}

fn decode_hz(table: &Plain, state: &mut State, input: &[u8]) -> DecodeResult {
    let a = input[0];
    let double = state[0] != 0;
    if a == b'~' {
        let Some(&b) = input.get(1) else { return Err(Trouble::TooFew) };
        let text = match b {
            b'~' if !double => Some((b'~'.into(), 0)),
            b'{' if !double => {
                state[0] = 1;
                None
            }
            b'\n' if !double => None,
            b'}' if double => {
                state[0] = 0;
                None
            }
            _ => return Err(Trouble::Illegal(1)),
        };
        return Ok(Decoded { text, len: 2 });
    }
    if a >= 0x80 {
        return Err(Trouble::Illegal(1));
    }
    if !double {
        return one(a.into(), 1);
    }
    let Some(&b) = input.get(1) else { return Err(Trouble::TooFew) };
    match table.two(a | 0x80, b | 0x80).filter(|_| b < 0x80) {
        Some(text) => Ok(Decoded { text: Some(text), len: 2 }),
        None => Err(Trouble::Illegal(1)),
    }
}

fn encode_hz(table: &Plain, state: &mut State, c: u32, out: &mut Vec<u8>) -> EncodeResult {
    if c < 0x80 {
        if state[0] != 0 {
            out.extend_from_slice(b"~}");
            state[0] = 0;
        }
        out.push(c as u8);
        if c == b'~' as u32 {
            out.push(b'~');
        }
        return Ok(1);
    }
    let bytes = table.encode(c);
    if bytes == NONE {
        return Err(Trouble::Illegal(1));
    }
    if state[0] == 0 {
        out.extend_from_slice(b"~{");
        state[0] = 1;
    }
    push_bytes(out, bytes & 0x7F7F);
    Ok(1)
}

fn decode_iso(table: &Iso, options: IsoOptions, state: &mut State, input: &[u8]) -> DecodeResult {
    let a = input[0];
    if state[FLAGS] & RAW_ESCAPE != 0 {
        if is_escape_end(a) {
            state[FLAGS] &= !RAW_ESCAPE;
        }
        return one(a.into(), 1);
    }
    match a {
        ESC => {
            let Some(&b) = input.get(1) else { return Err(Trouble::TooFew) };
            if b == b'N' && options.g2 {
                return single_shift(table, state, input);
            }
            if matches!(b, b'(' | b')' | b'$' | b'.' | b'&') {
                let len = designate(table, options, state, input)?;
                return Ok(Decoded { text: None, len });
            }
            state[FLAGS] |= RAW_ESCAPE;
            return one(a.into(), 1);
        }
        SI if options.shifts => {
            state[FLAGS] &= !SHIFTED;
            return Ok(Decoded { text: None, len: 1 });
        }
        SO if options.shifts => {
            state[FLAGS] |= SHIFTED;
            return Ok(Decoded { text: None, len: 1 });
        }
        b'\n' => {
            state[FLAGS] &= !SHIFTED;
            return one(a.into(), 1);
        }
        0..0x20 => return one(a.into(), 1),
        0x80.. => return Err(Trouble::Illegal(1)),
        _ => {}
    }
    let number = state[usize::from(state[FLAGS] & SHIFTED != 0)];
    if number == ASCII {
        return one(a.into(), 1);
    }
    let Some(set) = table.set(number) else { return Err(Trouble::Illegal(1)) };
    let width = if number & DOUBLE != 0 { 2 } else { 1 };
    let Some(bytes) = input.get(..width) else { return Err(Trouble::TooFew) };
    let found = match *bytes {
        // The sets for G2 are designated anywhere but work only there.
        _ if table.register(number) == 2 => None,
        [a] => set.single(a).map(|c| (c, 0)),
        [a, b] => set.double(a, b),
        _ => None,
    };
    match found {
        Some(text) => Ok(Decoded { text: Some(text), len: width }),
        None => Err(Trouble::Illegal(width)),
    }
}

/// ESC N and a character of G2.
fn single_shift(table: &Iso, state: &State, input: &[u8]) -> DecodeResult {
    let Some(&b) = input.get(2) else { return Err(Trouble::TooFew) };
    let found = match state[2] {
        ASCII => Some(u32::from(b)).filter(|_| b < 0x80),
        // Control characters are those from 0x80 on.
        _ if b < 0x20 => Some(0x80 + u32::from(b)),
        number => table.set(number).and_then(|set| set.single(b)),
    };
    found.map_or(Err(Trouble::Illegal(3)), |c| one(c, 3))
}

fn is_escape_end(b: u8) -> bool {
    matches!(b, b'A'..=b'Z' | b'@')
}

/// An escape sequence: its length.
fn designate(table: &Iso, options: IsoOptions, state: &mut State, input: &[u8]) -> Result<usize, Trouble> {
    const LONGEST: usize = 16;
    let mut i = 1;
    let len = loop {
        if i >= LONGEST {
            return Err(Trouble::Illegal(1));
        }
        let Some(&b) = input.get(i) else { return Err(Trouble::TooFew) };
        if is_escape_end(b) {
            break i + 1;
        }
        let revised = options.revisions && b == b'&' && input.get(i + 1) == Some(&b'@');
        i += if revised { 2 } else { 1 };
    };
    let refused = Err(Trouble::Illegal(len));
    let (register, number) = match &input[..len] {
        [_, b'$', last] => (0, last | DOUBLE),
        [_, b'(', last] => (0, *last),
        [_, b')', last] => (1, *last),
        [_, b'.', last] if options.g2 => (2, *last),
        [_, b'$', b'(', last] => (0, last | DOUBLE),
        [_, b'$', b')', last] => (1, last | DOUBLE),
        [_, b'&', b'@', ESC, b'$', b'B'] if options.revisions => (0, b'B' | DOUBLE),
        _ => return refused,
    };
    if number != ASCII && table.set(number).is_none() {
        return refused;
    }
    state[register] = number;
    Ok(len)
}

/// Back to ASCII in G0; `shift_first`: shift-in comes before the escape sequence.
fn to_ascii(state: &mut State, out: &mut Vec<u8>, shift_first: bool) {
    let shift = |state: &mut State, out: &mut Vec<u8>| {
        if state[FLAGS] & SHIFTED != 0 {
            out.push(SI);
            state[FLAGS] &= !SHIFTED;
        }
    };
    if shift_first {
        shift(state, out);
    }
    if state[0] != ASCII {
        out.extend_from_slice(b"\x1b(B");
        state[0] = ASCII;
    }
    shift(state, out);
}

fn encode_iso(table: &Iso, state: &mut State, text: &[u32], is_final: bool, out: &mut Vec<u8>) -> EncodeResult {
    let c = text[0];
    if c < 0x80 {
        to_ascii(state, out, false);
        out.push(c as u8);
        return Ok(1);
    }
    let mut taken = 1;
    let mut found = table.encode(c);
    if table.is_start(c) {
        match text.get(1) {
            Some(&next) => {
                if let Some(both) = table.combo(c, next) {
                    found = both;
                    taken = 2;
                }
            }
            None if !is_final => return Err(Trouble::TooFew),
            None => {}
        }
    }
    if found == NONE {
        return Err(Trouble::Illegal(1));
    }
    let (number, bytes) = ((found >> 16) as u8, found & 0xFFFF);
    if number == 0 {
        to_ascii(state, out, false);
        push_bytes(out, bytes);
        return Ok(taken);
    }
    let last = number & !DOUBLE;
    if table.register(number) == 0 {
        if state[FLAGS] & SHIFTED != 0 {
            out.push(SI);
            state[FLAGS] &= !SHIFTED;
        }
        if state[0] != number {
            match number & DOUBLE != 0 {
                true if matches!(last, b'@' | b'B') => out.extend([ESC, b'$', last]),
                true => out.extend([ESC, b'$', b'(', last]),
                false => out.extend([ESC, b'(', last]),
            }
            state[0] = number;
        }
    } else {
        if state[1] != number {
            match number & DOUBLE != 0 {
                true => out.extend([ESC, b'$', b')', last]),
                false => out.extend([ESC, b')', last]),
            }
            state[1] = number;
        }
        if state[FLAGS] & SHIFTED == 0 {
            out.push(SO);
            state[FLAGS] |= SHIFTED;
        }
    }
    if number & DOUBLE != 0 {
        out.extend([(bytes >> 8) as u8, bytes as u8]);
    } else {
        out.push(bytes as u8);
    }
    Ok(taken)
}
