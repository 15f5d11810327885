"""Asks CPython 3.14 what it says of every snippet and writes the answers to `errors.tsv`.

Usage: python3.14 gen_errors.py            (snippets/*.txt -> errors.tsv)
       python3.14 gen_errors.py IN OUT     (any snippet file)

A snippet file has one snippet per line (`snippets/*.txt`): `⏎` stands for a newline, `⇥` for a tab, `␌` for a form feed. A line may begin with a
mode (`eval:`, `single:`, `func_type:`). Empty lines and lines that begin with `##` are skipped.
A line of the answers: mode, source, then `ok` or class, message, lineno, offset, end_lineno, end_offset, text; separated by
tabs, with backslash escapes for backslash, newline, tab, carriage return, form feed and null.
"""

import pathlib
import sys
import warnings


def escape(text):
    for char, name in ("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r"), ("\f", "\\f"), ("\0", "\\0"):
        text = text.replace(char, name)
    return text


def answer(source, mode):
    from _ast import PyCF_ONLY_AST

    warnings.simplefilter("ignore")
    try:
        compile(source, "<no such file>", mode, PyCF_ONLY_AST)
        return ["ok"]
    except SyntaxError as e:
        text = "None" if e.text is None else f"'{escape(e.text)}'"
        numbers = (e.lineno, e.offset, e.end_lineno, e.end_offset)
        return [type(e).__name__, escape(e.msg), *map(str, numbers), text]
    except (MemoryError, RecursionError) as e:
        return [type(e).__name__, escape(str(e)), "None", "None", "None", "None", "None"]
    except UnicodeDecodeError:
        return None  # CPython 3.14 lets this one out where a format specification has a broken escape: no model to follow


def read_snippets(path):
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line or line.startswith("##"):
            continue
        mode = "exec"
        for other in "eval", "single", "func_type":
            if line.startswith(f"{other}:"):
                mode, line = other, line[len(other) + 1 :]
        yield mode, line.replace("⏎", "\n").replace("⇥", "\t").replace("␌", "\f")


def main():
    here = pathlib.Path(__file__).parent
    files = [pathlib.Path(sys.argv[1])] if len(sys.argv) > 2 else sorted((here / "snippets").glob("*.txt"))
    out = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else here / "errors.tsv"
    with out.open("w", encoding="utf-8") as f:
        for path in files:
            for mode, source in read_snippets(path):
                if told := answer(source, mode):
                    f.write("\t".join([mode, escape(source), *told]) + "\n")


if __name__ == "__main__":
    main()
