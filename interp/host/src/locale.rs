//! The C library's locale: setting it, what it says about numbers and dates, collation, message catalogs.
//!
//! Text goes in and out as bytes in the locale's encoding, or as wide characters where the C library wants them.

use std::ffi::{CStr, CString};
use std::os::raw::{c_char, c_int};

#[cfg(unix)]
fn owned(text: *const c_char) -> Option<Vec<u8>> {
    // SAFETY: the C library gives null or a C string that stays until its next call.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_bytes().to_vec())
}

/// At start: the categories of characters as the environment says; the plain locale becomes UTF-8 if it can.
pub fn init() {
    let name = set(LC_CTYPE, Some(c""));
    if name.is_none_or(|name| name == b"C" || name == b"POSIX") {
        set(LC_CTYPE, Some(c"C.UTF-8"));
    }
}

/// The category of character types.
pub const LC_CTYPE: c_int = 0;
/// All categories, for the C library of Linux.
pub const LC_ALL: c_int = 6;

/// Sets (or, without a name, asks for) the locale of a category.
pub fn set(category: c_int, name: Option<&CStr>) -> Option<Vec<u8>> {
    #[cfg(unix)]
    {
        // SAFETY: null or a C string; under the global lock.
        owned(unsafe { libc::setlocale(category, name.map_or(std::ptr::null(), CStr::as_ptr)) })
    }
    #[cfg(not(unix))]
    {
        let known = name.is_none_or(|name| matches!(name.to_bytes(), b"" | b"C" | b"POSIX" | b"C.UTF-8"));
        (known && (0..=LC_ALL).contains(&category)).then(|| b"C".to_vec())
    }
}

