//! Developer commands: `cargo xtask help` prints the list. One row of `COMMANDS` and one file per command; what a
//! command does and which options it takes is said at the top of its file.

use std::process::ExitCode;
use xtask::Outcome;

/// One developer command.
struct Command {
    name: &'static str,
    summary: &'static str,
    run: fn(Vec<String>) -> Outcome,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "tidy",
        summary: "check layers, dependencies, file heads and sizes, banned types",
        run: xtask::tidy::main,
    },
    Command {
        name: "bless-py",
        summary: "store what CPython 3.14 prints for tests/py and tests/cli",
        run: xtask::bless_py::main,
    },
    Command { name: "bench", summary: "benchmarks/ under CPython, Taipan and PyPy", run: xtask::bench::main },
    Command {
        name: "cpython",
        summary: "CPython's own tests against tests/cpython/expectations.toml",
        run: xtask::cpython::main,
    },
    Command {
        name: "dump-code",
        summary: "our code objects as text, as dump_code.py prints them",
        run: xtask::dump_code::main,
    },
    Command { name: "dis-diff", summary: "our code objects against CPython 3.14's", run: xtask::dis_diff::main },
    Command { name: "startup", summary: "start-up time and memory against CPython", run: xtask::startup::main },
    Command { name: "pygen", summary: "random programs, compared with CPython", run: xtask::pygen::main },
    Command { name: "wasi", summary: "test programs in the WebAssembly build", run: xtask::wasi::main },
    Command {
        name: "whats-left",
        summary: "names of the standard library that are missing",
        run: xtask::whats_left::main,
    },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "help".into());
    if matches!(name.as_str(), "help" | "-h" | "--help") {
        println!("usage: cargo xtask COMMAND [OPTIONS]\n");
        for command in COMMANDS {
            println!("  {:<12} {}", command.name, command.summary);
        }
        return ExitCode::SUCCESS;
    }
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        eprintln!("xtask: no command {name:?}; `cargo xtask help` lists them");
        return ExitCode::from(2);
    };
    match (command.run)(arguments.collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask {name}: {message}");
            ExitCode::FAILURE
        }
    }
}
