# Classes: attributes, methods, inheritance, special names, dynamic changes.
class Animal:
    """An animal."""
    kind = "animal"
    count = 0

    def __init__(self, name, /, *, legs=4):
        self.name = name
        self.legs = legs
        Animal.count += 1

    def speak(self):
        return f"{self.name} makes a sound"

    def __repr__(self):
        return f"{type(self).__name__}({self.name!r})"


class Dog(Animal):
    kind = "dog"

    def speak(self):
        return super().speak() + ": woof"


class Puppy(Dog):
    def __init__(self, name):
        super().__init__(name + "y", legs=4)
        self.__secret = 42

    def reveal(self):
        return self.__secret


a, d, p = Animal("Generic"), Dog("Rex", legs=3), Puppy("Sam")
print(a, d, p, a.speak(), d.speak(), p.speak(), d.kind, a.kind, Animal.count, d.legs, p.reveal(), p.__dict__)
print(Animal.__doc__, Dog.__doc__, Dog.__name__, Dog.__bases__, Dog.__base__, Puppy.__mro__, Dog.__module__, Dog.__qualname__, Animal.__subclasses__(), isinstance(p, Animal), issubclass(Dog, (int, Animal)), type(p) is Puppy)
try:
    p.__secret
except AttributeError as e:
    print(e)
d.kind = "own"
Dog.kind = "class"
print(d.kind, Dog("x").kind, p.kind, vars(d))
del d.kind
print(d.kind, hasattr(d, "nothing"), getattr(d, "nothing", "default"), getattr(d, "name"))
setattr(d, "odd name", 1)
delattr(d, "legs")
print(d.__dict__, sorted(k for k in dir(d) if not k.startswith("__")))
Animal.run = lambda self, speed=1: f"{self.name} runs {speed}"
print(p.run(), p.run(speed=5), Animal.run(a, 2))
p.run = lambda: "instance function"
print(p.run())
for statement in ("Animal()", "Animal('a', 'b')", "Animal(name='x')", "a.missing", "Animal.missing", "del a.missing", "a.speak(1)", "Animal.speak()", "del Animal.missing", "class X(5): pass", "class X(Dog, Animal, Dog): pass", "class X(Animal, Dog): pass", "class X(int, str): pass", "issubclass(1, int)",
                  "isinstance(1, 'int')", "a()", "a[0]", "a + 1", "-a", "len(a)", "iter(a)", "a < a", "int.x = 1", "del int.real", "object().x = 1", "class X(bool): pass", "class X(type(None)): pass", "a.__class__ = int", "a.__class__ = 5", "Dog.__bases__ = ()", "Dog.__name__ = 5", "hash(type)", "super().x"):
    try:
        exec(statement)
        print(statement, "ok")
    except Exception as e:
        print(statement, "->", type(e).__name__, e)
a.__class__ = Dog
print(a.speak(), type(a).__name__)
E = type("E", (Dog,), {"extra": 1, "hello": lambda self: f"hi {self.name}"})
print(E("e").hello(), E.extra, E.__name__, E("z"), E.__mro__[1].__name__)
Dog.__name__ = "Hound"
Dog.__bases__ = (Animal,)
print(d, Dog.__qualname__, Dog.__dict__["kind"], type(Dog.__dict__).__name__, object.__bases__, type.__mro__)
try:
    Dog.__dict__["x"] = 1
except TypeError as e:
    print(e)


class Empty: pass


e = Empty()
e.a, e.b = 1, 2
e.__dict__["c"] = 3
e.__dict__ = {"z": 26}
print(e.z, vars(e), hasattr(e, "a"), Empty.__dict__.get("__doc__"), Empty.__doc__, e == e, e != Empty(), bool(e), Empty.__eq__ is object.__eq__)
try:
    e.__dict__ = 5
except TypeError as err:
    print(err)