/// How the locale writes numbers and amounts.
#[derive(Clone, Debug, Default)]
pub struct Conventions {
    /// Names and texts.
    pub texts: [(&'static str, Vec<u8>); 8],
    /// Names and numbers.
    pub numbers: [(&'static str, i8); 8],
    /// Sizes of groups of digits.
    pub grouping: Vec<i8>,
    /// Sizes of groups of digits in amounts of money.
    pub mon_grouping: Vec<i8>,
}

/// The current conventions.
pub fn conventions() -> Conventions {
    #[cfg(unix)]
    {
        // SAFETY: under the global lock; the result stays until the locale changes.
        let c = unsafe { &*libc::localeconv() };
        let text = |p: *const c_char| owned(p).unwrap_or_default();
        let groups = |p: *const c_char| -> Vec<i8> { text(p).iter().map(|&b| b as i8).collect() };
        Conventions {
            texts: [
                ("int_curr_symbol", text(c.int_curr_symbol)),
                ("currency_symbol", text(c.currency_symbol)),
                ("mon_decimal_point", text(c.mon_decimal_point)),
                ("mon_thousands_sep", text(c.mon_thousands_sep)),
                ("positive_sign", text(c.positive_sign)),
                ("negative_sign", text(c.negative_sign)),
                ("decimal_point", text(c.decimal_point)),
                ("thousands_sep", text(c.thousands_sep)),
            ],
            numbers: [
                ("int_frac_digits", c.int_frac_digits as i8),
                ("frac_digits", c.frac_digits as i8),
                ("p_cs_precedes", c.p_cs_precedes as i8),
                ("p_sep_by_space", c.p_sep_by_space as i8),
                ("n_cs_precedes", c.n_cs_precedes as i8),
                ("n_sep_by_space", c.n_sep_by_space as i8),
                ("p_sign_posn", c.p_sign_posn as i8),
                ("n_sign_posn", c.n_sign_posn as i8),
            ],
            grouping: groups(c.grouping),
            mon_grouping: groups(c.mon_grouping),
        }
    }
    #[cfg(not(unix))]
    {
        let texts = [
            "int_curr_symbol",
            "currency_symbol",
            "mon_decimal_point",
            "mon_thousands_sep",
            "positive_sign",
            "negative_sign",
            "decimal_point",
            "thousands_sep",
        ];
        let numbers = [
            "int_frac_digits",
            "frac_digits",
            "p_cs_precedes",
            "p_sep_by_space",
            "n_cs_precedes",
            "n_sep_by_space",
            "p_sign_posn",
            "n_sign_posn",
        ];
        Conventions {
            texts: texts.map(|name| (name, if name == "decimal_point" { b".".to_vec() } else { Vec::new() })),
            numbers: numbers.map(|name| (name, i8::MAX)),
            ..Conventions::default()
        }
    }
}

/// One of the locale's texts by its number.
pub fn info(item: c_int) -> Vec<u8> {
    #[cfg(unix)]
    {
        // SAFETY: any number is allowed.
        owned(unsafe { libc::nl_langinfo(item as libc::nl_item) }).unwrap_or_default()
    }
    #[cfg(not(unix))]
    {
        if item == CODESET { b"UTF-8".to_vec() } else { Vec::new() }
    }
}

/// Number of the encoding's name.
pub const CODESET: c_int = 14;

#[cfg(unix)]
unsafe extern "C" {
    fn wcscoll(a: *const u32, b: *const u32) -> c_int;
    fn wcsxfrm(to: *mut u32, from: *const u32, n: usize) -> usize;
}

/// Compares two texts in wide characters, both without zeros inside and with one at the end.
pub fn collate(a: &[u32], b: &[u32]) -> c_int {
    assert!(a.last() == Some(&0) && b.last() == Some(&0));
    #[cfg(unix)]
    {
        // SAFETY: both end with a zero.
        unsafe { wcscoll(a.as_ptr(), b.as_ptr()) }
    }
    #[cfg(not(unix))]
    {
        a.cmp(b) as c_int
    }
}

/// The form of a text (with a zero at the end) whose plain comparison is the locale's; `None` if the C library fails.
pub fn collation_key(text: &[u32]) -> Option<Vec<u32>> {
    assert!(text.last() == Some(&0));
    #[cfg(unix)]
    {
        let mut out = vec![0u32; text.len()];
        loop {
            // SAFETY: `text` ends with a zero; `out` has room for its length.
            let n = unsafe { wcsxfrm(out.as_mut_ptr(), text.as_ptr(), out.len()) };
            if n > isize::MAX as usize / 8 {
                return None;
            }
            if n < out.len() {
                out.truncate(n);
                return Some(out);
            }
            out = vec![0; n + 1];
        }
    }
    #[cfg(not(unix))]
    {
        Some(text[..text.len() - 1].to_vec())
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod catalogs {
    use super::*;

    unsafe extern "C" {
        pub(super) fn dcgettext(domain: *const c_char, text: *const c_char, category: c_int) -> *const c_char;
        pub(super) fn textdomain(domain: *const c_char) -> *const c_char;
        pub(super) fn bindtextdomain(domain: *const c_char, folder: *const c_char) -> *const c_char;
        pub(super) fn bind_textdomain_codeset(domain: *const c_char, encoding: *const c_char) -> *const c_char;
    }
}

/// Category of messages.
pub const LC_MESSAGES: c_int = 5;

/// Translation of a text in a domain (the current one by default).
pub fn translate(domain: Option<&CStr>, text: &CStr, category: c_int) -> Vec<u8> {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        let domain = domain.map_or(std::ptr::null(), CStr::as_ptr);
        // SAFETY: C strings; the result is one too (perhaps `text` itself).
        if let Some(found) = owned(unsafe { catalogs::dcgettext(domain, text.as_ptr(), category) }) {
            return found;
        }
    }
    let _ = (domain, category);
    text.to_bytes().to_vec()
}

/// Sets (or asks for) the current domain.
pub fn text_domain(domain: Option<&CStr>) -> Option<Vec<u8>> {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        // SAFETY: null or a C string.
        owned(unsafe { catalogs::textdomain(domain.map_or(std::ptr::null(), CStr::as_ptr)) })
    }
    #[cfg(not(all(target_os = "linux", target_env = "gnu")))]
    {
        Some(domain.map_or(b"messages".to_vec(), |d| d.to_bytes().to_vec()))
    }
}

/// Sets (or asks for) the folder of a domain's catalogs.
pub fn bind_domain(domain: &CStr, folder: Option<&CStr>) -> Option<Vec<u8>> {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        let folder = folder.map_or(std::ptr::null(), CStr::as_ptr);
        // SAFETY: C strings or null.
        owned(unsafe { catalogs::bindtextdomain(domain.as_ptr(), folder) })
    }
    #[cfg(not(all(target_os = "linux", target_env = "gnu")))]
    {
        let _ = domain;
        folder.map(|f| f.to_bytes().to_vec())
    }
}

/// Sets (or asks for) the encoding in which a domain's texts come.
pub fn bind_encoding(domain: &CStr, encoding: Option<&CStr>) -> Option<Vec<u8>> {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        let encoding = encoding.map_or(std::ptr::null(), CStr::as_ptr);
        // SAFETY: C strings or null.
        owned(unsafe { catalogs::bind_textdomain_codeset(domain.as_ptr(), encoding) })
    }
    #[cfg(not(all(target_os = "linux", target_env = "gnu")))]
    {
        let _ = domain;
        encoding.map(|e| e.to_bytes().to_vec())
    }
}

/// A C string; `None` if there is a zero inside.
pub fn c_string(bytes: &[u8]) -> Option<CString> {
    CString::new(bytes).ok()
}
