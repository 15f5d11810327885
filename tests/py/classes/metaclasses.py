# Metaclasses: __new__, __init__, __call__, __prepare__, conflicts, instance and subclass checks, operators on classes.
class Meta(type):
    @classmethod
    def __prepare__(mcls, name, bases, **kw):
        print("prepare", name, [b.__name__ for b in bases], kw)
        return {"injected": 1}

    def __new__(mcls, name, bases, ns, **kw):
        print("new", name, sorted(k for k in ns if not k.startswith("__")), kw)
        return super().__new__(mcls, name, bases, ns)

    def __init__(cls, name, bases, ns, **kw):
        print("init", name, kw)
        super().__init__(name, bases, ns)

    def __call__(cls, *args, **kw):
        print("call", cls.__name__, args, kw)
        return super().__call__(*args, **kw)

    def __len__(cls):
        return 42

    def __getitem__(cls, key):
        return f"{cls.__name__}[{key}]"

    def __iter__(cls):
        return iter("meta")

    def __contains__(cls, item):
        return item == "x"

    def __add__(cls, other):
        return "added"

    def __repr__(cls):
        return f"<{cls.__name__}>"

    def __getattr__(cls, name):
        return "meta " + name

    def __eq__(cls, other):
        return NotImplemented

    def __hash__(cls):
        return 5

    def __bool__(cls):
        return False


class Base(metaclass=Meta, flag=True):
    def __init__(self, v=0):
        self.v = v


class Derived(Base, other=2):
    y = 1


print(Base(3).v, len(Base), Base["k"], list(Base), "x" in Base, "y" in Base, Base + 1, Base, Derived, Base.anything, Derived.injected, type(Derived).__name__, hash(Base), bool(Base), Base == Derived, Base == Base)
try:
    Base().anything
except AttributeError as e:
    print(e)


class Other(type):
    pass


class OtherBase(metaclass=Other):
    pass


try:
    class Conflict(Base, OtherBase):
        pass
except TypeError as e:
    print(e)


class Both(Meta, Other):
    pass


class Fine(Base, OtherBase, metaclass=Both):
    pass


print(type(Fine).__name__)


class Checks(type):
    def __instancecheck__(cls, instance):
        return instance == "yes"

    def __subclasscheck__(cls, sub):
        return sub is int


class Virtual(metaclass=Checks):
    pass


print(isinstance("yes", Virtual), isinstance("no", Virtual), issubclass(int, Virtual), issubclass(str, Virtual), isinstance(Virtual(), Virtual), isinstance(5, (str, Virtual)))


def function_meta(name, bases, ns):
    return (name, bases, sorted(k for k in ns if k == "z"))


class FromFunction(metaclass=function_meta):
    z = 1


print(FromFunction)


class Singleton(type):
    instances = {}

    def __call__(cls, *args):
        if cls not in Singleton.instances:
            Singleton.instances[cls] = super().__call__(*args)
        return Singleton.instances[cls]


class One(metaclass=Singleton):
    def __init__(self, v):
        self.v = v


print(One(1) is One(2), One(3).v)


class Ordered(type):
    @classmethod
    def __prepare__(mcls, name, bases):
        class Names(dict):
            def __setitem__(self, key, value):
                if key in self and not key.startswith("__"):
                    raise NameError(f"{key} twice")
                super().__setitem__(key, value)

        return Names()


try:
    class Twice(metaclass=Ordered):
        a = 1
        a = 2
except NameError as e:
    print(e)
for call in ("type('A', (), 5)", "type('A', 5, {})", "type(5, (), {})", "type()", "type(1, 2)", "type('A\\0', (), {})", "type.__new__(int, 'A', (), {})", "type.__call__(5)", "type('A', (1,), {})", "Meta.__prepare__('n', (), x=1)"):
    try:
        print(call, eval(call))
    except Exception as e:
        print(call, "->", type(e).__name__, e)
print(type(1), type(type), type(Meta), isinstance(Meta, type), type("Q", (), {"v": 1}).v, type.__call__(int, "5"), type.mro(int), int.__class__)


class Extra:
    extra = 1


class Mro(type):
    def mro(cls):
        return [cls, Extra, object]


class M(metaclass=Mro):
    pass


print([c.__name__ for c in M.__mro__], M.extra, M().extra, M.__bases__)
try:
    class NoPrepare(metaclass=type("P", (type,), {"__prepare__": classmethod(lambda *a: 5)})):
        pass
except TypeError as e:
    print(e)
