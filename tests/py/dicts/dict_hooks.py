# dict subclasses, __missing__, keys that compare badly or change the dict while it looks.
class Default(dict):
    def __missing__(self, key):
        value = self[key] = key * 2
        return value


d = Default(a=1)
print(d["a"], d["b"], d, d.get("c"), "c" in d, d.setdefault("c", 0), d)


class Logged(dict):
    def __setitem__(self, key, value):
        print("set", key)
        super().__setitem__(key, value)

    def __getitem__(self, key):
        return ("got", super().__getitem__(key))

    def __delitem__(self, key):
        print("del", key)
        super().__delitem__(key)

    def __contains__(self, key):
        return True

    def __iter__(self):
        return iter(["fake"])

    def __len__(self):
        return 77


l = Logged(x=1)
l["y"] = 2
l.update(z=3)
del l["x"]
print(l["y"], l.get("y"), "nope" in l, list(l), len(l), dict(l) if 0 else dict.__repr__(l), l.pop("y"), l.setdefault("w", 4), bool(l), l == {"z": 3, "w": 4}, list(l.keys()), {**{}, **{"q": 1}})


class Evil:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return 7

    def __eq__(self, other):
        if armed:
            table.clear()
        return self.name == other.name


armed = False
table = {Evil(n): n for n in "abc"}
armed = True
try:
    print(table.get(Evil("z"), "default"))
except Exception as e:
    print(type(e).__name__, e)
armed = False
print(len(table))


class Raises:
    def __init__(self, on_eq):
        self.on_eq = on_eq

    def __hash__(self):
        if not self.on_eq:
            raise ValueError("no hash")
        return 1

    def __eq__(self, other):
        raise ValueError("no eq")


t = {Raises(True): 1}
for statement in ("t[Raises(True)]", "t[Raises(False)]", "Raises(True) in t", "t[Raises(True)] = 2", "t.pop(Raises(True), None)", "{Raises(False): 1}", "t == {Raises(True): 1}", "t.get(1)", "{1} & {Raises(True)}"):
    try:
        print(statement, eval(statement) if "] =" not in statement else exec(statement))
    except ValueError as e:
        print(statement, "->", e)
for bad_hash in ("x", 1.5, None):
    cls = type("H", (), {"__hash__": lambda self, value=bad_hash: value})
    try:
        hash(cls())
    except TypeError as e:
        print(e)
cls = type("H", (), {"__hash__": lambda self: 2**70})
print(hash(cls()) == hash(2**70), hash(type("M", (), {"__hash__": lambda self: -1})()))


class NoHash:
    def __eq__(self, other):
        return True


try:
    {NoHash(): 1}
except TypeError as e:
    print(e)
print(NoHash.__hash__, type("Y", (NoHash,), {"__hash__": object.__hash__}).__hash__ is object.__hash__)


class Mapping:
    def keys(self):
        return iter("pq")

    def __getitem__(self, key):
        return key.upper()


print(dict(Mapping()), {**Mapping()}, (lambda **kw: kw)(**Mapping()))
m = {}
m.update(Mapping())
print(m, m | dict(Mapping()))
