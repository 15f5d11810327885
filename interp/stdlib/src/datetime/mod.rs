//! `_datetime`: dates and times.
//!
//! `calendar` and `parse` are plain arithmetic; the other files have a class each. A date and a datetime have one payload
//! (`moment`), because datetime is a subclass of date.

pub mod calendar;
pub mod common;
pub mod delta;
pub mod full;
pub mod moment;
pub mod parse;
pub mod time_of_day;
pub mod zone;

use taipan_interp::native::pymodule;

/// Fast implementation of the datetime module.
#[pymodule(name = "_datetime")]
pub mod datetime {
    #[pyclass]
    use super::delta::Delta;
    #[pyclass]
    use super::full::DateTime;
    #[pyclass]
    use super::moment::Date;
    #[pyclass]
    use super::time_of_day::Time;
    #[pyclass]
    use super::zone::Timezone;
    #[pyclass]
    use super::zone::TzInfo;
    use taipan_interp::native::*;

    #[pyattr]
    const MINYEAR: i64 = 1;
    #[pyattr]
    const MAXYEAR: i64 = 9999;
    #[pyattr]
    #[allow(non_snake_case)]
    fn UTC(vm: &Vm) -> PyResult {
        super::zone::utc(vm)
    }
    #[pyattr]
    #[allow(non_upper_case_globals)]
    const datetime_CAPI: Option<i64> = None;
}
