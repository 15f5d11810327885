# Attributes of functions and code objects.
def sample(a: int, b: "str" = "x", *args: float, c: bool = True, **kw: dict) -> list:
    """Sample's text."""
    local = a
    return [local]


print(sample.__name__, sample.__qualname__, sample.__doc__, sample.__module__, sample.__defaults__, sample.__kwdefaults__, sample.__annotations__, sample.__dict__, sample.__closure__, sample.__type_params__)
c = sample.__code__
print(c.co_name, c.co_qualname, c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount, c.co_nlocals, c.co_varnames, c.co_names, c.co_cellvars, c.co_freevars, c.co_firstlineno, c.co_flags & 0x0F, c.co_stacksize > 0)
sample.tag = 5
sample.__name__ = "renamed"
sample.__qualname__ = "Quite.renamed"
sample.__doc__ = None
print(sample.__name__, sample.tag, vars(sample), sample.__doc__, repr(sample).split(" at ")[0])
for statement in ("sample.__name__ = 5", "sample.__code__ = 5", "sample.__defaults__ = 5", "sample.__kwdefaults__ = 5", "sample.__dict__ = 5", "sample.__closure__ = ()", "sample.__globals__ = {}", "sample.missing", "del sample.missing", "del sample.__code__", "sample.__qualname__ = None", "sample.__code__ = outer2().__code__"):
    def outer2():
        x = 1
        return lambda: x
    try:
        exec(statement)
        print(statement, "ok")
    except Exception as e:
        print(statement, "->", type(e).__name__, e)


def a():
    return "a"


def b():
    return "b"


a.__code__ = b.__code__
print(a(), a.__name__, a.__globals__ is globals(), type(a).__name__, a == a, a != b, hash(a) == hash(a))


class K:
    def m(self):
        """Doc of m."""
        return self

    class Inner:
        def deep(self):
            return lambda: 0

    @staticmethod
    def s():
        pass

    @classmethod
    def c(cls):
        return cls


k = K()
print(K.m.__qualname__, K.Inner.deep.__qualname__, K.Inner().deep().__qualname__, K.s.__qualname__, k.m.__func__ is K.m, k.m.__self__ is k, k.m.__doc__, k.m == k.m, k.m is k.m, K.c.__self__ is K, k.m.__name__, K.__dict__["s"].__func__ is K.s)
try:
    k.m.attribute = 1
except AttributeError as e:
    print(e)
K.m.attribute = 2
print(k.m.attribute, [f.__name__ for f in (len, str.upper, [].append, K, k.m, lambda: 0)], len.__module__, len.__qualname__, [].append.__qualname__, str.join.__qualname__, [].append.__self__, type(len).__name__, type([].append).__name__, type(str.join).__name__, type("".__add__).__name__, type(dict.__dict__["fromkeys"]).__name__)
F = type(a)
made = F(b.__code__, {"__builtins__": {}}, "made")
print(made(), made.__name__, made.__globals__)


def generator():
    yield 1


async def coroutine():
    pass


async def asyncgen():
    yield 1


for function in (generator, coroutine, asyncgen, sample, lambda: (yield)):
    print(function.__name__, bool(function.__code__.co_flags & 0x20), bool(function.__code__.co_flags & 0x80), bool(function.__code__.co_flags & 0x200))
code = b.__code__.replace(co_name="other", co_consts=(None, "changed"))
print(code.co_name, F(code, {})(), b.__code__ == code, b.__code__ == b.__code__, hash(b.__code__) == hash(b.__code__))
