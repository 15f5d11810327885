# property: getter, setter, deleter, documentation, inheritance, errors.
class Temperature:
    def __init__(self, celsius=0):
        self._c = celsius

    @property
    def celsius(self):
        """Degrees Celsius."""
        return self._c

    @celsius.setter
    def celsius(self, value):
        if value < -273:
            raise ValueError("too cold")
        self._c = value

    @celsius.deleter
    def celsius(self):
        print("deleted")
        self._c = None

    @property
    def fahrenheit(self):
        return self.celsius * 9 / 5 + 32

    write_only = property(None, lambda self, v: print("write", v), doc="write only")


t = Temperature(100)
print(t.celsius, t.fahrenheit, Temperature.celsius.__doc__, Temperature.write_only.__doc__, Temperature.celsius.fget.__name__, Temperature.celsius.__name__, type(Temperature.celsius).__name__, Temperature.fahrenheit.fset, Temperature.celsius.__isabstractmethod__)
t.celsius = 20
t.write_only = 5
print(t.fahrenheit)
for statement in ("t.celsius = -300", "t.fahrenheit = 1", "del t.fahrenheit", "t.write_only", "del t.write_only", "Temperature.celsius.fget = 1", "property(1, 2, 3, 4, 5)", "Temperature.celsius.__get__()"):
    try:
        exec(statement)
        print(statement, "ok")
    except Exception as e:
        print(statement, "->", type(e).__name__, e)
del t.celsius
print(t._c)


class Kelvin(Temperature):
    @Temperature.celsius.getter
    def celsius(self):
        return super().celsius + 1000

    @property
    def fahrenheit(self):
        return "none"


k = Kelvin(1)
print(k.celsius, k.fahrenheit)
k.celsius = 5
print(k.celsius, Kelvin.celsius is Temperature.celsius, Kelvin.celsius.fset is Temperature.celsius.fset)


class Raises:
    @property
    def broken(self):
        raise AttributeError("inside")

    @property
    def looks(self):
        return self.nothing

    def __getattr__(self, name):
        return f"getattr({name})"


print(Raises().broken, Raises().looks)


class Auto:
    x = property(lambda self: self.__dict__.get("x", "unset"), lambda self, v: self.__dict__.__setitem__("x", v))


a = Auto()
print(a.x)
a.x = 1
print(a.x, vars(a))
p = property(len, doc="doc")
print(p.__get__([1, 2]), p.__doc__, p.fget is len, property().fget)
try:
    property().__get__(1)
except AttributeError as e:
    print(e)


class Sub(property):
    """own doc"""
    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return "sub:" + str(super().__get__(instance, owner))


class UsesSub:
    @Sub
    def v(self):
        """the doc of v"""
        return 5

    @v.setter
    def v(self, value):
        print("set", value)


u = UsesSub()
u.v = 3
print(u.v, type(UsesSub.v).__name__, UsesSub.v.__doc__)


class ClassProp(type):
    @property
    def total(cls):
        return cls._total

    @total.setter
    def total(cls, value):
        cls._total = value * 10


class Bank(metaclass=ClassProp):
    _total = 1


Bank.total = 5
print(Bank.total, Bank._total, hasattr(Bank(), "total"))
