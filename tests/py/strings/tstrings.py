# Template strings (PEP 750), without importing string.templatelib.
name, n = "world", 42
t = t"hello {name}!"
print(type(t).__name__, t.strings, t.values, [(i.value, i.expression, i.conversion, i.format_spec) for i in t.interpolations])
for template in (t"", t"plain", t"{n}", t"{n}{name}", t"a{n!r:>5}b{name!s}c", t"{n=}", t"{n = :x}", t"{n:{name}}", t"{ n + 1 }", t"{{}}{n}", rt"\d{n}"):
    print(template.strings, template.values, [(i.expression, i.conversion, i.format_spec) for i in template.interpolations])
    print("   ", [part if isinstance(part, str) else ("I", part.value) for part in template])


def render(template):
    out = []
    for part in template:
        if isinstance(part, str):
            out.append(part.upper())
        else:
            value = part.value
            if part.conversion == "r":
                value = repr(value)
            out.append(format(value, part.format_spec))
    return "".join(out)


print(render(t"name: {name!r}, n: {n:05d}, half: {n / 2:.1f}"))
joined = t"a{n}" + t"{name}b"
print(joined.strings, joined.values)
print((t"x{n}" t"y{n}").strings, t"{t'{n}'}".values[0].values)
for expression in ("t'a' + 'b'", "'b' + t'a'", "t'a' * 2", "t'{n}'[0]"):
    try:
        print(eval(expression))
    except TypeError as e:
        print(expression, "->", e)
for source in ("t'a' 'b'", "t'a' f'b'", "ft'a'", "bt'a'", "t'{}'", "t'{x!z}'"):
    try:
        compile(source, "<t>", "eval")
        print("compiled", source)
    except SyntaxError as e:
        print(source, "->", e.msg)
i = t"{n!r:>4}".interpolations[0]
print(repr(i))
print(repr(t"a{n}b"))
match i:
    case type():
        print("type")
    case _:
        print(type(i).__match_args__)
print(t"{n}" == t"{n}", t"" is None, bool(t""))
