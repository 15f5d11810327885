"""Cases for taipan-object's num modules and for repr."""

import ast
import math
import operator
import struct
import sys

from object_cases import SPECIALS, answer, byte_text, hx, text

SHOW_MESSAGE = (ValueError, OverflowError, ZeroDivisionError)


def result(call, show=str):
    try:
        return "=" + show(call())
    except OverflowError as e:
        return "!" + hx(str(e.args[-1]))
    except (ValueError, ZeroDivisionError) as e:
        return "!" + hx(str(e))


def integer(rng, most=200):
    kind = rng.randrange(8)
    if kind < 2:
        return rng.randrange(-20, 21)
    if kind == 2:
        return rng.choice((-1, 1)) * ((1 << rng.choice((31, 32, 53, 61, 62, 63, 64, 127, 128, 200))) + rng.randrange(-2, 3))
    if kind == 3:
        return rng.choice((-1, 1)) * 10 ** rng.randrange(40) * rng.choice((1, 5, 25, 15)) + rng.randrange(2)
    return rng.choice((-1, 1)) * rng.getrandbits(rng.randrange(1, most))


EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, 0.1, 1e16, 1e17, 9999999999999998.0, 1e22, 1e23, 1e-4, 1e-5, 5e-324,
         2.2250738585072014e-308, 2.225073858507201e-308, sys.float_info.max, math.inf, -math.inf, math.nan, 2.0 ** 53,
         2.0 ** 63, -(2.0 ** 63), 2.0 ** 64, 0.125, 0.375, 1e100, 123456.789, 1e15, 314159.0, 9.5, 99.5, 0.05]


def number(rng):
    kind = rng.randrange(8)
    if kind == 0:
        return rng.choice(EDGES)
    if kind == 1:
        return struct.unpack("<d", rng.randbytes(8))[0]
    if kind == 2:
        return float(rng.randrange(-100, 100))
    if kind == 3:
        return rng.randrange(-1000, 1000) / 8
    if kind == 4:
        return rng.choice((-1, 1)) * rng.randrange(1 << 53) * 2.0 ** rng.randrange(-80, 60)
    if kind == 5:
        return rng.choice((-1, 1)) * 2.0 ** rng.randrange(-1074, 1024)
    if kind == 6:
        return round(rng.uniform(-1e6, 1e6), rng.randrange(6))
    return rng.uniform(-10, 10)


def bits(x):
    return "nan" if x != x else f"{struct.unpack('<Q', struct.pack('<d', x))[0]:016x}"


def pair(values):
    return " ".join(map(str, values))


def ints(rng, n):
    for _ in range(n * 10):
        a, b, m = integer(rng), integer(rng), integer(rng)
        for f in operator.floordiv, operator.mod, operator.truediv:
            yield f.__name__, a, b, result(lambda: f(a, b), bits if f is operator.truediv else str)
        yield "divmod", a, b, result(lambda: divmod(a, b), pair)
        yield "bitops", a, b, f"={a & b} {a | b} {a ^ b} {~a}"
        yield "arith", a, b, f"={a + b} {a - b} {a * b}"
        e = rng.randrange(40)
        yield "pow", a, e, result(lambda: a ** e)
        yield "pow_mod", a, b, m, result(lambda: pow(a, b, m))
        yield "lshift", a, e * 5, result(lambda: a << e * 5)
        yield "rshift", a, e * 5, result(lambda: a >> e * 5)
        yield "bits", a, f"={a.bit_length()} {a.bit_count()}"
        yield "isqrt", abs(a), f"={math.isqrt(abs(a))}"
        yield "gcd", a, b, f"={math.gcd(a, b)} {math.lcm(a, b)}"
        yield "to_f64", a, result(lambda: float(a), bits)
        wide = integer(rng, 1100)
        yield "to_f64", wide, result(lambda: float(wide), bits)
        yield "truediv", wide, a, result(lambda: wide / a, bits)
        yield "truediv", a, wide, result(lambda: a / wide, bits)
        yield "truediv", wide ** 2, wide * 3 + 1, result(lambda: wide ** 2 / (wide * 3 + 1), bits)
        k = rng.randrange(1, 50)
        yield "round", a, k, f"={round(a, -k)}"
        tie = a * 10 ** k + 5 * 10 ** (k - 1)
        yield "round", tie, k, f"={round(tie, -k)}"
        size, order, signed = rng.randrange(30), rng.choice(("little", "big")), rng.randrange(2)
        yield "to_bytes", a, size, order, signed, result(lambda: a.to_bytes(size, order, signed=bool(signed)), hx)
        data = rng.randbytes(size)
        yield "from_bytes", hx(data), order, signed, f"={int.from_bytes(data, order, signed=bool(signed))}"
        yield "hash", a, f"={hash(a)}"
        yield "prefixed", wide, f"={hex(wide)} {oct(wide)} {bin(wide)}"
        yield "decimal", wide, f"={wide}"
        base = rng.choice((0, 10, 2, 8, 16, 36, 3, 7))
        s = rng.choice([str(a), hex(a), bin(a), oct(a), "0" * e, "0_0", f"{a:_}", f"{a:_x}", f"0x_{b:x}",
                        "".join(rng.choice("0123456789abcxob_+- zZ") for _ in range(rng.randrange(8)))])
        base = rng.choice((base, 0, 10, 16))
        yield "parse", hx(s), base, parse_int(s, base)
    for digits in (4300, 4301, 5000, 20000):
        s = "".join(rng.choice("0123456789") for _ in range(digits - 1)) + "7"
        s = "3" + s[1:]
        if n > 100 or digits < 4500:
            yield "long", s, f"={hash(int(s))} {int(digits > 4300)}"


