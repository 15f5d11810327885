//! The normalization forms.

use super::tables::{Tables, tables};
use taipan_object::text::wtf8;

/// A normalization form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// Compatibility decompositions too.
    compatibility: bool,
    /// Composes at the end.
    compose: bool,
}

impl Form {
    /// The form with this name.
    pub(super) fn by_name(name: &str) -> Option<Form> {
        let (compatibility, compose) = match name {
            "NFC" => (false, true),
            "NFD" => (false, false),
            "NFKC" => (true, true),
            "NFKD" => (true, false),
            _ => return None,
        };
        Some(Form { compatibility, compose })
    }

    /// No character below this changes in this form or with a neighbor below it.
    fn first_affected(self) -> u32 {
        match (self.compatibility, self.compose) {
            (true, _) => 0xA0,
            (false, true) => 0x300,
            (false, false) => 0xC0,
        }
    }
}

const S: u32 = 0xAC00;
const L: u32 = 0x1100;
const V: u32 = 0x1161;
const T: u32 = 0x11A7;
const V_COUNT: u32 = 21;
const T_COUNT: u32 = 28;
const S_COUNT: u32 = 19 * V_COUNT * T_COUNT;

/// Appends the full decomposition of a character.
fn decompose(t: &Tables, c: u32, form: Form, old: bool, out: &mut Vec<u32>) {
    if c < 0xA0 {
        out.push(c);
        return;
    }
    if let Some(i) = c.checked_sub(S).filter(|&i| i < S_COUNT) {
        out.extend([L + i / (V_COUNT * T_COUNT), V + i % (V_COUNT * T_COUNT) / T_COUNT]);
        if i % T_COUNT != 0 {
            out.push(T + i % T_COUNT);
        }
        return;
    }
    if old {
        if let Some(then) = t.old_decomposition(c) {
            out.push(then);
            return;
        }
        if t.old_category(c) == "Cn" {
            out.push(c);
            return;
        }
    }
    match t.decomposition(c) {
        Some((tag, parts)) if tag.is_empty() || form.compatibility => {
            parts.iter().for_each(|&part| decompose(t, part, form, old, out));
        }
        _ => out.push(c),
    }
}

/// Sorts runs of combining characters by their class.
fn reorder(t: &Tables, points: &mut [u32]) {
    let mut i = 0;
    while i < points.len() {
        if t.combining(points[i]) == 0 {
            i += 1;
            continue;
        }
        let end = points[i..].iter().position(|&c| t.combining(c) == 0).map_or(points.len(), |n| i + n);
        points[i..end].sort_by_key(|&c| t.combining(c));
        i = end;
    }
}

fn composed(t: &Tables, a: u32, b: u32) -> Option<u32> {
    if let (Some(l), Some(v)) = (a.checked_sub(L).filter(|&l| l < 19), b.checked_sub(V).filter(|&v| v < V_COUNT)) {
        return Some(S + (l * V_COUNT + v) * T_COUNT);
    }
    if let (Some(s), Some(tail)) = (
        a.checked_sub(S).filter(|&s| s < S_COUNT && s % T_COUNT == 0),
        b.checked_sub(T).filter(|t| (1..T_COUNT).contains(t)),
    ) {
        return Some(S + s + tail);
    }
    t.composition(a, b)
}

fn compose(t: &Tables, points: &mut Vec<u32>) {
    let mut starter: Option<usize> = None;
    let mut last_class = 0;
    let mut kept = 0;
    for i in 0..points.len() {
        let c = points[i];
        let class = t.combining(c);
        if let Some(at) = starter {
            // Not blocked: nothing in between, or only smaller classes.
            let adjacent = kept == at + 1;
            if (adjacent || last_class != 0 && last_class < class)
                && let Some(both) = composed(t, points[at], c)
            {
                points[at] = both;
                continue;
            }
        }
        if class == 0 {
            starter = Some(kept);
        }
        last_class = class;
        points[kept] = c;
        kept += 1;
    }
    points.truncate(kept);
}

/// The text in this form; `None` if it is already.
pub(super) fn normalize(text: &[u8], form: Form, old: bool) -> Option<Vec<u8>> {
    let limit = form.first_affected();
    if wtf8::is_ascii(text) || wtf8::code_points(text).all(|c| c < limit) {
        return None;
    }
    let t = tables();
    let mut points = Vec::with_capacity(text.len());
    wtf8::code_points(text).for_each(|c| decompose(t, c, form, old, &mut points));
    reorder(t, &mut points);
    if form.compose {
        compose(t, &mut points);
    }
    let out = wtf8::from_code_points(points);
    (out != text).then_some(out)
}
