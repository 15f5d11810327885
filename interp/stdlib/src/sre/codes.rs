//! Numbers of the regular expression codes: what `re._compiler` emits and the engine interprets. They equal those in the
//! library's `re/_constants.py` of the version [`MAGIC`], which the library checks when it is imported.

/// The version of the numbering.
pub const MAGIC: i64 = 20_230_612;
/// "Without limit" as a repeat count.
pub const MAX_REPEAT: u32 = u32::MAX;
/// Largest number of groups.
pub const MAX_GROUPS: u32 = 0x3fff_ffff;

macro_rules! numbers {
    ($(#[$doc:meta])* $module:ident: $($name:ident)*) => {
        $(#[$doc])*
        #[allow(missing_docs)]
        pub mod $module {
            numbers!(@ 0u32; $($name)*);
        }
    };
    (@ $n:expr; $name:ident $($rest:ident)*) => {
        pub const $name: u32 = $n;
        numbers!(@ $n + 1; $($rest)*);
    };
    (@ $n:expr;) => {
        /// How many there are.
        pub const COUNT: u32 = $n;
    };
}

numbers! {
    /// Operations.
    op: FAILURE SUCCESS ANY ANY_ALL ASSERT ASSERT_NOT AT BRANCH CATEGORY CHARSET BIGCHARSET GROUPREF GROUPREF_EXISTS IN INFO
    JUMP LITERAL MARK MAX_UNTIL MIN_UNTIL NOT_LITERAL NEGATE RANGE REPEAT REPEAT_ONE SUBPATTERN MIN_REPEAT_ONE ATOMIC_GROUP
    POSSESSIVE_REPEAT POSSESSIVE_REPEAT_ONE GROUPREF_IGNORE IN_IGNORE LITERAL_IGNORE NOT_LITERAL_IGNORE GROUPREF_LOC_IGNORE
    IN_LOC_IGNORE LITERAL_LOC_IGNORE NOT_LITERAL_LOC_IGNORE GROUPREF_UNI_IGNORE IN_UNI_IGNORE LITERAL_UNI_IGNORE
    NOT_LITERAL_UNI_IGNORE RANGE_UNI_IGNORE
}

numbers! {
    /// Kinds of positions (`AT`).
    at: BEGINNING BEGINNING_LINE BEGINNING_STRING BOUNDARY NON_BOUNDARY END END_LINE END_STRING LOC_BOUNDARY
    LOC_NON_BOUNDARY UNI_BOUNDARY UNI_NON_BOUNDARY
}

numbers! {
    /// Classes of characters (`CATEGORY`).
    category: DIGIT NOT_DIGIT SPACE NOT_SPACE WORD NOT_WORD LINEBREAK NOT_LINEBREAK LOC_WORD LOC_NOT_WORD UNI_DIGIT
    UNI_NOT_DIGIT UNI_SPACE UNI_NOT_SPACE UNI_WORD UNI_NOT_WORD UNI_LINEBREAK UNI_NOT_LINEBREAK
}

/// Flags of an `INFO` block.
pub mod info {
    /// A literal prefix follows.
    pub const PREFIX: u32 = 1;
    /// The prefix is the whole pattern.
    pub const LITERAL: u32 = 2;
    /// The set of first characters follows.
    pub const CHARSET: u32 = 4;
}

/// Flags of a pattern that show in its repr, in that order.
pub const FLAGS: [(i64, &str); 8] = [
    (2, "re.IGNORECASE"),
    (4, "re.LOCALE"),
    (8, "re.MULTILINE"),
    (16, "re.DOTALL"),
    (32, "re.UNICODE"),
    (64, "re.VERBOSE"),
    (128, "re.DEBUG"),
    (256, "re.ASCII"),
];

/// `re.LOCALE`.
pub const FLAG_LOCALE: i64 = 4;
/// `re.UNICODE`.
pub const FLAG_UNICODE: i64 = 32;
/// `re.ASCII`.
pub const FLAG_ASCII: i64 = 256;
