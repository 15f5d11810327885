# abs, divmod, pow, round, sum, min, max, with objects of our own.
class Money:
    def __init__(self, cents):
        self.cents = cents

    def __repr__(self):
        return f"Money({self.cents})"

    def __abs__(self):
        return Money(abs(self.cents))

    def __divmod__(self, other):
        return Money(self.cents // other), Money(self.cents % other)

    def __rdivmod__(self, other):
        return "rdivmod", other

    def __pow__(self, other, modulus=None):
        return ("pow", other, modulus)

    def __rpow__(self, other, modulus=None):
        return ("rpow", other, modulus)

    def __round__(self, digits=None):
        return ("round", digits)

    def __add__(self, other):
        return Money(self.cents + (other.cents if isinstance(other, Money) else other))

    __radd__ = __add__

    def __lt__(self, other):
        return self.cents < other.cents

    def __gt__(self, other):
        return self.cents > other.cents

    def __neg__(self):
        return Money(-self.cents)

    def __pos__(self):
        return self

    def __invert__(self):
        return "inverted"

    def __trunc__(self):
        return 5


m = Money(-250)
print(abs(m), divmod(m, 100), divmod(7, m), pow(m, 2), pow(m, 2, 5), pow(2, m), pow(2, m, 3), m**3, 3**m)
print(round(m), round(m, 2), round(m, None), -m, +m, ~m)
print(sum([Money(1), Money(2)]), sum([Money(1), Money(2)], Money(10)), sum([[1], [2, 3]], []), sum((), 7))
print(min(Money(3), Money(1)), max([Money(3), Money(9), Money(9)]), min(5, 3, key=lambda v: -v), max("apple", "fig", key=len))
print(min([], default="none"), max({"a": 1, "b": 2}), min("hello"), max([1, 2], [1, 3]))
for call in ("min([])", "max()", "max(1)", "sum(['a'])", "sum(['a'], '')", "sum([b'a'], b'')", "min(1, 'a')", "max(1, 2, default=3)",
             "abs('x')", "divmod('x', 2)", "pow('a', 2)", "round('x')", "int(Money(1))", "sum(5)", "min(1, 2, kye=3)"):
    try:
        print(call, eval(call))
    except Exception as e:
        print(call, "->", type(e).__name__, e)
print(divmod(17, 5), divmod(-17, 5), divmod(17.5, 5), divmod(True, 2))
print(pow(2, 10), pow(2.0, 3), pow(2, -2), pow(0, 0), pow(7, 2, 13), pow(base=2, exp=5, mod=7))
print(bin(10), oct(64), hex(255), chr(97), ord("z"), chr(0x1F600), ord("€"), ascii("né€😀"))
