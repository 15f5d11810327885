# str.format and format specifications.
print("{} {1} {0}".format("a", "b") if 0 else "{0} {1} {0}".format("a", "b"), "{} {}".format(1, 2), "{a} {b!r:>5}".format(a=1, b="x"))
print("{0.real} {0.imag} {1[0]} {1[-1]} {2[key]} {2[a b]}".format(3 + 4j, ["first"], {"key": "v", "a b": 2, "-1": 3}) if 0 else "{0.real} {1[0]} {2[key]} {2[a b]}".format(3 + 4j, ["first"], {"key": "v", "a b": 2}))
print("{:>{w}.{p}f}|{:{f}{a}{w}}".format(3.14159, "x", w=8, p=2, f="*", a="^"), "{{}} {{{}}}".format(5))
specs = ["", "5", "<5", ">5", "^5", "*<5", "é^5", "s", "5s", ".2", ".0", "10.3s"]
for spec in specs:
    print(repr(spec), "|" + format("abcdef", spec) + "|")
for spec in ("", "f", ".0f", ".3f", "10.2f", "<10.2f", "+.2f", " .2f", "e", ".2e", "E", "g", ".3g", "G", "%", ".1%", ",", ",.2f", "_.1f", "010.2f", "z.0f", "#.0f", "n", ".3", "=+10.1f", "_", ",.3", ".6_f", ".6,f"):
    try:
        print(repr(spec), [format(v, spec) for v in (1234.5678, -0.04, 1e10, float("nan"), float("-inf"), 0.0)])
    except ValueError as e:
        print(repr(spec), e)
for value, spec in (("a", "d"), ("a", "+"), ("a", "="), ("a", ","), (1.5, "d"), (1, "s"), ([], "5"), (None, "x"), ("a", "05"), (object, "d"), (1.5, ".f"), (1, "99999999999999999999d")):
    try:
        print(repr(value) if value is not object else "object", spec, "|" + format(value, spec) + "|")
    except (TypeError, ValueError) as e:
        print(spec, type(e).__name__, e)
for call in ("'{'.format(1)", "'}'.format(1)", "'{} {0}'.format(1)", "'{0} {}'.format(1)", "'{1}'.format(0)", "'{a}'.format()", "'{0.x}'.format(1)", "'{0[x]}'.format([1])",
             "'{!x}'.format(1)", "'{!}'.format(1)", "'{0[}'.format(1)", "'{:{:{}}}'.format(1, 2, 3)", "'{0[0}'.format([1])", "'{0.}'.format(1)", "'{!r'.format(1)"):
    try:
        print(call, eval(call))
    except Exception as e:
        print(call, "->", type(e).__name__, e)
print("{a} {b}".format_map({"a": 1, "b": 2}))


class Default(dict):
    def __missing__(self, key):
        return f"<{key}>"


print("{x} {y}".format_map(Default(x=1)), "{:%Y}".format(type("D", (), {"__format__": lambda self, spec: "spec " + spec})()))
print(format(5), format("x"), format(None), format([1]), format(True), format(True, "d"), format(b"x"))
