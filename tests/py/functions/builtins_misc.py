# The remaining builtins: id, type, vars, dir, callable, isinstance, chr, format, hash, input's friends.
print(callable(len), callable(5), callable(int), callable(lambda: 0), type(5) is int, type("X", (), {})().__class__.__name__, isinstance(5, (int, str)), issubclass(bool, int), isinstance(True, int), isinstance(5, ()), issubclass(int, (str, (float, (int,)))))
print(chr(65), ord("é"), ascii("é"), bin(-5), oct(8), hex(-255), abs(-5.5), divmod(-7, 3), round(2.5), round(3.5), round(-2.675, 2), pow(2, 100, 7), len(range(10**6)), hash("x") == hash("x"), id(None) == id(None))
print(sorted(vars(type("V", (), {"a": 1, "b": 2}))), dir(type("D", (), {"__dir__": lambda self: ["z", "a"]})()), [n for n in dir([]) if not n.startswith("_")], "append" in dir(list), sorted(set(dir(5)) - set(dir(object)))[:5])
import builtins
by_site = {"copyright", "credits", "exit", "help", "license", "quit"}
names = sorted(n for n in dir(builtins) if not n.startswith("_") and n not in by_site)
print(len(names) > 150, [n for n in names if n[0].islower()])
print([n for n in names if n[0].isupper()])
for name in ("abs", "len", "sorted", "print", "sum", "isinstance", "getattr", "compile", "enumerate", "pow", "round", "open", "eval"):
    print(name, getattr(builtins, name).__text_signature__ if hasattr(getattr(builtins, name), "__text_signature__") else None)
print(getattr("abc", "upper")(), hasattr([], "append"), setattr(type("S", (), {}), "x", 1), eval("1 + 1"), exec("q = 5") or q, [].__class__, (5).__class__.__name__, __name__, __doc__, __builtins__ is builtins)
print(list(map(bool, [0, 1, [], [0]])), all([]), any([]), sum([1, 2], 3), min(3, 1, 2), max("a", "b"), sorted([3, 1, 2], reverse=True), list(reversed([1, 2])), list(zip([1], [2])), list(enumerate("a")), list(filter(None, [0, 1])), next(iter([7])), slice(1, 2), format(3.14159, ".2f"), repr("x"), memoryview(b"a")[0], bytes(2), bytearray(1), complex(1, 2), frozenset([1]), object() is not object())
print(__import__("sys").__name__, __import__("sys", globals(), locals(), ["path"]).__name__, globals()["__name__"], "names" in locals(), type(...).__name__, NotImplemented)


def signature(function):
    c = function.__code__
    return c.co_varnames[:c.co_argcount + c.co_kwonlyargcount], function.__defaults__, function.__kwdefaults__


print(signature(lambda a, b=1, *, c=2: 0), len.__name__, len.__self__ is builtins, print.__module__, "".join.__self__ == "", int.__call__ is not None, type.__call__(str, 5), object.__init__(object()), int.__new__(int, "7"), str.__mul__("a", 3), list.__len__([1]), dict.__getitem__({1: 2}, 1), float.__add__(1.0, 2), int.__add__(1, 2.0), int.__eq__(1, "x"), object.__eq__(1, 1), object.__ne__(1, 1), type.__repr__(int), object.__format__("x", ""), object.__sizeof__(5) > 0, object.__reduce_ex__(5, 2)[0].__name__, object.__dir__(5) != [], (5).__format__("3d"), (5).__getattribute__("real"))
