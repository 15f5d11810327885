# zeal: 50
# Many classes, many instances, inheritance that changes, instances that outlive their class's changes.
import gc


class Base:
    def __init__(self, n):
        self.n = n

    def value(self):
        return self.n

    def __eq__(self, other):
        return self.value() == other.value()

    def __hash__(self):
        return self.n


class Doubler(Base):
    def value(self):
        return super().value() * 2


class Named(Base):
    def __init__(self, n, name):
        super().__init__(n)
        self.name = name

    def value(self):
        return len(self.name) + self.n


things = [Base(i) if i % 3 == 0 else Doubler(i) if i % 3 == 1 else Named(i, "x" * (i % 5)) for i in range(300)]
print(sum(t.value() for t in things), len(set(things)), Base(4) == Doubler(2), sorted(things, key=Base.value)[10].n)
Base.extra = property(lambda self: self.n + 1000)
print(sum(t.extra for t in things[:10]))
Doubler.value = lambda self: -self.n
print(sum(t.value() for t in things))
del Doubler.value
print(sum(t.value() for t in things))
for t in things[::2]:
    t.late = t.n
for t in things[::3]:
    t.other = 1
    t.late = "changed"
print(sum(t.late for t in things if isinstance(getattr(t, "late", None), int)), sum(1 for t in things if hasattr(t, "other")), sorted(vars(things[0])), sorted(vars(things[2])))
for t in things[::6]:
    del t.late
print(sum(1 for t in things if hasattr(t, "late")))
classes = []
for i in range(100):
    def make(i=i):
        class Local(Base if i % 2 else Doubler):
            tag = i

            def value(self):
                return super().value() + self.tag

        return Local

    classes.append(make())
print(sum(c(1).value() for c in classes), len(Base.__subclasses__()) >= 50, all(c.__name__ == "Local" for c in classes), classes[7].__qualname__)
del classes
gc.collect()
gc.collect()
print(len(Base.__subclasses__()) < 60)
wide = type("Wide", (), {f"attr{i}": i for i in range(200)})
w = wide()
for i in range(200):
    setattr(w, f"inst{i}", i)
print(sum(getattr(w, f"attr{i}") + getattr(w, f"inst{i}") for i in range(200)), len(vars(w)), len([n for n in dir(w) if not n.startswith("__")]))
deep = object
for i in range(60):
    deep = type(f"L{i}", (deep,), {f"m{i}": lambda self, i=i: i, "shared": lambda self, i=i: i})
d = deep()
print(d.m0(), d.m59(), d.shared(), len(deep.__mro__), super(deep, d).shared(), isinstance(d, deep.__mro__[30]))
objects = {}
for i in range(1000):
    o = Base(i)
    o.link = objects.get(i - 1)
    objects[i] = o
    if i > 100:
        del objects[i - 100]
chain = 0
o = objects[999]
while o is not None:
    chain += 1
    o = o.link
print(chain, len(objects))


class Counter:
    instances = 0

    def __new__(cls, *args, **kw):
        cls.instances += 1
        return super().__new__(cls)

    def __init__(self, *args, **kw):
        self.args = args
        self.__dict__.update(kw)


cs = [Counter(i, a=i) if i % 2 else Counter() for i in range(200)]
print(Counter.instances, cs[3].a, cs[3].args, cs[2].args, hasattr(cs[2], "a"))
swapped = Base(5)
for cls in (Doubler, Base, Doubler):
    swapped.__class__ = cls
    print(swapped.value(), end=" ")
swapped.__dict__ = {"n": 50}
print(swapped.value(), vars(swapped))
