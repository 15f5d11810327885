# Weak references without importing weakref: through the type of the native module, and __weakref__.
import _weakref
import gc


class Node:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"Node({self.name})"


n = Node("a")
r = _weakref.ref(n)
print(r() is n, type(r).__name__, r == _weakref.ref(n), r is _weakref.ref(n), _weakref.getweakrefcount(n), hash(r) == hash(n), r.__callback__)
nodes = [Node(i) for i in range(1000)]
refs = [_weakref.ref(node) for node in nodes]
print(sum(ref() is not None for ref in refs))
del nodes[100:]
gc.collect()
gc.collect()
alive = sum(ref() is not None for ref in refs)
print(100 <= alive < 200, all(ref() is not None for ref in refs[:100]))
log = []


def make():
    targets = [Node(i) for i in range(500)]
    return [_weakref.ref(t, lambda ref: log.append(ref() is None)) for t in targets]


callbacks = make()
gc.collect()
gc.collect()
print(len(log) > 400, all(log))
for value in (5, "s", (), [], {}, None, 1.5, object()):
    try:
        _weakref.ref(value)
        print("weak", type(value).__name__)
    except TypeError as e:
        print(e)
for value in ({1}, frozenset(), lambda: 0, Node, gc, (x for x in ()), len, Node("m").__repr__):
    print(type(value).__name__, _weakref.ref(value) is not None)


class Slots:
    __slots__ = ("a",)


class SlotsWeak:
    __slots__ = ("a", "__weakref__")


try:
    _weakref.ref(Slots())
except TypeError as e:
    print(e)
s = SlotsWeak()
print(_weakref.ref(s)() is s, s.__weakref__ is not None, n.__weakref__ is r)
p = _weakref.proxy(n)
print(p.name, type(p).__name__, repr(p) == repr(n) or "proxy" in repr(p), p == n, isinstance(p, Node))
p.name = "changed"
print(n.name)


class Ref(_weakref.ref):
    def __init__(self, target, key):
        super().__init__(target)
        self.key = key

    def __new__(cls, target, key):
        return super().__new__(cls, target)


k = Ref(n, "key")
print(k() is n, k.key, _weakref.getweakrefs(n) != [])
cycle = Node("cycle")
cycle.me = cycle
wr = _weakref.ref(cycle)
print(wr() is cycle)
for call in ("_weakref.ref()", "_weakref.ref(n, None, 1)", "r(1)", "_weakref.proxy(5)"):
    try:
        eval(call)
    except TypeError as e:
        print(call, type(e).__name__)
