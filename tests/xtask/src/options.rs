//! Small helpers over `lexopt` that all commands share, so that a wrong option reads the same everywhere.

use lexopt::{Arg, Parser, ValueExt};
use std::str::FromStr;

/// Walks over `--name value` and `--name` options and plain arguments.
pub struct Options {
    parser: Parser,
    usage: &'static str,
}

/// One option or argument, without its value.
pub enum Item {
    /// `--name` (or `-n`, as `n`).
    Option(String),
    /// A plain argument.
    Plain(String),
}

impl Options {
    /// Options of a command whose help text is `usage`.
    pub fn new(arguments: Vec<String>, usage: &'static str) -> Options {
        Options { parser: Parser::from_args(arguments), usage }
    }

    /// The next option or argument. `--help` becomes an error that holds the usage.
    pub fn advance(&mut self) -> Result<Option<Item>, String> {
        let usage = self.usage;
        let item = match self.parser.next().map_err(|e| format!("{e}\nusage:\n{usage}"))? {
            None => return Ok(None),
            Some(Arg::Long(name)) => Item::Option(name.to_owned()),
            Some(Arg::Short(letter)) => Item::Option(letter.to_string()),
            Some(Arg::Value(value)) => Item::Plain(value.to_string_lossy().into_owned()),
        };
        match item {
            Item::Option(name) if name == "help" || name == "h" => Err(format!("usage:\n{}", self.usage)),
            item => Ok(Some(item)),
        }
    }

    /// The value of the option that `advance` gave last.
    pub fn value<T: FromStr>(&mut self) -> Result<T, String>
    where
        T::Err: std::error::Error + Send + Sync + 'static,
    {
        let value = self.parser.value().and_then(|value| value.parse::<T>());
        value.map_err(|e| self.error(e))
    }

    /// The value of the option that `advance` gave last, split at commas.
    pub fn list(&mut self) -> Result<Vec<String>, String> {
        let value: String = self.value()?;
        Ok(value.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect())
    }

    /// The error for an option or argument that the command does not know.
    pub fn unexpected<T>(&self, item: Item) -> Result<T, String> {
        let what = match item {
            Item::Option(name) => format!("option --{name}"),
            Item::Plain(text) => format!("argument {text:?}"),
        };
        Err(self.error(format!("unexpected {what}")))
    }

    fn error(&self, e: impl std::fmt::Display) -> String {
        format!("{e}\nusage:\n{}", self.usage)
    }
}
