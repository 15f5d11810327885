//! `_locale`: the C library's locale.

use crate::support::{decode_path, kept_class};
use std::ffi::CString;
use taipan_host::locale as host;
use taipan_interp::native::*;

const ERROR: &str = "locale.Error";

#[cold]
fn error(vm: &Vm, message: &str) -> Raised {
    vm.raise_msg(kept_class(vm, ERROR), message)
}

/// Constants for nl_langinfo.
const ITEMS: &[(&str, i32)] = &[
    ("ABDAY_1", 131072),
    ("ABDAY_2", 131073),
    ("ABDAY_3", 131074),
    ("ABDAY_4", 131075),
    ("ABDAY_5", 131076),
    ("ABDAY_6", 131077),
    ("ABDAY_7", 131078),
    ("DAY_1", 131079),
    ("DAY_2", 131080),
    ("DAY_3", 131081),
    ("DAY_4", 131082),
    ("DAY_5", 131083),
    ("DAY_6", 131084),
    ("DAY_7", 131085),
    ("ABMON_1", 131086),
    ("ABMON_2", 131087),
    ("ABMON_3", 131088),
    ("ABMON_4", 131089),
    ("ABMON_5", 131090),
    ("ABMON_6", 131091),
    ("ABMON_7", 131092),
    ("ABMON_8", 131093),
    ("ABMON_9", 131094),
    ("ABMON_10", 131095),
    ("ABMON_11", 131096),
    ("ABMON_12", 131097),
    ("MON_1", 131098),
    ("MON_2", 131099),
    ("MON_3", 131100),
    ("MON_4", 131101),
    ("MON_5", 131102),
    ("MON_6", 131103),
    ("MON_7", 131104),
    ("MON_8", 131105),
    ("MON_9", 131106),
    ("MON_10", 131107),
    ("MON_11", 131108),
    ("MON_12", 131109),
    ("RADIXCHAR", 65536),
    ("THOUSEP", 65537),
    ("YESEXPR", 327680),
    ("NOEXPR", 327681),
    ("CRNCYSTR", 262159),
    ("D_FMT", 131113),
    ("D_T_FMT", 131112),
    ("T_FMT", 131114),
    ("AM_STR", 131110),
    ("PM_STR", 131111),
    ("CODESET", 14),
    ("T_FMT_AMPM", 131115),
    ("ERA", 131116),
    ("ERA_D_FMT", 131118),
    ("ERA_D_T_FMT", 131120),
    ("ERA_T_FMT", 131121),
    ("ALT_DIGITS", 131119),
    ("_DATE_FMT", 131180),
];

fn c_text(vm: &Vm, text: Gc<PyStr>) -> PyResult<CString> {
    let text = taipan_interp::codecs::checked_name(vm, text)?;
    host::c_string(text.as_bytes()).ok_or_else(|| vm.value_error("embedded null character"))
}

/// A str as wide characters with a zero at the end.
fn wide(vm: &Vm, text: Gc<PyStr>) -> PyResult<Vec<u32>> {
    if text.as_bytes().contains(&0) {
        return Err(vm.value_error("embedded null character"));
    }
    Ok(text.chars().chain([0]).collect())
}

/// A str argument that may be None.
struct TextOrNone(Option<Gc<PyStr>>);

impl FromValue for TextOrNone {
    fn from_value(vm: &Vm, value: Value) -> PyResult<TextOrNone> {
        Option::<Gc<PyStr>>::from_value(vm, value).map(TextOrNone)
    }
    fn from_arg(vm: &Vm, value: Value, at: ArgAt) -> PyResult<TextOrNone> {
        match value.cast::<PyStr>() {
            Some(text) => Ok(TextOrNone(Some(text))),
            None if value.is_none() => Ok(TextOrNone(None)),
            None => Err(at.wrong_type(vm, "str or None", value)),
        }
    }
}

impl TextOrNone {
    fn to_c(&self, vm: &Vm) -> PyResult<Option<CString>> {
        self.0.map(|text| c_text(vm, text)).transpose()
    }
}

/// The locale as the C library knows it.
#[pymodule(name = "_locale")]
pub mod locale {
    use super::*;
    use crate::support::{c_string, exception_class, set_in_module};

