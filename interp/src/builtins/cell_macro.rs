//! `cell!`: declares the layout of a builtin type as a heap cell, with tracing of all fields that are not marked `untraced`.

macro_rules! cell {
    ($(#[$meta:meta])* pub struct $name:ident: $kind:ident, $py:literal { $($body:tt)* }) => {
        cell!(@munch [$(#[$meta])*] $name $kind $py [] [] $($body)*);
    };
    (@munch $m:tt $name:ident $kind:ident $py:literal [$($f:tt)*] [$($t:ident)*]
        $(#[$fm:meta])* untraced $field:ident: $ty:ty, $($rest:tt)*) => {
        cell!(@munch $m $name $kind $py [$($f)* $(#[$fm])* pub $field: $ty,] [$($t)*] $($rest)*);
    };
    (@munch $m:tt $name:ident $kind:ident $py:literal [$($f:tt)*] [$($t:ident)*]
        $(#[$fm:meta])* $field:ident: $ty:ty, $($rest:tt)*) => {
        cell!(@munch $m $name $kind $py [$($f)* $(#[$fm])* pub $field: $ty,] [$($t)* $field] $($rest)*);
    };
    (@munch [$($meta:tt)*] $name:ident $kind:ident $py:literal [$($f:tt)*] [$($t:ident)*]) => {
        $($meta)*
        #[repr(C)]
        pub struct $name {
            /// The cell's header: `Header::new(shape, Kind::….0)`.
            pub header: taipan_object::Header,
            $($f)*
        }

        // SAFETY: repr(C) with a header first; registered in `types::register_kinds`.
        unsafe impl taipan_object::GcCell for $name {
            const KIND: taipan_object::Kind = taipan_object::Kind::$kind;

            fn python_name() -> &'static str {
                $py
            }
        }

        impl taipan_object::Trace for $name {
            fn trace(&self, _marker: &mut taipan_object::Marker) {
                $(taipan_object::Trace::trace(&self.$t, _marker);)*
            }
        }

        impl $name {
            /// A header for a new cell of this layout with `shape`.
            #[inline(always)]
            pub fn header(shape: u32) -> taipan_object::Header {
                taipan_object::Header::new(shape, taipan_object::Kind::$kind.0)
            }
        }
    };
}