def parse_int(s, base):
    """As int(), but white space and the message (which shows the argument) are the caller's business."""
    if s != s.strip():
        return "!" + hx("invalid")
    try:
        return f"={int(s, base)}"
    except ValueError:
        return "!" + hx("invalid")


def floats(rng, n):
    for _ in range(n * 10):
        x, y, i = number(rng), number(rng), integer(rng, 1100)
        a, b = bits(x), bits(y)
        yield "repr", a, "=" + repr(x)
        spec = rng.choice("eEfFgGr%")
        p = rng.choice((0, 1, 2, 3, 6, 10, 16, 17, 20, rng.randrange(400), 1200))
        flags = "".join(f for f in "+#z" if rng.randrange(3) == 0)
        if spec == "r":
            f = ("+" if "+" in flags else "") + ("z" if "z" in flags else "") + ("#" if "#" in flags else "")
            yield "format", a, "r", 0, flags, "=" + format(x, f)
        elif spec != "%":
            f = ("+" if "+" in flags else "") + ("z" if "z" in flags else "") + ("#" if "#" in flags else "")
            yield "format", a, spec, p, flags, "=" + format(x, f"{f}.{p}{spec}")
        yield "hex", a, "=" + x.hex()
        for f in operator.mod, operator.floordiv, operator.truediv:
            yield f.__name__, a, b, result(lambda: f(x, y), bits)
        yield "divmod", a, b, result(lambda: divmod(x, y), lambda r: " ".join(map(bits, r)))
        for u, v in (x, y), (x, float(rng.randrange(-8, 9))):
            def power():
                try:
                    r = u ** v
                except OverflowError as e:
                    if "complex" in str(e):
                        raise ValueError("complex result")
                    raise
                if isinstance(r, complex):
                    raise ValueError("complex result")
                return r
            yield "pow", bits(u), bits(v), result(power, bits)
        d = rng.choice((rng.randrange(-3, 8), rng.randrange(-330, 330)))
        yield "round", a, d, result(lambda: round(x, d), bits)
        yield "to_int", a, result(lambda: int(x))
        yield "ratio", a, result(lambda: x.as_integer_ratio(), pair)
        near = i if x != x or abs(x) == math.inf or rng.randrange(3) == 0 else int(x) + rng.randrange(-1, 2)
        yield "cmp", a, near, f"={(x > near) - (x < near) if x == x else 'None'}"
        yield "hash", a, "=nan" if x != x else f"={hash(x)}"
        m, e = math.frexp(x)
        yield "frexp", a, f"={bits(m)} {e if x == x and abs(x) != math.inf else 0}"
        k = rng.randrange(-1200, 1200)
        try:
            scaled = bits(math.ldexp(x, k))
        except OverflowError:
            scaled = bits(math.copysign(math.inf, x))
        yield "ldexp", a, k, "=" + scaled
        s = rng.choice([repr(x), f"{x:.25e}", f"{x:.3f}", f"{i}.{abs(i)}e-{rng.randrange(700)}", "1_0.0_1e1_0", "+.5", "5.", ".",
                        "InFinity", "-nan", "1e", "1__0", "_1", "1_.0", "1._0", "1e_1", "0x1p3", "1" * 400, "infinit",
                        "".join(rng.choice("0123456789._e+-") for _ in range(rng.randrange(9)))])
        yield "parse", hx(s), result(lambda: float(s), bits) if parses(s) else "!"
        h = rng.choice([x.hex(), x.hex().replace("0x", ""), f"{rng.getrandbits(90):x}.{rng.getrandbits(60):x}p{k}",
                        f"0X.{rng.getrandbits(70):018X}P-{1000 + rng.randrange(100)}", "inf", "-Infinity", " 0x1 ", "0x", "1p",
                        "0x1.fffffffffffff8p1023", "0x1.fffffffffffff7fffp1023", "0x0.00000000000008p-1022", "0x.p1", "1.8p0_1",
                        f"0x1.{rng.getrandbits(52):013x}8p{k}", "0x1p99999999999999999999", "0x0p99999999999999999999",
                        "0x1p-99999999999999999999"])
        yield "fromhex", hx(h), result(lambda: float.fromhex(h), bits)


