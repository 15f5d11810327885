# exit: 0
# Tracebacks of many shapes, printed through sys.excepthook: where the carets are.
import sys


class X:
    def __getattr__(self, name):
        raise AttributeError(name)

    def __add__(self, other):
        raise TypeError("no add")

    def __getitem__(self, key):
        raise KeyError(key)


x = X()
values = [1, 2, 3]
empty = {}


def binary():
    return 1 + 2 * (x + 5) - 7


def subscript():
    return values[0] + values[
        1] + x["key"]["other"]


def attribute():
    return x.first.second


def call():
    return int("12") + int("zz") + int("13")


def multi():
    return max(
        1,
        int("q"),
        3,
    )


def assign():
    a, b = values


def aug():
    total = 1
    total += None


def delete():
    del empty["gone"]


def star():
    print(*5)


def nested():
    return [y for y in (1 / z for z in [1, 0])]


def unary():
    return -"a" + ~1


def compare():
    return 1 < 2 < "a"


def with_():
    with 5 as q:
        pass


def raise_():
    raise ValueError("x" * 10) from None


def format_():
    return f"{1 / 0:>5}"


def unicode():
    é = "ééé"; return é + 1 + "€"


def for_():
    for i in 5:
        pass


def import_():
    import nothing_like_this


def assert_():
    assert values == [], "not empty"


def kwargs():
    return dict(a=1, **{"a": 2})


def lambda_():
    return (lambda v: v / 0)(1)


for function in (binary, subscript, attribute, call, multi, assign, aug, delete, star, nested, unary, compare, with_, raise_, format_, unicode, for_, import_, assert_, kwargs, lambda_):
    try:
        function()
    except Exception as e:
        e.__traceback__ = e.__traceback__.tb_next
        sys.excepthook(type(e), e, e.__traceback__)
