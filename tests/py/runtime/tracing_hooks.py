# sys.settrace and sys.setprofile: events and lines.
import sys
events = []


def f(a):
    b = a + 1
    if b > 1:
        b *= 2
    else:
        b = 0
    return b


def g(n):
    total = 0
    for i in range(n):
        total += f(i)
    return total


def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno, arg if event == "return" else None))
    return tracer


sys.settrace(tracer)
g(2)
sys.settrace(None)
for event in events:
    print(event)
print(sys.gettrace())
events.clear()


def raising():
    try:
        [].pop()
    except IndexError:
        return "handled"


def trace_exceptions(frame, event, arg):
    events.append((frame.f_code.co_name, event, arg[0].__name__ if event == "exception" else None))
    return trace_exceptions


sys.settrace(trace_exceptions)
raising()
sys.settrace(None)
print(events)
events.clear()


def profiler(frame, event, arg):
    events.append((frame.f_code.co_name, event, getattr(arg, "__name__", arg) if event.startswith("c_") else None))


def uses_builtins():
    return len([1, 2]) + max(1, 2)


sys.setprofile(profiler)
uses_builtins()
sys.setprofile(None)
print([e for e in events if e[0] == "uses_builtins"])


def gen():
    yield 1
    yield 2


events.clear()
sys.settrace(tracer)
list(gen())
sys.settrace(None)
print([(name, event) for name, event, *_ in events if name == "gen"])


def local_only(frame, event, arg):
    if event == "call":
        return None if frame.f_code.co_name == "f" else local_only
    events.append((frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno))


events.clear()
sys.settrace(local_only)
g(1)
sys.settrace(None)
print(events)


def bad(frame, event, arg):
    raise ValueError("from the trace function")


sys.settrace(bad)
try:
    f(1)
except ValueError as e:
    print(e)
print(sys.gettrace())


def change(frame, event, arg):
    if event == "line" and frame.f_code.co_name == "f" and "b" in frame.f_locals:
        frame.f_locals["b"] = 100
    return change


sys.settrace(change)
value = f(1)
sys.settrace(None)
print(value)


def jump(frame, event, arg):
    if event == "line" and frame.f_code.co_name == "jumper" and frame.f_lineno == frame.f_code.co_firstlineno + 2:
        frame.f_lineno += 1
    return jump


def jumper():
    x = 1
    x = 2
    return x


sys.settrace(jump)
value = jumper()
sys.settrace(None)
print(value)
for call in ("sys.settrace()", "sys.settrace(1, 2)", "sys.setprofile()"):
    try:
        eval(call)
    except TypeError as e:
        print(e)
