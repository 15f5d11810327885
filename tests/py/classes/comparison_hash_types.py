# Subclasses of builtins with overridden special methods, used by builtins themselves: what is called and what is not.
class MyList(list):
    def __len__(self):
        return 99

    def __iter__(self):
        return iter(["iter"])

    def __contains__(self, x):
        return "contains"

    def __eq__(self, other):
        return "eq"

    def __hash__(self):
        return 5

    def __getitem__(self, i):
        return ("item", i)


m = MyList([1, 2])
print(len(m), list(m), bool(m), 7 in m, m == [], m[0], sorted(m), tuple(m), m + [3], list.__len__(m), [*m], max(m), hash(m), repr(m), list(reversed(m)), m * 2, m.index(1), m.copy(), {m: 1}[m], str.join(",", m), sum(MyList([]) and [1]))


class MyDict(dict):
    def __getitem__(self, k):
        return ("getitem", k)

    def __contains__(self, k):
        return k == "yes"

    def keys(self):
        return ["fake"]

    def __iter__(self):
        return iter(["iterated"])

    def get(self, k, d=None):
        return "get"


d = MyDict(real=1)
print(d["x"], d.get("real"), "yes" in d, list(d), dict(d), {**d}, d.items(), len(d), "{real}".format_map(d), "%(k)s" % d, (lambda **k: k)(**d), d.copy(), d | {}, d.pop("real"), d.setdefault("n", 1))


class MyStr(str):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return str.__hash__(self)

    def __len__(self):
        return 42

    def __str__(self):
        return "str"

    def __getitem__(self, i):
        return "item"

    def __mod__(self, other):
        return "mod"

    def __contains__(self, o):
        return True


s = MyStr("abc")
print(s == 5, len(s), str(s), s[0], s % 1, "zzz" in s, s.upper(), s + "d", "d" + s, f"{s}", "".join([s]), list(s), s * 2, {"abc": 1}.get(s), {s: 1}.get("abc"), int(MyStr("5")), sorted([MyStr("b"), MyStr("a")]), s.replace("a", "x"), s.split("b"), "abc".startswith(s), "xabc".find(s), getattr("", MyStr("upper"))(), s in ["nothing"], ["abc"].count(s))


class MyInt(int):
    def __index__(self):
        return 1

    def __eq__(self, other):
        return False

    def __hash__(self):
        return 77

    def __bool__(self):
        return False

    def __lt__(self, other):
        return True

    def __str__(self):
        return "int!"

    def __float__(self):
        return 2.5

    def __int__(self):
        return 6

    def __neg__(self):
        return "neg"


i = MyInt(3)
print([10, 20, 30, 40][i], i == 3, 3 == i, hash(i), bool(i), i < 1, 5 > i, str(i), f"{i}", f"{i:d}", "%d" % i, "%s" % i, float(i), int(i), -i, i + 1, [0] * i, range(i), "x" * i, list(range(5))[i:], chr(i), i in [3], [3].index(3), {3: "a"}.get(i), max([i, 5]), min(i, 0), sorted([i, MyInt(1)], reverse=True) == [], round(i), i.bit_length(), bytes([i]), hex(i), sum([i, i]), divmod(i, 2), abs(i), ~i, i & 1, i / 2)


class MyFloat(float):
    def __add__(self, o):
        return "add"

    def __eq__(self, o):
        return True

    def __repr__(self):
        return "repr"

    __hash__ = float.__hash__


f = MyFloat(1.5)
print(f + 1, 1 + f, f == 0, f, [f], f"{f}", f * 2, sum([f]), -f, round(f), int(f), max(f, 1), f.hex(), f in [9], "%s %r %.1f" % (f, f, f))


class MyTuple(tuple):
    def __iter__(self):
        return iter("xy")

    def __len__(self):
        return 0

    def __eq__(self, o):
        return NotImplemented

    __hash__ = tuple.__hash__


t = MyTuple([1, 2, 3])
a, b = t
print(a, b, bool(t), t == (1, 2, 3), [*t], t[0], t + (4,), (lambda *args: args)(*t), "%s %s %s" % t, isinstance("a", MyTuple([str])), t.count(1), list(t), dict([MyTuple([5, 6])]), {t: 1}.get((1, 2, 3)))


class MySet(set):
    def __contains__(self, o):
        return o == "z"

    def __len__(self):
        return 7


st = MySet([1, 2])
print("z" in st, 1 in st, len(st), st == {1, 2}, st & {1}, {1} <= st, sorted(st), bool(st), st.issubset({1, 2}), frozenset(st) == {1, 2})
