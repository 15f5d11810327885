# sys.monitoring: tools, events of calls, lines and branches, local and global, disabling.
import sys
M = sys.monitoring
TOOL = 3
print(M.get_tool(TOOL), M.use_tool_id(TOOL, "test"), M.get_tool(TOOL))
try:
    M.use_tool_id(TOOL, "again")
except ValueError as e:
    print(e)
events = []


def f(n):
    total = 0
    for i in range(n):
        total += i
    return total


def caller():
    return f(2) + len("abc")


M.register_callback(TOOL, M.events.PY_START, lambda code, offset: events.append(("start", code.co_name)))
M.register_callback(TOOL, M.events.PY_RETURN, lambda code, offset, value: events.append(("return", code.co_name, value)))
M.register_callback(TOOL, M.events.LINE, lambda code, line: events.append(("line", code.co_name, line - code.co_firstlineno)))
M.set_local_events(TOOL, f.__code__, M.events.PY_START | M.events.PY_RETURN | M.events.LINE)
caller()
print(events, M.get_local_events(TOOL, f.__code__) != 0, M.get_events(TOOL))
events.clear()
M.set_local_events(TOOL, f.__code__, 0)
caller()
print(events)


def on_line(code, line):
    events.append(("once", line - code.co_firstlineno))
    return M.DISABLE


M.register_callback(TOOL, M.events.LINE, on_line)
M.set_local_events(TOOL, f.__code__, M.events.LINE)
f(3)
f(3)
print(events)
M.restart_events()
events.clear()
f(1)
print(events)
M.set_local_events(TOOL, f.__code__, 0)


def raises():
    raise ValueError("x")


events.clear()
M.register_callback(TOOL, M.events.RAISE, lambda code, offset, e: events.append(("raise", code.co_name, repr(e))))
M.register_callback(TOOL, M.events.PY_UNWIND, lambda code, offset, e: events.append(("unwind", code.co_name, repr(e))))
M.set_events(TOOL, M.events.RAISE | M.events.PY_UNWIND)
try:
    raises()
except ValueError:
    pass
M.set_events(TOOL, 0)
print(events)
events.clear()
M.register_callback(TOOL, M.events.CALL, lambda code, offset, function, arg0: events.append(("call", getattr(function, "__name__", "?"))))
M.set_local_events(TOOL, caller.__code__, M.events.CALL)
caller()
M.set_local_events(TOOL, caller.__code__, 0)
print(events)


def gen():
    yield 1
    yield 2


events.clear()
M.register_callback(TOOL, M.events.PY_YIELD, lambda code, offset, value: events.append(("yield", value)))
M.register_callback(TOOL, M.events.PY_RESUME, lambda code, offset: events.append("resume"))
M.set_local_events(TOOL, gen.__code__, M.events.PY_YIELD | M.events.PY_RESUME)
list(gen())
M.set_local_events(TOOL, gen.__code__, 0)
print(events)
print(M.register_callback(TOOL, M.events.LINE, None) is on_line, M.free_tool_id(TOOL), M.get_tool(TOOL))
for call in ("M.set_events(TOOL, 1)", "M.use_tool_id(99, 'x')", "M.use_tool_id('a', 'x')", "M.register_callback(TOOL, 12345678, None)", "M.get_tool(-1)", "M.set_local_events(TOOL, 5, 1)"):
    try:
        print(call, eval(call))
    except Exception as e:
        print(call, "->", type(e).__name__, e)
seen = []
sys.addaudithook(lambda event, args: seen.append(event) if event in ("compile", "exec", "import", "test.event") else None)
eval("1 + 1")
sys.audit("test.event", 1, 2)
print(sorted(set(seen)))