    #[pyattr]
    const LC_CTYPE: i64 = 0;
    #[pyattr]
    const LC_NUMERIC: i64 = 1;
    #[pyattr]
    const LC_TIME: i64 = 2;
    #[pyattr]
    const LC_COLLATE: i64 = 3;
    #[pyattr]
    const LC_MONETARY: i64 = 4;
    #[pyattr]
    const LC_MESSAGES: i64 = 5;
    #[pyattr]
    const LC_ALL: i64 = 6;
    #[pyattr]
    const CHAR_MAX: i64 = 127;

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        let class = exception_class(vm, "locale", "Error", &[vm.exc().Exception], "")?;
        vm.set_static(ERROR, class);
        set_in_module(vm, module, "Error", class);
        for (name, number) in ITEMS {
            set_in_module(vm, module, name, Value::small((*number).into()));
        }
        Ok(())
    }

    /// Sets the locale of a category, or asks for it with None.
    #[pyfunction(sig = "(category, locale=None, /)")]
    fn setlocale(vm: &Vm, category: i32, #[default(TextOrNone(None))] locale: TextOrNone) -> PyResult<Gc<PyStr>> {
        let wanted = locale.to_c(vm)?;
        match host::set(category, wanted.as_deref()) {
            Some(name) => Ok(decode_path(&name)),
            None if wanted.is_some() => Err(error(vm, "unsupported locale setting")),
            None => Err(error(vm, "locale query failed")),
        }
    }

    /// How the locale writes numbers and amounts of money.
    #[pyfunction]
    fn localeconv(vm: &Vm) -> PyResult<Gc<PyDict>> {
        let conventions = host::conventions();
        let dict = vm.new_dict();
        let text = |name: &str| {
            let found = conventions.texts.iter().find(|(n, _)| *n == name);
            decode_path(found.map_or(&[], |(_, text)| text.as_slice())).value()
        };
        let groups = |sizes: &[i8]| {
            let mut all: Vec<Value> = sizes.iter().map(|&n| Value::small(n.into())).collect();
            if let Some(last) = sizes.last()
                && *last != i8::MAX
            {
                all.push(Value::small(0));
            }
            PyList::new(&all).value()
        };
        let set = |name: &str, value| dict.set_str(vm.intern(name), value);
        for name in ["int_curr_symbol", "currency_symbol", "mon_decimal_point", "mon_thousands_sep"] {
            set(name, text(name));
        }
        set("mon_grouping", groups(&conventions.mon_grouping));
        set("positive_sign", text("positive_sign"));
        set("negative_sign", text("negative_sign"));
        for (name, n) in conventions.numbers {
            set(name, Value::small(n.into()));
        }
        set("decimal_point", text("decimal_point"));
        set("thousands_sep", text("thousands_sep"));
        set("grouping", groups(&conventions.grouping));
        Ok(dict)
    }

    /// Compares two strings in the locale's order: negative, zero or positive.
    #[pyfunction]
    fn strcoll(vm: &Vm, os1: Gc<PyStr>, os2: Gc<PyStr>) -> PyResult<i32> {
        Ok(host::collate(&wide(vm, os1)?, &wide(vm, os2)?))
    }

    /// A key for sorting in the locale's order.
    #[pyfunction]
    fn strxfrm(vm: &Vm, string: Gc<PyStr>) -> PyResult<Value> {
        let Some(key) = host::collation_key(&wide(vm, string)?) else {
            return Err(crate::support::os_error(vm, taipan_host::Errno(22)));
        };
        Ok(PyStr::try_from_wtf8(&taipan_object::text::wtf8::from_code_points(key))?.value())
    }

    /// A text of the locale by its number.
    #[pyfunction]
    fn nl_langinfo(vm: &Vm, key: i32) -> PyResult<Gc<PyStr>> {
        if !ITEMS.iter().any(|(_, item)| *item == key) {
            return Err(vm.value_error("unsupported langinfo constant"));
        }
        Ok(decode_path(&host::info(key)))
    }

    /// Name of the locale's encoding.
    #[pyfunction]
    fn getencoding() -> Gc<PyStr> {
        let name = host::info(host::CODESET);
        if name.is_empty() { PyStr::new("UTF-8") } else { decode_path(&name) }
    }

    /// Translation of a message in the current domain.
    #[pyfunction]
    fn gettext(vm: &Vm, msg: Gc<PyStr>) -> PyResult<Gc<PyStr>> {
        Ok(decode_path(&host::translate(None, &c_text(vm, msg)?, host::LC_MESSAGES)))
    }

    /// Translation of a message in a domain.
    #[pyfunction(sig = "(domain, msg, /)")]
    fn dgettext(vm: &Vm, domain: TextOrNone, msg: Gc<PyStr>) -> PyResult<Gc<PyStr>> {
        Ok(decode_path(&host::translate(domain.to_c(vm)?.as_deref(), &c_text(vm, msg)?, host::LC_MESSAGES)))
    }

    /// Translation of a message in a domain and category.
    #[pyfunction(sig = "(domain, msg, category, /)")]
    fn dcgettext(vm: &Vm, domain: TextOrNone, msg: Gc<PyStr>, category: i32) -> PyResult<Gc<PyStr>> {
        Ok(decode_path(&host::translate(domain.to_c(vm)?.as_deref(), &c_text(vm, msg)?, category)))
    }

    /// Sets the current domain, or asks for it with None.
    #[pyfunction(sig = "(domain, /)")]
    fn textdomain(vm: &Vm, domain: TextOrNone) -> PyResult<Option<Gc<PyStr>>> {
        Ok(host::text_domain(domain.to_c(vm)?.as_deref()).map(|name| decode_path(&name)))
    }

    /// Sets the folder of a domain's catalogs, or asks for it with None.
    #[pyfunction(sig = "(domain, dir, /)")]
    fn bindtextdomain(vm: &Vm, domain: Gc<PyStr>, dir: Value) -> PyResult<Option<Gc<PyStr>>> {
        if domain.is_empty() {
            return Err(error(vm, "domain must be a non-empty string"));
        }
        let folder = if dir.is_none() { None } else { Some(c_string(vm, dir)?) };
        let found = host::bind_domain(c_text(vm, domain)?.as_c_str(), folder.as_deref());
        Ok(found.map(|name| decode_path(&name)))
    }

    /// Sets the encoding of a domain's texts, or asks for it with None.
    #[pyfunction(sig = "(domain, codeset, /)")]
    fn bind_textdomain_codeset(vm: &Vm, domain: Gc<PyStr>, codeset: TextOrNone) -> PyResult<Option<Gc<PyStr>>> {
        let found = host::bind_encoding(c_text(vm, domain)?.as_c_str(), codeset.to_c(vm)?.as_deref());
        Ok(found.map(|name| decode_path(&name)))
    }
}
