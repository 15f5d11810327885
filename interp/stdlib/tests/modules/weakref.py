# Weak references, proxies and the collector's count: `_weakref` and `gc`.


class Target:
    def __init__(self, name):
        self.name = name

    def __add__(self, other):
        return (self.name, other)

    def __iter__(self):
        return iter(self.name)

    def __call__(self, *args):
        return args


target = Target("t")
ref = _weakref.ref(target)
assert ref() is target and ref is _weakref.ref(target)
assert ref.__callback__ is None and hash(ref) == hash(target)
other = _weakref.ref(target, print)
assert other is not ref and other == ref and other.__callback__ is print
proxy = _weakref.proxy(target)
assert proxy is _weakref.proxy(target)
assert proxy.name == "t" and proxy + 1 == ("t", 1) and list(proxy) == ["t"] and proxy(2) == (2,)
assert type(proxy) is _weakref.CallableProxyType and isinstance(proxy, Target)
proxy.more = 1
assert target.more == 1
assert _weakref.getweakrefcount(target) == 3
assert _weakref.getweakrefs(target) == [ref, proxy, other]
assert target.__weakref__ is ref

for bad in (1, "s", (), None, BaseException()):
    try:
        _weakref.ref(bad)
    except TypeError as error:
        assert str(error) == f"cannot create weak reference to '{type(bad).__name__}' object"
    else:
        raise AssertionError(bad)
try:
    hash(proxy)
except TypeError:
    pass
else:
    raise AssertionError("a proxy has no hash")


class Named(_weakref.ref):
    __slots__ = ("key",)

    def __new__(cls, object, callback, key):
        self = _weakref.ref.__new__(cls, object, callback)
        self.key = key
        return self

    def __init__(self, object, callback, key):
        super().__init__(object, callback)


named = Named(target, None, "k")
assert named.key == "k" and named is not ref and named() is target

# Objects die when they are collected; callbacks get the dead reference, and a dead reference keeps its hash.
dead = []
called = []


def make(n):
    targets = [Target("x" * i) for i in range(n)]
    for target in targets:
        dead.append(_weakref.ref(target, called.append))
        hash(dead[-1])


def deep(n):
    return deep(n - 1) if n else 0


make(50)
deep(30)
gc.collect()
gone = [r for r in dead if r() is None]
# (A conservative look at the stack may keep one or two.)
assert len(gone) >= 45
assert len(called) == len(gone) and all(r in called for r in gone)
for r in gone:
    assert isinstance(hash(r), int) and r != ref
    assert "dead" in repr(r)

table = {"alive": ref, "dead": gone[0]}
for key in ("alive", "dead", "missing"):
    _weakref._remove_dead_weakref(table, key)
assert list(table) == ["alive"]

# A finalizer that refers weakly to what dies with it sees that it is gone, and may bring its object back.
saved = []


class Final:
    def __init__(self):
        self.mate = Target("mate")
        self.weak = _weakref.ref(self.mate)
        self.loop = self

    def __del__(self):
        saved.append((self, self.weak()))


def make_final():
    for _ in range(20):
        Final()


make_final()
deep(30)
gc.collect()
assert len(saved) >= 15
assert all(final.mate.name == "mate" for final, _ in saved)
assert all(gc.is_finalized(final) for final, _ in saved)

assert sorted(map(str, gc.get_referents([1, "a"], (2,)))) == ["1", "2", "a"]
holder = [target]
assert any(r is holder for r in gc.get_referrers(target))
assert [gc.is_tracked(x) for x in (1, 1.5, "s", b"b", (), [], {}, {1}, target, int, Target)] == [
    False, False, False, False, False, True, True, True, True, False, True,
]
assert any(o is holder for o in gc.get_objects())
try:
    gc.collect(3)
except ValueError as error:
    assert str(error) == "invalid generation"
events = []
gc.callbacks.append(lambda phase, info: events.append((phase, info["generation"])))
gc.collect(1)
gc.callbacks.pop()
assert events == [("start", 1), ("stop", 1)]
