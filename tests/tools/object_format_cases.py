"""Cases for formatting: the mini-language, % and str.format templates."""

import _string

from object_cases import hx, text
from object_num_cases import bits, integer, number


def outcome(call, show=hx):
    try:
        return "=" + show(call())
    except (ValueError, OverflowError) as e:
        return "!" + hx(str(e))


def spec(rng, types):
    parts = [
        rng.choice(["", "", "", rng.choice("x*é€0 ") + rng.choice("<>=^"), rng.choice("<>=^")]),
        rng.choice(["", "", "", "+", "-", " "]), rng.choice(["", "", "", "", "z"]), rng.choice(["", "", "#"]),
        rng.choice(["", "", "0"]), rng.choice(["", str(rng.randrange(30)), str(rng.randrange(12)), "٣"]),
        rng.choice(["", "", "", ",", "_"]),
        rng.choice(["", "", "." + str(rng.randrange(12)), "." + str(rng.randrange(25)), ".", ".3_", ".5,", "._", ".,"]),
        rng.choice(types),
    ]
    if rng.randrange(15) == 0:
        rng.shuffle(parts)
    if rng.randrange(3) == 0:
        parts[rng.randrange(9)] = ""
        parts[rng.randrange(9)] = ""
    return "".join(parts)


def formats(rng, n):
    for _ in range(n * 16):
        s = spec(rng, ["", "", "s", "s", "d", "é"])
        v = text(rng, 10)
        if s:
            yield "str", hx(v), hx(s), outcome(lambda: format(v, s))
        s = spec(rng, list("dddboxXncefgEFG%") + ["", "", "y", "\x01"])
        i = integer(rng, 120)
        if s:
            yield "int", i, hx(s), outcome(lambda: format(i, s))
        s = spec(rng, list("eEfFgGn%") + ["", "", "", "d"])
        x = number(rng)
        if s:
            yield "float", bits(x), hx(s), outcome(lambda: format(x, s))
        s = spec(rng, list("eEfFgGn") + ["", "", "", "%"])
        z = complex(x, number(rng))
        if s:
            yield "complex", bits(z.real), bits(z.imag), hx(s), outcome(lambda: format(z, s))


def percents(rng, n):
    for _ in range(n * 20):
        flags = "".join(c for c in "-+ #0" if rng.randrange(4) == 0)
        width = rng.choice(["", "", str(rng.randrange(1, 25))])
        precision = rng.choice(["", "", ".", "." + str(rng.randrange(20))])
        head = "%" + flags + width + precision
        f = head + rng.choice("diuoxX")
        i = integer(rng)
        yield "int", hx(f), i, outcome(lambda: f % i)
        g = head + rng.choice("eEfFgG")
        x = number(rng)
        yield "float", hx(g), bits(x), outcome(lambda: g % x)
        s = text(rng)
        yield "text", "str", hx(head + "s"), hx(s), outcome(lambda: (head + "s") % (s,))
        b = s.encode("utf-8", "surrogatepass")
        yield "text", "bytes", hx(head + "s"), hx(b), outcome(lambda: (head + "s").encode() % (b,))
        c = rng.choice("aé€😀")
        yield "char", hx(head + "c"), hx(c), outcome(lambda: (head + "c") % c)


def templates(rng, n):
    for _ in range(n * 30):
        s = "".join(rng.choice(["{", "}", "{{", "}}", "a", "é", "{}", "{0}", "{a.b}", "!", "!r", ":", "[", "]", ".", "{x[0]:>{w}}", "{!s:x}"])
                    for _ in range(rng.randrange(7)))
        row = []
        try:
            for literal, name, sp, conv in _string.formatter_parser(s):
                row.append("%s/%s/%s/%s" % (hx(literal), "N" if name is None else hx(name), "N" if sp is None else hx(sp),
                                            "N" if conv is None else hx(conv)))
            end = "="
        except ValueError as e:
            end = "!" + hx(str(e))
        yield "parse", hx(s), "=" + ",".join(row) + end
        s = "".join(rng.choice(["a", "é", "0", "12", "٣", ".", "[", "]", "x1", "-1", "99999999999999999999"]) for _ in range(rng.randrange(7)))
        def split():
            first, rest = _string.formatter_field_name_split(s)
            out = [f"{type(first).__name__}:{first if isinstance(first, int) else hx(first)}"]
            try:
                for attr, key in rest:
                    out.append(f"{int(attr)}{type(key).__name__}:{key if isinstance(key, int) else hx(key)}")
            except ValueError as e:
                out.append("!" + hx(str(e)))
            return ",".join(out)
        yield "split", hx(s), outcome(split, str)


GROUPS = {"formats": formats, "percents": percents, "templates": templates}
