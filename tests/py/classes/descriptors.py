# The descriptor protocol: data and non-data, on classes and metaclasses, __set_name__, __delete__, lookup order.
class Typed:
    def __init__(self, kind, default=None):
        self.kind, self.default = kind, default

    def __set_name__(self, owner, name):
        self.name = name
        print("set_name", owner.__name__, name)

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return instance.__dict__.get(self.name, self.default)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}, not {type(value).__name__}")
        instance.__dict__[self.name] = value

    def __delete__(self, instance):
        instance.__dict__.pop(self.name)


class Person:
    name = Typed(str, "nobody")
    age = Typed(int)


p = Person()
print(p.name, p.age, type(Person.name).__name__)
p.name = "Ada"
p.age = 36
print(p.name, p.age, p.__dict__)
for statement in ("p.age = 'x'", "del p.age", "del p.age", "print(p.age)"):
    try:
        exec(statement)
    except Exception as e:
        print(statement, "->", type(e).__name__, e)


class NonData:
    def __get__(self, instance, owner):
        return ("nondata", instance is None, owner.__name__)


class Data(NonData):
    def __set__(self, instance, value):
        print("data set", value)


class H:
    n = NonData()
    d = Data()


h = H()
print(h.n, h.d, H.n, H.d)
h.__dict__["n"] = "instance n"
h.__dict__["d"] = "instance d"
print(h.n, h.d)
h.n = "assigned"
h.d = "assigned"
print(h.n, h.d, vars(h))
try:
    del h.d
except AttributeError as e:
    print(e)


class Lazy:
    def __init__(self, function):
        self.function = function

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        print("computing", self.name)
        value = instance.__dict__[self.name] = self.function(instance)
        return value


class Circle:
    def __init__(self, r):
        self.r = r

    @Lazy
    def area(self):
        return self.r * self.r * 3


c = Circle(2)
print(c.area, c.area, c.__dict__)


class Meta(type):
    m = NonData()
    shared = property(lambda cls: "meta property")

    def method(cls):
        return "meta method of " + cls.__name__


class WithMeta(metaclass=Meta):
    m = "class attribute wins over non-data"
    shared = "class attribute loses to property"


print(WithMeta.m, WithMeta.shared, WithMeta().shared, WithMeta.method())
try:
    WithMeta().method()
except AttributeError as e:
    print(e)


def function(self, x):
    return self, x


print(function.__get__(5)(6), function.__get__(5, int).__self__, type(function.__get__(None, int)).__name__, str.upper.__get__("abc")(), staticmethod(function).__get__(1)(2, 3), classmethod(function).__get__(None, int)(4))


class Bad:
    def __set_name__(self, owner, name):
        raise ValueError("refuse " + name)


try:
    class Broken:
        field = Bad()
except ValueError as e:
    print(e, e.__notes__)


class OnlySet:
    def __set__(self, instance, value):
        instance.__dict__["only"] = value * 2


class U:
    only = OnlySet()


u = U()
print(type(u.only).__name__)
u.only = 21
print(u.only)


class Getter:
    __get__ = None


class V:
    g = Getter()


try:
    V().g
except TypeError as e:
    print(e)
