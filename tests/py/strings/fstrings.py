# f-strings: everything that PEP 701 allows.
x, y, name, width, items = 10, 3.14159, "world", 12, [1, 2, 3]
print(f"hello {name}!", f"{x + 1}", f"{x!r:>5}|", f"{y:.2f}", f"{y:{width}.{x // 5}f}|", f"{name:^{width}}|", f"{'nested ' + f'{x}'}")
print(f"{x=}", f"{x = }", f"{y=:.1f}", f"{name=!s}", f"{x + 1 = :>6}|", f"{items[0]=}", f"{len(items)=}")
print(f"{{}} {{{x}}}", f"{'a' 'b'}", f"{"same quotes"}", f"{'\n'.join(['a', 'b'])}", f"{"\t".expandtabs(2)}|", rf"\d{x}", fr"{x}\n")
print(f"{x:d}{x:b}{x:#x}", f"{x!s}{name!r}{name!a}", f"{ {'k': 1}['k'] }", f"{(lambda v: v * 2)(x)}", f"{x if x > 5 else y}", f"{[i * i for i in items]}")
print(f"""{
    x  # a comment
    + 1
} multi
line {name
}""")
print(f"{x:{'>'}{6}}|", f"{x:{'0'}>{width // 2}}|", f"{name[1:3]}", f"{name!r:*^{width}}", f"{'x':{'*'}^{5}}", f"{x:>{width}}".strip())
print(f"{f"{f"{1 + 1}"}"}", f'{name:{"^" + str(11)}}', f"{x,}", f"{x, y}", f"{*items,}", f"{(yes := 5)} {yes}")
print(f"" f"{x}" "plain {x}" rf"{x}", f"{''}", f"{None}", f"{...}", f"{x}{y}{name}")


class Spec:
    def __format__(self, spec):
        return f"<{spec}>"

    def __str__(self):
        return "str"

    def __repr__(self):
        return "repr"


s = Spec()
print(f"{s}", f"{s:abc}", f"{s!s:>6}", f"{s!r}", f"{s:{x}{name}}", f"{s=}", f"{s=:q}", f"{s=!s}", f"{s:{{}}}" if 0 else "")
for source in ("f'{}'", "f'{x!z}'", "f'{x'", "f'}'", "f'{x!}'", "f'{a b}'", "f'{lambda x: 1}'", "f'{x:{y'", "f'{!r}'", "f'{x=!}'"):
    try:
        compile(source, "<f>", "eval")
        print("compiled", source)
    except SyntaxError as e:
        print(source, "->", e.msg)
try:
    f"{undefined_name}"
except NameError as e:
    print(e)
try:
    f"{x:z!}"
except ValueError as e:
    print(e)
