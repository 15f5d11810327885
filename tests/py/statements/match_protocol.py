# match on objects with hooks: __match_args__, mappings and sequences of our own, guards with side effects, order of evaluation.
class Tracked:
    __match_args__ = ("a", "b")

    def __getattr__(self, name):
        print("get", name, end="; ")
        if name == "missing":
            raise AttributeError(name)
        return name


match Tracked():
    case Tracked(a="x"):
        print("no")
    case Tracked("a", "y"):
        print("no")
    case Tracked(missing=_):
        print("no")
    case Tracked("a", b=captured, c="c"):
        print("matched", captured)


class BadArgs:
    __match_args__ = ["a"]


class BadArg:
    __match_args__ = (1,)


for cls in (BadArgs, BadArg):
    try:
        match cls():
            case cls(x):
                print("?")
    except TypeError as e:
        print(e)


class Meta(type):
    def __instancecheck__(cls, obj):
        print("instancecheck", end="; ")
        return obj == 7


class Virtual(metaclass=Meta):
    pass


for v in (7, 8):
    match v:
        case Virtual():
            print("virtual")
        case _:
            print("not virtual")


class MyList(list):
    pass


class MyDict(dict):
    def __missing__(self, key):
        return "missing!"

    def get(self, key, default=None):
        print("get", key, end="; ")
        return super().get(key, default)


match MyList([1, 2]):
    case [a, b]:
        print("mylist", a, b)
match MyDict(a=1):
    case {"a": 1, "b": _}:
        print("no b expected")
    case {"a": value, **rest}:
        print("mydict", value, rest)


def effect(tag, result):
    print("guard", tag, end="; ")
    return result


match 5:
    case n if effect("one", False):
        print("no")
    case int(n) if effect("two", n == 5):
        print("yes", n)


class Eq:
    def __init__(self, tag):
        self.tag = tag

    def __eq__(self, other):
        print(f"{self.tag}=={other!r}", end="; ")
        return other == "hit"


match Eq("subject"):
    case 1 | "hit":
        print("hit")


class NS:
    inner = type("Inner", (), {"value": 10})


match 10:
    case NS.inner.value:
        print("dotted")


def bind_partial(value):
    a = b = "unset"
    match value:
        case [a, 99]:
            return "first", a, b
        case [_, b] if False:
            pass
        case _:
            return "rest", a, b


print(bind_partial([1, 2]), bind_partial([5, 99]))


def walk(tree):
    match tree:
        case ("num", n):
            return n
        case ("add" | "plus", left, right):
            return walk(left) + walk(right)
        case ("mul", *factors):
            result = 1
            for factor in factors:
                result *= walk(factor)
            return result
        case ("neg", operand):
            return -walk(operand)
        case {"op": op, "args": [x, y]}:
            return walk((op, x, y))
        case _:
            raise ValueError(f"bad tree {tree!r}")


print(walk(("add", ("num", 1), ("mul", ("num", 2), ("num", 3), ("neg", ("num", 4))))), walk({"op": "plus", "args": [("num", 1), ("num", 2)], "extra": 0}))
try:
    walk(("div",))
except ValueError as e:
    print(e)
for command in ("go north", "get lamp", "go", "drop a b c", "", "quit now"):
    match command.split():
        case ["go", ("north" | "south") as direction]:
            print("going", direction)
        case ["get" | "take", thing]:
            print("taking", thing)
        case ["drop", *things]:
            print("dropping", things)
        case ["quit", *_]:
            break
        case [verb]:
            print("just", verb)
        case []:
            print("empty")
