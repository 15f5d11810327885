# Closures: cells shared, late binding, nonlocal at several depths, cells of comprehensions and classes.
def counter(start):
    count = start

    def up(by=1):
        nonlocal count
        count += by
        return count

    def peek():
        return count

    return up, peek


up, peek = counter(10)
up2, peek2 = counter(0)
print(up(), up(5), peek(), up2(), peek2(), up.__closure__[0].cell_contents, up.__code__.co_freevars, peek.__code__.co_cellvars, counter.__code__.co_cellvars)
print([f() for f in [lambda: i for i in range(3)]], [f() for f in [lambda i=i: i for i in range(3)]])


def outer():
    a = b = c = 0

    def middle():
        nonlocal a
        b = 10
        a += 1

        def inner():
            nonlocal a, b
            a += 100
            b += 1
            return a, b, c

        return inner() + (b,)

    first = middle()
    c = 7
    return first, middle(), a, b, c


print(outer())


def deleted():
    x = 1

    def get():
        return x

    del x
    try:
        get()
    except NameError as e:
        print(type(e).__name__, e)
    x = 2
    return get()


print(deleted())


def unassigned():
    def get():
        return later

    try:
        get()
    except NameError as e:
        print(e)
    try:
        get.__closure__[0].cell_contents
    except ValueError as e:
        print(e)
    later = 5
    return get()


print(unassigned())


def local_before():
    try:
        print(value)
    except UnboundLocalError as e:
        print(e)
    value = 1
    del value
    try:
        return value
    except UnboundLocalError as e:
        print(e)


local_before()


def in_class():
    x = "function"

    class C:
        y = x
        x = "class"
        z = x

        def method(self):
            return x

        items = [x for _ in range(2)]

    return C.y, C.x, C.z, C().method(), C.items


try:
    print(in_class())
except NameError as e:
    print(type(e).__name__, e)


def parameters(a, b=2, *args, c, **kwargs):
    def show():
        nonlocal a
        a += 1
        return a, b, args, c, kwargs

    a *= 10
    return show


f = parameters(1, 3, 4, 5, c=6, d=7)
print(f(), f())


def compose(*functions):
    def run(value):
        for function in functions:
            value = function(value)
        return value

    return run


print(compose(lambda x: x + 1, lambda x: x * 2, str, lambda s: s + "!")(4))
cell = up.__closure__[0]
cell.cell_contents = 500
print(up(), peek(), type(cell).__name__, cell == cell)
exec("def make():\n    z = 3\n    return lambda: z\nprint(make()())")
