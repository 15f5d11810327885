//! The command line: options as CPython 3.14's, as far as they are supported.

use taipan_interp::Config;

/// What to run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// `-c TEXT`
    Command(String),
    /// `-m NAME`
    Module(String),
    /// A script.
    File(String),
    /// Standard input (`-`, or nothing given).
    Stdin,
    /// `-V` (`true`: `-VV`).
    Version(bool),
    /// `-h`
    Help,
}

/// A command line that cannot be used: the message for stderr, and exit code 2.
pub(crate) struct UsageError(pub(crate) String);

/// The help text.
pub(crate) const HELP: &str = "\
usage: taipan [option] ... [-c cmd | -m mod | file | -] [arg] ...
-b     : warn about comparing bytes with str or int (-bb: an error)
-B     : do not write .pyc files
-c cmd : run the text as a program (ends the option list)
-d     : debugging output of the parser (none)
-E     : ignore PYTHON* environment variables
-h     : show this help and exit (also -? or --help)
-i     : be interactive after the script
-I     : isolate from the user's environment (implies -E, -P and -s)
-m mod : run a library module as a script (ends the option list)
-O     : leave out assert statements and __debug__ code; -OO: docstrings too
-P     : do not put a possibly unsafe path in front of sys.path
-q     : no version message at interactive start
-s     : do not add the user's site folder to sys.path
-S     : do not import site at start
-u     : do not buffer stdout and stderr
-v     : tell of imports
-V     : show the version and exit (also --version)
-W arg : control of warnings
-x     : skip the first line of the script
-X opt : options of the implementation: gc-zeal=N, gc-poison, gc-verify, gc-log, int_max_str_digits=N, dev, utf8
file   : program read from a file
-      : program read from standard input
arg ...: arguments in sys.argv[1:]
";

/// Parses the command line (without the program's own name).
pub(crate) fn parse(args: &[String], config: &mut Config) -> Result<Target, UsageError> {
    let config_program = config.executable.clone();
    let usage = |message: String| {
        UsageError(format!(
            "{message}\nusage: {program} [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `{program} -h' for more information.\n",
            program = config_program,
        ))
    };
    let mut i = 0;
    let mut target = None;
    while let Some(arg) = args.get(i) {
        if arg == "-" {
            target = Some(Target::Stdin);
            config.argv = args[i..].to_vec();
            break;
        }
        if !arg.starts_with('-') {
            target = Some(Target::File(arg.clone()));
            config.argv = args[i..].to_vec();
            break;
        }
        i += 1;
        match arg.as_str() {
            "--help" => return Ok(Target::Help),
            "--version" => return Ok(Target::Version(false)),
            "--help-all" | "--help-env" | "--help-xoptions" => return Ok(Target::Help),
            "--check-hash-based-pycs" => {
                let mode = args.get(i).cloned();
                i += 1;
                match mode.as_deref() {
                    Some("default" | "always" | "never") => {}
                    Some(_) => {
                        return Err(usage(
                            "--check-hash-based-pycs must be one of 'default', 'always', or 'never'".into(),
                        ));
                    }
                    None => {
                        return Err(usage("Argument expected for the --check-hash-based-pycs option".into()));
                    }
                }
                continue;
            }
            long if long.starts_with("--") => return Err(usage(format!("Unknown option: {long}"))),
            _ => {}
        }
        let letters = arg[1..].char_indices();
        for (at, letter) in letters {
            // The rest of this argument, or the next one.
            let rest = &arg[1 + at + letter.len_utf8()..];
            let value = |i: &mut usize| -> Result<String, UsageError> {
                if !rest.is_empty() {
                    return Ok(rest.to_string());
                }
                let next = args.get(*i).cloned();
                *i += 1;
                next.ok_or_else(|| usage(format!("Argument expected for the -{letter} option")))
            };
            match letter {
                'b' => config.bytes_warning += 1,
                'B' => config.dont_write_bytecode = true,
                'd' => config.debug = true,
                'R' | 't' => {}
                'x' => config.skip_first_line = true,
                'E' => config.ignore_environment = true,
                'h' | '?' => return Ok(Target::Help),
                'i' => config.interactive = true,
                'I' => {
                    config.isolated = true;
                    config.ignore_environment = true;
                    config.no_user_site = true;
                    config.safe_path = true;
                }
                'O' => config.optimize = (config.optimize + 1).min(2),
                'P' => config.safe_path = true,
                'q' => config.quiet = true,
                's' => config.no_user_site = true,
                'S' => config.no_site = true,
                'u' => config.unbuffered = true,
                'v' => config.verbose += 1,
                'V' => return Ok(Target::Version(arg.contains("VV"))),
                'W' => {
                    let option = value(&mut i)?;
                    config.warn_options.push(option);
                    break;
                }
                'X' => {
                    let option = value(&mut i)?;
                    let (name, setting) = match option.split_once('=') {
                        Some((name, setting)) => (name.to_string(), Some(setting.to_string())),
                        None => (option, None),
                    };
                    match (name.as_str(), setting.as_deref()) {
                        ("gc-zeal", n) => {
                            config.gc_zeal =
                                n.unwrap_or("1").parse().map_err(|_| usage("-X gc-zeal: invalid number".into()))?
                        }
                        ("gc-poison", v) => config.gc_poison = v != Some("0"),
                        ("gc-verify", v) => config.gc_verify = v != Some("0"),
                        ("gc-log", v) => config.gc_log = v != Some("0"),
                        ("frozen_modules", v) => match v {
                            None | Some("on") => config.frozen_modules = true,
                            Some("off") => config.frozen_modules = false,
                            Some(_) => {
                                return Err(UsageError(
                                    "Fatal Python error: config_init_frozen_modules: bad value for option -X frozen_modules (expected \"on\" or \"off\")\n".into(),
                                ));
                            }
                        },
                        ("dev", _) => config.dev_mode = true,
                        ("utf8", v) => config.utf8_mode = v != Some("0"),
                        ("warn_default_encoding", _) => config.warn_default_encoding = true,
                        ("context_aware_warnings", v) => config.context_aware_warnings = v != Some("0"),
                        ("thread_inherit_context", v) => config.thread_inherit_context = v != Some("0"),
                        ("pycache_prefix", v) => {
                            config.pycache_prefix = v.filter(|p| !p.is_empty()).map(str::to_string)
                        }
                        ("int_max_str_digits", n) => {
                            let n = n.and_then(|n| n.parse::<i64>().ok()).filter(|&n| n == 0 || n >= 640);
                            let Some(n) = n else {
                                return Err(UsageError(
                                    "Fatal Python error: config_init_int_max_str_digits: -X int_max_str_digits: invalid limit; must be >= 640 or 0 for unlimited.\nPython runtime state: preinitialized\n\n".into(),
                                ));
                            };
                            config.int_max_str_digits = Some(n);
                        }
                        _ => {}
                    }
                    config.x_options.push((name, setting));
                    break;
                }
                'c' | 'm' => {
                    let text = value(&mut i)?;
                    target = Some(if letter == 'c' { Target::Command(text) } else { Target::Module(text) });
                    config.argv = vec![format!("-{letter}")];
                    config.argv.extend_from_slice(args.get(i..).unwrap_or(&[]));
                    return Ok(target.unwrap_or(Target::Stdin));
                }
                _ => return Err(usage(format!("Unknown option: -{letter}"))),
            }
        }
    }
    if target.is_none() {
        config.argv = vec![String::new()];
    }
    Ok(target.unwrap_or(Target::Stdin))
}
