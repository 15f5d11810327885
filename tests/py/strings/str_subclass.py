# Subclasses of str and what methods give back.
class Name(str):
    def __new__(cls, value, extra=None):
        self = super().__new__(cls, value.strip())
        self.extra = extra
        return self

    def __add__(self, other):
        return Name(str.__add__(self, "+" + other), "added")

    def __eq__(self, other):
        return str.lower(self) == str(other).lower()

    def __hash__(self):
        return hash(str.lower(self))

    def upper(self):
        return "UP:" + super().upper()


n = Name("  Ada ", 1815)
print(n, repr(n), n.extra, len(n), type(n).__name__, isinstance(n, str), n == "ADA", n != "ada", n.upper(), n.lower(), type(n.lower()).__name__)
print(type(n + "x").__name__, n + "x", (n + "x").extra, "x" + n, type("x" + n).__name__, n[0], type(n[:]).__name__, n * 2, f"{n}", "%s" % n, "".join([n]), type("".join([n])).__name__)
print({n: 1}["ada"], {n: 1}.get("nothing"), n in ["ada"], n.__dict__, str(n), type(str(n)).__name__)


class Loud(str):
    def __str__(self):
        return self.upper() + "!"

    def __repr__(self):
        return "Loud()"

    def __format__(self, spec):
        return "F" + spec

    def __len__(self):
        return 99

    def __iter__(self):
        return iter("iter")

    def __getitem__(self, index):
        return "item"

    def __contains__(self, item):
        return item == 5


l = Loud("abc")
print(l, repr(l), f"{l}", f"{l:x}", "%s" % l, "%r" % l, len(l), list(l), l[0], 5 in l, str(l), "{} {!s} {!r}".format(l, l, l), "".join(l), l.upper(), "-".join([l, l]), l == "abc", {l: 1}["abc"])
print(int(Name("12")), float(Name("1.5")), sorted([Name("b"), Name("a")]), max(Name("x"), Name("y")), getattr("abc", Name("upper"))())
print(str.__new__(Name, "raw"), Name.__mro__[1:], str.__len__(l), isinstance(l, Loud))
