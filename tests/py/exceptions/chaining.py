# Context and cause of exceptions.
def show(e, depth=0):
    while e is not None:
        print("  " * depth + f"{type(e).__name__}({e}) cause={e.__cause__!r} context={e.__context__!r} suppress={e.__suppress_context__}")
        e = e.__cause__ or e.__context__
        depth += 1


try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("second")
except ValueError as e:
    show(e)
try:
    try:
        {}["k"]
    except KeyError as inner:
        raise RuntimeError("wrapped") from inner
except RuntimeError as e:
    show(e)
try:
    try:
        [][1]
    except IndexError:
        raise TypeError("clean") from None
except TypeError as e:
    show(e)
try:
    raise ValueError("v") from KeyError
except ValueError as e:
    show(e)
try:
    try:
        raise ValueError("a")
    finally:
        raise KeyError("b")
except KeyError as e:
    show(e)


def handler():
    try:
        raise OSError("deep")
    except OSError:
        raise LookupError("from handler")


try:
    try:
        raise ValueError("outer")
    except ValueError:
        handler()
except LookupError as e:
    show(e)
try:
    try:
        raise ValueError("same")
    except ValueError as e:
        raise e
except ValueError as e:
    show(e)
a = ValueError("a")
b = KeyError("b")
try:
    try:
        raise a
    except ValueError:
        try:
            raise b
        except KeyError:
            raise a
except ValueError as e:
    show(e)
try:
    try:
        raise ValueError("ctx")
    except ValueError:
        try:
            raise KeyError("handled")
        except KeyError:
            pass
        raise TypeError("after handled")
except TypeError as e:
    show(e)


class CM:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        raise AttributeError("in exit")


try:
    with CM():
        raise ValueError("body")
except AttributeError as e:
    show(e)


def gen():
    try:
        yield 1
    except ValueError:
        raise KeyError("from generator")


g = gen()
next(g)
try:
    g.throw(ValueError("thrown"))
except KeyError as e:
    show(e)
try:
    try:
        raise ValueError("out")
    except ValueError:
        g = gen()
        next(g)
        g.throw(ValueError("in"))
except KeyError as e:
    show(e)
import sys
print(sys.exception(), sys.exc_info())
try:
    raise ValueError("x")
except ValueError as e:
    print(sys.exception() is e, sys.exc_info()[0].__name__, sys.exc_info()[1] is e)
    try:
        raise KeyError
    except KeyError as k:
        print(sys.exception() is k)
    print(sys.exception() is e)
print(sys.exception())


def in_function():
    return sys.exception()


try:
    raise ValueError("y")
except ValueError as e:
    print(in_function() is e)
