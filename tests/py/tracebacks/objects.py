# Traceback and frame objects.
import sys


def a(n):
    local_a = n
    b(n + 1)


def b(n):
    local_b = [n]
    raise ValueError(n)


try:
    a(1)
except ValueError as e:
    tb = e.__traceback__
    while tb:
        frame = tb.tb_frame
        print(frame.f_code.co_name, tb.tb_lineno, frame.f_lineno, sorted(k for k in frame.f_locals if k.startswith("local")), tb.tb_lasti >= 0, frame.f_globals is globals())
        last = tb
        tb = tb.tb_next
    print(last.tb_frame.f_back.f_code.co_name, last.tb_frame.f_back.f_locals["local_a"], type(last).__name__, type(last.tb_frame).__name__)
    print(last.tb_frame.f_builtins["len"] is len, last.tb_frame.f_trace, e.with_traceback(last).__traceback__ is last)
    for statement in ("last.tb_next = 5", "last.tb_lineno = 5", "last.tb_frame = None", "type(last)()", "type(last)(None, last.tb_frame, 1, 2)", "last.tb_next = last", "last.tb_frame.f_lineno = 'x'", "last.tb_frame.f_code = 1"):
        try:
            exec(statement)
            print(statement, "ok")
        except Exception as error:
            print(statement, "->", type(error).__name__, error)


def frames():
    f = sys._getframe()
    g = sys._getframe(1)
    return f.f_code.co_name, g.f_code.co_name, f.f_back is g, f.f_lineno, set(f.f_locals.keys()) >= {"f", "g"}


print(frames())
try:
    sys._getframe(1000)
except ValueError as e:
    print(e)


def write_through():
    x = 1
    frame = sys._getframe()
    frame.f_locals["x"] = 2
    frame.f_locals["extra"] = 3
    print(x, dict(frame.f_locals)["extra"], type(frame.f_locals).__name__, "extra" in locals(), len(frame.f_locals))
    try:
        del frame.f_locals["x"]
    except ValueError as e:
        print(e)
    return frame


frame = write_through()
print(frame.f_locals["x"], frame.clear(), dict(frame.f_locals).get("x", "cleared"))


def reraise():
    try:
        b(5)
    except ValueError as e:
        raise e


try:
    reraise()
except ValueError as e:
    names = []
    tb = e.__traceback__
    while tb:
        names.append((tb.tb_frame.f_code.co_name, tb.tb_lineno))
        tb = tb.tb_next
    print(names)


def gen():
    yield sys._getframe().f_back.f_code.co_name
    yield sys._getframe().f_code.co_name


g = gen()
print(next(g), g.gi_frame.f_lineno, next(g), g.gi_frame.f_back, list(g), g.gi_frame)
code = b.__code__
print([(s, e, l) for s, e, l in code.co_lines()][0][2], list(code.co_positions())[0], code.co_exceptiontable, [l for _, _, l in a.__code__.co_lines()][-1])
