# with: enter and exit order, suppression, several managers, targets, errors.
class CM:
    def __init__(self, name, suppress=False, fail_enter=False, fail_exit=False):
        self.name, self.suppress, self.fail_enter, self.fail_exit = name, suppress, fail_enter, fail_exit

    def __enter__(self):
        print("enter", self.name)
        if self.fail_enter:
            raise RuntimeError("enter " + self.name)
        return self.name.upper(), 5

    def __exit__(self, kind, value, tb):
        print("exit", self.name, kind.__name__ if kind else None, value, tb is not None)
        if self.fail_exit:
            raise RuntimeError("exit " + self.name)
        return self.suppress


with CM("a") as (name, number):
    print(name, number)
with CM("a") as x, CM("b") as y:
    print(x, y)
with (
    CM("c"),
    CM("d") as [z, _],
):
    print(z)
with CM("s", suppress=True):
    raise ValueError("suppressed")
print("after")
try:
    with CM("outer"), CM("inner", suppress=True), CM("deep"):
        raise KeyError("k")
    print("went on")
    with CM("o"), CM("fails", fail_enter=True), CM("never"):
        print("never")
except RuntimeError as e:
    print("caught", e)
try:
    with CM("x", fail_exit=True):
        raise ValueError("original")
except RuntimeError as e:
    print(e, "during", repr(e.__context__))


def returns():
    with CM("r"):
        return "value"


def loop():
    for i in range(3):
        with CM(i if isinstance(i, str) else f"l{i}"):
            if i == 0:
                continue
            break
    return "done"


def gen():
    with CM("g"):
        yield 1
        yield 2


print(returns(), loop())
g = gen()
print(next(g))
g.close()
for g in (gen(),):
    print(list(g))


class NoExit:
    def __enter__(self):
        pass


class NoEnter:
    def __exit__(self, *args):
        pass


class Instance:
    pass


i = Instance()
i.__enter__ = lambda: None
i.__exit__ = lambda *a: None
for manager in ("NoExit()", "NoEnter()", "5", "i", "gen()"):
    try:
        exec(f"with {manager}: pass")
    except TypeError as e:
        print(manager, "->", e)
holder = {}
with CM("k") as holder["key"], CM("v") as i.attribute:
    print(holder, i.attribute)
with CM("nest"):
    with CM("nested"):
        try:
            raise OSError("inside")
        except OSError as e:
            print("handled", e)
        finally:
            print("finally")


class Returns:
    def __init__(self, value):
        self.value = value

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return self.value


for value in (0, 1, "", "x", [], None, [0]):
    try:
        with Returns(value):
            raise ValueError
        print(repr(value), "suppressed")
    except ValueError:
        print(repr(value), "passed on")