def parses(s):
    try:
        float(s)
        return True
    except ValueError:
        return False


class Known:
    def __init__(self, h):
        self.h = h

    def __hash__(self):
        return self.h


def hashes(rng, n):
    for _ in range(n * 4):
        hs = [hash(Known(rng.getrandbits(64) - (1 << 63))) for _ in range(rng.randrange(7))]
        items = [Known(h) for h in hs]
        arg = ",".join(map(str, hs)) or "-"
        yield "tuple", arg, f"={hash(tuple(items))}"
        yield "frozenset", arg, f"={hash(frozenset(items))}"
        if len(items) >= 3:
            yield "slice", ",".join(map(str, hs[:3])), f"={hash(slice(*items[:3]))}"
    import os
    import subprocess
    for seed in (0, 1, 42, 4294967295):
        texts = [text(rng, 20) for _ in range(min(n, 500))] + ["", "é", "aÿ", "Ā", "\ud800x", "😀a", "abcdefgh", "abcdefghi"]
        code = f"for s in {ascii(texts)}: print(hash(s))\nfor s in {ascii(texts)}: print(hash(s.encode('utf-8', 'surrogatepass')))"
        env = {**os.environ, "PYTHONHASHSEED": str(seed)}
        out = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout.split()
        for i, s in enumerate(texts):
            yield "str", seed, hx(s), "=" + out[i]
            yield "bytes", seed, hx(s), "=" + out[i + len(texts)]


def reprs(rng, n):
    for _ in range(n * 4):
        s, b = text(rng, 20), byte_text(rng, 20)
        yield "str", hx(s), "=" + hx(repr(s))
        yield "bytes", hx(b), "=" + hx(repr(b))
        yield "ascii", hx(repr(s)), "=" + hx(ascii(s))
    for c in SPECIALS:
        yield "str", hx(c), "=" + hx(repr(c))


def complexes(rng, n):
    def zbits(z):
        z = complex(z)
        return f"{bits(z.real)} {bits(z.imag)}"

    def arg(z):
        return f"{bits(z.real)},{bits(z.imag)}" if isinstance(z, complex) else bits(z)

    def operand():
        kind = rng.randrange(4)
        if kind == 0:
            return number(rng)
        if kind == 1:
            return complex(rng.choice(EDGES), rng.choice(EDGES))
        if kind == 2:
            return complex(rng.randrange(-9, 10), rng.randrange(-9, 10))
        return complex(number(rng), number(rng))

    for _ in range(n * 20):
        a, b = operand(), operand()
        if not isinstance(a, complex) and not isinstance(b, complex):
            a = complex(a, number(rng))
        for f in operator.add, operator.sub, operator.mul, operator.truediv:
            yield f.__name__, arg(a), arg(b), result(lambda: f(a, b), zbits)
        if not isinstance(a, complex):
            a = complex(a)
        e = rng.choice((complex(b), complex(rng.randrange(-20, 21)), complex(rng.randrange(-120, 121), 0), complex(0.5)))
        yield "pow", arg(a), arg(e), result(lambda: a ** e, zbits)
        yield "abs", arg(a), result(lambda: abs(a), bits)
        yield "repr", arg(a), "=" + repr(a)
        if a == a:
            yield "hash", arg(a), f"={hash(a)}"
        s = rng.choice([repr(a), str(a)[1:-1], f" {a} ", f"{number(rng)}j", "".join(rng.choice("12.+-jJe()_ inf") for _ in range(rng.randrange(8))),
                        "( 1+2j )", "(1+2j", "1+2j)", "j", "-J", "1_0+1_0j", "nan-infj", "1e3-j", "+-j", "()", "(j)", "1 +2j", "1+2jj"])
        yield "parse", hx(s), result(lambda: complex(s), zbits)


GROUPS = {"complexes": complexes, "ints": ints, "floats": floats, "hashes": hashes, "reprs": reprs}
