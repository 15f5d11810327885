# Operator methods: binary, reflected, in place, unary, and which one is tried first.
class V:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


ops = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "lshift": "<<", "rshift": ">>", "and": "&", "or": "|", "xor": "^", "matmul": "@"}
for name, symbol in ops.items():
    setattr(V, f"__{name}__", lambda self, other, s=symbol: f"({self} {s} {other})")
    setattr(V, f"__r{name}__", lambda self, other, s=symbol: f"({other} r{s} {self})")
v, w = V("v"), V("w")
for symbol in ops.values():
    print(eval(f"v {symbol} w"), eval(f"v {symbol} 1"), eval(f"1 {symbol} v"), eval(f"None {symbol} v"), end=" ")
print()
for name, symbol in ops.items():
    x = v
    exec(f"x {symbol}= w")
    print(x, end=" ")
    setattr(V, f"__i{name}__", lambda self, other, s=symbol: f"[{self} {s}= {other}]")
    x = v
    exec(f"x {symbol}= w")
    print(x, end=" ")
print()


class Sub(V):
    def __radd__(self, other):
        return f"Sub.radd({other})"

    def __sub__(self, other):
        return NotImplemented


s = Sub("s")
print(v + s, s + v, s - v, s - s if 0 else "", s + s)
try:
    s - 1.5
except TypeError as e:
    print(e)


class None_:
    __add__ = None
    __radd__ = None


for expression in ("None_() + 1", "1 + None_()", "v < w", "v <= 1", "[] < v", "None_() @ 1", "-v", "~v", "+v", "1 @ 2", "[] - []", "{} + 1", "'a' % v" if 0 else "object() + 1", "1 << 'a'", "2 ** 'x'", "x[0]" if 0 else "1 // 'a'", "'a' ** 2", "not_defined + 1"):
    try:
        print(expression, eval(expression))
    except Exception as e:
        print(expression, "->", type(e).__name__, e)
for statement in ("x = 1; x += 'a'", "x = []; x += 1", "x = 'a'; x -= 1", "x = {}; x **= 2", "x = None; x @= 1", "x = (); x += []", "x = 1; x <<= -1"):
    try:
        exec(statement)
    except Exception as e:
        print(statement, "->", type(e).__name__, e)


class Log:
    def __init__(self, name, answer):
        self.name, self.answer = name, answer

    def __eq__(self, other):
        print(f"{self.name}.eq", end=" ")
        return self.answer

    def __ne__(self, other):
        print(f"{self.name}.ne", end=" ")
        return self.answer

    def __lt__(self, other):
        print(f"{self.name}.lt", end=" ")
        return self.answer

    def __gt__(self, other):
        print(f"{self.name}.gt", end=" ")
        return self.answer

    def __hash__(self):
        return 1


class SubLog(Log):
    def __eq__(self, other):
        print(f"{self.name}.subeq", end=" ")
        return self.answer


a, b, c, s = Log("a", NotImplemented), Log("b", NotImplemented), Log("c", "yes"), SubLog("s", "sub")
print(a == b, a != b, a == c, c == a, a < c, c > a, a == 1, 1 == a, a == s, s == a, a != s)
try:
    a < b
except TypeError as e:
    print(e)
print(a in [c], [a].count(c), c in (a,), [a] == [c], {a: 1} == {a: 1}, (a, 1) == (c, 1))


class Num:
    def __init__(self, n):
        self.n = n

    def __iadd__(self, other):
        self.n += other
        return self

    def __neg__(self):
        return Num(-self.n)

    def __pos__(self):
        return "pos"

    def __invert__(self):
        return "inv"

    def __abs__(self):
        return "abs"

    def __pow__(self, other, mod=None):
        return (self.n, other, mod)

    def __index__(self):
        return self.n

    def __float__(self):
        return float(self.n)


n = m = Num(5)
n += 10
print(n is m, m.n, (-n).n, +n, ~n, abs(n), n ** 2, pow(n, 2, 3), [0] * Num(3), "abcdefghijklmnop"[n], float(n), range(n), 1.5 * float(n), bin(n))
holder = type("H", (), {})()
holder.x = Num(1)
holder.x += 5
lst = [Num(1), [1]]
lst[0] += 2
lst[1] += [2]
print(holder.x.n, lst[0].n, lst[1])
