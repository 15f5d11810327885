# Complex arithmetic, repr, parsing, mixed operations.
values = [0j, 1j, -1j, 1 + 2j, 1.5 - 2.5j, complex(-0.0, 1), complex(1, -0.0), complex("inf"), complex(0, float("nan")), 1e20 + 1e-20j]
for value in values:
    print(repr(value), value.real, value.imag, abs(value), value.conjugate(), -value, bool(value))
a, b = 3 + 4j, 1 - 2j
print(a + b, a - b, a * b, a / b, a ** b, a ** 2, a ** -1, a ** 0.5, a == b, a != b, a == 3 + 4j)
print(a + 1, 1 + a, a - 1.5, 2 * a, a / 2, 2 / a, 1j ** 2, 2 ** 1j, 5 - a)
print(1 + 0j == 1, 1.0 == 1 + 0j, hash(1 + 0j) == hash(1), hash(1j), {1: "one"}[1 + 0j])
for text in ("1+2j", "1", "j", "-j", "+1e3j", " ( 1.5-2J ) ", "nan+infj", "1_0+2_0j"):
    print(text, complex(text))
for text in ("", "1+2", "1 + 2j", "i", "(1", "1jj"):
    try:
        complex(text)
    except ValueError as e:
        print(repr(text), e)
for expression in ("1j < 2j", "1j // 2", "1j % 2", "int(1j)", "float(1j)", "1j / 0", "0j ** -1", "round(1j)", "complex('1', 2)", "complex([])"):
    try:
        print(expression, eval(expression))
    except Exception as e:
        print(expression, type(e).__name__, e)


class C:
    def __complex__(self):
        return 7 - 7j


class F:
    def __float__(self):
        return 2.5


class I:
    def __index__(self):
        return 9


print(complex(C()), complex(F()), complex(I()), complex(F(), I()), complex(1.5), complex(real=1, imag=2))
print(f"{a:.2f} {a:>12} {a:g} {a:+.1e} {1.5 + 0j:,}")
print("%s %r" % (a, b), complex.from_number(3), sum([1j, 2, 3.5]))
print(abs(3 + 4j), pow(2j, 3), (1 + 1j) ** 10, (1 + 1j) * (1 - 1j))
print(sorted([3 + 1j, 1 + 2j, 2], key=abs), (2j).__getnewargs__())
print(-0.0 + 0j, complex(-0.0, -0.0), 1 - (0 + 0j), 0.0 * 1j, -(1 + 0j))
