# dict: every method and operator, order, errors.
d = {"b": 1, "a": 2}
d["c"] = 3
d["b"] = 10
print(d, len(d), d["a"], d.get("x"), d.get("x", 0), "a" in d, "x" not in d, list(d), list(d.values()), list(d.items()), bool(d), bool({}))
print(d.pop("a"), d.pop("x", "none"), d.setdefault("z", []), d.setdefault("b", 5), d.popitem(), d)
d.update({"k": 1}, m=2)
d.update([("n", 3), ["o", 4]], k=9)
d |= {"p": 5}
d |= [("q", 6)]
print(d, d | {"b": 0}, {"x": 0} | d == {"x": 0, **d}, list(reversed(d)), d.copy() == d, d.copy() is d)
print(dict(), dict(a=1), dict([(1, 2)]), dict({1: 2}, b=3), dict(zip("ab", [1, 2])), dict.fromkeys("abc"), dict.fromkeys([1, 2], 0), {**{"a": 1}, "b": 2, **{"a": 3}}, {1: "a", 1.0: "b", True: "c"})
del d["k"]
d["k"] = "again"
print(list(d)[-1], d == dict(reversed(d.items())), d != {}, {"a": 1} == {"a": 1.0}, {1: {2: {}}})
d.clear()
print(d)
for statement in ("{}['x']", "{}[1, 2]", "{}.pop('x')", "{}.popitem()", "{[]: 1}", "{}[{}]", "{}[set()] = 1", "del {}['x']", "dict(5)", "dict([1])", "dict([(1, 2, 3)])", "dict(a=1, **{'a': 2})", "{}.update(5)", "{}.update([[1]])", "{} < {}", "{} + {}", "{} | []",
                  "{}.get()", "{}.get([])", "hash({})", "dict.fromkeys(5)", "{}.foo", "{**5}", "dict(1, 2)", "{}.setdefault([])", "[] in {}", "{}.pop()", "{'a': 1}.pop([])", "dict('ab')", "dict(['ab', 'cd', 'e'])"):
    try:
        exec(statement)
        print(statement, "ok")
    except Exception as e:
        print(statement, "->", type(e).__name__, e)
d = {}
for i in range(1000):
    d[i] = i * i
for i in range(0, 1000, 3):
    del d[i]
for i in range(1000, 1100):
    d[str(i)] = i
print(len(d), sum(v for v in d.values()), list(d)[:5], list(d)[-3:], d[998], d["1050"], 999 in d, 997 in d)
self_ref = {"k": 1}
self_ref["me"] = self_ref
print(self_ref, self_ref["me"]["me"]["k"])


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 2

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n

    def __repr__(self):
        return f"K{self.n}"


k = {Key(i): i for i in range(6)}
k[Key(3)] = "new"
print(k, k[Key(5)], Key(7) in k, k.pop(Key(0)), len(k), {Key(1): 1} == {Key(1): 1})
print({"a": 1}.items() == {("a", 1)}, {}.__class__, {"x": {"y": [1, {"z": ()}]}}["x"]["y"][1]["z"], dict(a=1).__contains__("a"))
