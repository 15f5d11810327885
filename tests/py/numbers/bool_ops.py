# bool as a type, truth of everything, and/or/not values, short circuits.
print(True + True, True * 5, -True, ~5, True / 2, True // 2, True & False, True | 2, True ^ True, True << 3, isinstance(True, int))
print(repr(True), str(False), f"{True} {True:d} {False:>7}", "%d %s" % (True, True), int(True), float(False))
print(bool(), bool(0), bool(""), bool("0"), bool([]), bool([0]), bool({}), bool(()), bool(None), bool(0.0), bool(0j), bool(range(0)), bool(b""))


class Truthy:
    def __init__(self, name, value):
        self.name, self.value = name, value

    def __bool__(self):
        print("bool", self.name)
        return self.value

    def __repr__(self):
        return self.name


class Sized:
    def __len__(self):
        print("len")
        return 0


t, f = Truthy("t", True), Truthy("f", False)
print(t and f, f and t, t or f, f or t, not t, not f)
print(t and f or t, (f or t) and f, not (t and f))
print(bool(Sized()), "yes" if Sized() else "no")
if f or Sized() or t:
    print("taken")
while f:
    print("never")
else:
    print("else")
print(0 or "" or [] or None, 1 and "a" and [2], None or 0, 1 < 2 and 2 < 3 or 1 / 0)


class Bad:
    def __bool__(self):
        return 1


class BadLen:
    def __len__(self):
        return -1


for thing in (Bad(), BadLen(), NotImplemented):
    try:
        bool(thing)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
try:
    class B(bool):
        pass
except TypeError as e:
    print(e)
print(any([]), all([]), any([0, "", 3]), all([1, "x", []]), any(x > 2 for x in range(5)), all(x < 5 for x in range(5)))
print({True: "a", 1: "b", 1.0: "c"}, [0, False].count(0), True is (1 == 1), True == 1.0, True is not 1)
print(bool.__and__(True, False), True.__or__(False), True.__xor__(1), True.__rand__(3), bool.from_bytes(b"\x05"))
