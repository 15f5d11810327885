# PEP 695 and 696: type parameters, lazy bounds, aliases, defaults, generic classes without typing.
def first[T](items: list[T]) -> T:
    return items[0]


class Stack[T, *Ts, **P]:
    def __init__(self):
        self.items: list[T] = []

    def push[U](self, item: T | U) -> None:
        self.items.append(item)

    T_seen = T


type Pair[A, B = int] = tuple[A, B]
type Recursive = list[Recursive] | int
type Lazy = undefined_for_now
print(first([5]), first.__type_params__, Stack.__type_params__, [type(p).__name__ for p in Stack.__type_params__], Stack.push.__type_params__, Stack.T_seen is Stack.__type_params__[0])
print(Pair, type(Pair).__name__, Pair.__name__, Pair.__type_params__, Pair.__value__, Pair[str, int], Pair[str, int].__args__, Pair.__type_params__[1].__default__, Recursive.__value__)
try:
    Lazy.__value__
except NameError as e:
    print(e)
undefined_for_now = int
print(Lazy.__value__)
T = Stack.__type_params__[0]
print(T.__name__, T.__bound__, T.__constraints__, T.__covariant__, T.__contravariant__, T.__infer_variance__, T.has_default(), repr(T))


def bounded[T: int, S: (str, bytes), D = list[int]](x: T, y: S, z: D):
    def inner() -> T:
        return x

    return inner


t, s, d = bounded.__type_params__
print(t.__bound__, s.__constraints__, d.__default__, s.__bound__, bounded.__annotations__ == {"x": t, "y": s, "z": d}, bounded(1, "a", 2).__annotations__)


def lazy_bound[T: not_defined_yet](x: T):
    pass


try:
    lazy_bound.__type_params__[0].__bound__
except NameError as e:
    print(e)
not_defined_yet = float
print(lazy_bound.__type_params__[0].__bound__)
for source in ("def f[T, T](): pass", "class A[*Ts = int]: pass", "def f[T = int, U](): pass", "type X[T: (yield)] = T", "class A[T: (x := 1)]: pass", "type 1 = 2", "def f[T](T): return T", "class A[T](T := int): pass", "type X = yield", "def f[]( ): pass", "type type[type: type] = type", "def f[T]():\n nonlocal T", "type = 5; type X = int"):
    try:
        exec(source, {})
        print("ok", source)
    except Exception as e:
        print(source, "->", type(e).__name__, e)
print(list[int], dict[str, list[int]], tuple[int, ...], list[int].__origin__, list[int].__args__, list[T].__parameters__, list[T][str], dict[T, T][int], tuple[()], list[int]([1, 2]), type(list[int]).__name__, list[int] == list[int], hash(list[int]) == hash(list[int]), type[int], set[int] | None, list[list[T]][int])
print(int | str, int | None, (int | str) == (str | int), (int | str).__args__, isinstance(5, int | str), issubclass(bool, int | None), int | int, int | str | int, type(int | str).__name__, list[int] | int, None | int if 0 else int | None, isinstance("x", (int | bytes, str)))
for call in ("isinstance([], list[int])", "issubclass(list, list[int])", "isinstance(1, list[int] | int)", "int | 5", "5 | int", "int[str]", "list[int][str]", "class_getitem", "dict[T][int, str]", "list[int]()", "list[int].append", "list[int].__init__" if 0 else "list[int].__name__", "list[int].nothing", "int | 'str'"):
    try:
        print(call, eval(call))
    except Exception as e:
        print(call, "->", type(e).__name__, e)


class Outer[T]:
    class Inner[U]:
        def method[V](self, t: T, u: U, v: V): ...

    alias = list[T]


print(Outer.Inner.method.__annotations__, Outer.alias, Outer.Inner.__qualname__, Outer.Inner.method.__qualname__)
unpacked = tuple[*tuple[int, ...], str]
print(unpacked, unpacked.__args__, [*list[int]], Stack.__orig_bases__, Stack.__parameters__)
