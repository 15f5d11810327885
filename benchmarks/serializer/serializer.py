"""A serializer to and from a JSON-like text, without the json module."""
import sys
import time


ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def dump(value, out):
    if value is None:
        out.append("null")
    elif value is True:
        out.append("true")
    elif value is False:
        out.append("false")
    elif isinstance(value, str):
        out.append('"' + "".join(ESCAPES.get(c, c) for c in value) + '"')
    elif isinstance(value, (int, float)):
        out.append(repr(value))
    elif isinstance(value, dict):
        out.append("{")
        for at, (key, item) in enumerate(value.items()):
            if at:
                out.append(", ")
            dump(key, out)
            out.append(": ")
            dump(item, out)
        out.append("}")
    else:
        out.append("[")
        for at, item in enumerate(value):
            if at:
                out.append(", ")
            dump(item, out)
        out.append("]")


def load(text, at):
    """Returns the value that starts at `at` and the place after it."""
    c = text[at]
    if c == "{":
        result = {}
        at += 1
        while text[at] != "}":
            key, at = load(text, at)
            result[key], at = load(text, at + 2)
            if text[at] == ",":
                at += 2
        return result, at + 1
    if c == "[":
        result = []
        at += 1
        while text[at] != "]":
            item, at = load(text, at)
            result.append(item)
            if text[at] == ",":
                at += 2
        return result, at + 1
    if c == '"':
        parts = []
        at += 1
        while True:
            c = text[at]
            if c == '"':
                return "".join(parts), at + 1
            if c == "\\":
                at += 1
                c = {"n": "\n", "t": "\t"}.get(text[at], text[at])
            parts.append(c)
            at += 1
    for word, value in (("null", None), ("true", True), ("false", False)):
        if text.startswith(word, at):
            return value, at + len(word)
    start = at
    while at < len(text) and text[at] in "+-.0123456789e":
        at += 1
    number = text[start:at]
    return (float(number) if "." in number or "e" in number else int(number)), at


def document():
    return {
        "items": [
            {"id": n, "name": "item \"%d\"" % n, "price": n * 1.25, "tags": ["a", "b\n", str(n)], "stock": None}
            for n in range(120)
        ],
        "ok": True,
        "empty": [{}, [], ""],
    }


def run():
    value = document()
    length = 0
    for _ in range(100):
        out = []
        dump(value, out)
        text = "".join(out)
        length += len(text)
        again, _ = load(text, 0)
        if again != value:
            return "different"
    return length


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
