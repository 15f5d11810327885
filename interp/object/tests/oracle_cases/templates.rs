//! text::fieldname.

use super::*;
use taipan_object::text::fieldname::{self, First, MarkupIter, Step};
use taipan_object::text::wtf8;

pub fn answer(name: &str, a: &Args) -> Option<String> {
    let text = a.text(0);
    match name {
        "parse" => {
            let mut rows = Vec::new();
            let mut end = "=".to_owned();
            for item in MarkupIter::new(&text) {
                match item {
                    Ok(m) => rows.push(match m.field {
                        None => format!("{}/N/N/N", hex(m.literal)),
                        Some(f) => {
                            let conversion = f.conversion.map(|c| hex(&wtf8::from_code_points([c])));
                            let conversion = conversion.unwrap_or("N".into());
                            format!("{}/{}/{}/{conversion}", hex(m.literal), hex(f.name), hex(f.spec))
                        }
                    }),
                    Err(e) => {
                        end = format!("!{}", hex(e.0.as_bytes()));
                        break;
                    }
                }
            }
            Some(format!("={}{end}", rows.join(",")))
        }
        "split" => {
            let (first, steps) = match fieldname::split_field_name(&text) {
                Ok(both) => both,
                Err(e) => return err(e.0),
            };
            let mut out = vec![match first {
                First::Auto => "str:-".to_owned(),
                First::Index(i) => format!("int:{i}"),
                First::Name(n) => format!("str:{}", hex(n)),
            }];
            for step in steps {
                out.push(match step {
                    Ok(Step::Attribute(n)) => format!("1str:{}", hex(n)),
                    Ok(Step::Key(n)) => format!("0str:{}", hex(n)),
                    Ok(Step::Index(i)) => format!("0int:{i}"),
                    Err(e) => {
                        out.push(format!("!{}", hex(e.0.as_bytes())));
                        break;
                    }
                });
            }
            show(out.join(","))
        }
        _ => None,
    }
}
