# Exception objects: args, str, repr, attributes, hierarchy, notes, constructors, copying of state.
for e in (Exception(), Exception("a"), Exception("a", 1), ValueError(None), KeyError("k"), KeyError(), KeyError("a", "b"), OSError(2, "No such"), OSError(2, "No such", "file.txt"), OSError(13, "x", "a", None, "b"), OSError("one"), StopIteration(5), SystemExit(3), SystemExit(),
          UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), UnicodeEncodeError("ascii", "é", 0, 1, "range"), UnicodeTranslateError("x", 0, 1, "why"), SyntaxError("msg"), SyntaxError("msg", ("f.py", 3, 5, "text")), ImportError("m", name="n", path="p"), NameError("n", name="x"), AttributeError("a", name="b", obj=1), BaseException("base"), AssertionError(), EOFError("e")):
    print(type(e).__name__, str(e), repr(e), e.args)
print(OSError(2, "m", "f").errno, OSError(2, "m", "f").filename, OSError(2, "m", "f", 0, "g").filename2, OSError(2, "m").strerror, type(OSError(2, "x")).__name__, type(OSError(17, "x")).__name__, type(OSError(9999, "x")).__name__, StopIteration(5).value, SystemExit(3).code)
s = SyntaxError("msg", ("f.py", 3, 5, "text", 3, 8))
print(s.msg, s.filename, s.lineno, s.offset, s.text, s.end_lineno, s.end_offset, s.print_file_and_line)


def tree(cls, depth=0):
    print("  " * depth + cls.__name__)
    for sub in sorted(cls.__subclasses__(), key=lambda c: c.__name__):
        if sub.__module__ == "builtins":
            tree(sub, depth + 1)


tree(BaseException)


class Custom(Exception):
    def __init__(self, code, *, extra=None):
        super().__init__(f"code {code}")
        self.code, self.extra = code, extra


class NoSuper(Exception):
    def __init__(self, a, b):
        self.a = a


class WithStr(ValueError):
    def __str__(self):
        return "custom str"


for e in (Custom(5, extra=1), NoSuper(1, 2), WithStr("ignored")):
    print(e, repr(e), e.args, vars(e))
e = ValueError("x")
e.add_note("note one")
e.add_note("note two")
e.custom = 1
print(e.__notes__, e.__dict__, e.__traceback__, e.__cause__, e.__context__, e.__suppress_context__)
for call in ("e.add_note(5)", "e.__traceback__ = 5", "e.__cause__ = 5", "e.__context__ = 'x'", "ValueError(a=1)", "e.args = 5", "del e.args", "BaseException.__new__(int)", "UnicodeDecodeError(1)", "KeyError('k').missing", "StopIteration(1, 2).value", "e.with_traceback(5)", "ImportError(foo=1)"):
    try:
        exec(f"print({call!r}, {call})" if " = " not in call and "del" not in call else call)
    except Exception as error:
        print(call, "->", type(error).__name__, error)
e.args = ["a", "b"]
print(e.args, e, e.with_traceback(None) is e, e == ValueError("a", "b"), e == e, hash(e) == hash(e), isinstance(KeyError(), LookupError), issubclass(ModuleNotFoundError, ImportError), IOError is OSError, EnvironmentError is OSError)
print(e.__reduce__()[0].__name__, e.__reduce__()[1], Custom(1).__reduce__()[2], ValueError.__doc__ is not None, ValueError.__mro__)
import_error = None
try:
    import does_not_exist
except ImportError as error:
    print(error, error.name, error.path, type(error).__name__)
try:
    from sys import nothing_here
except ImportError as error:
    print(error.name, str(error).split(" (")[0])
