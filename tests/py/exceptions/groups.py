# Exception groups and except*.
eg = ExceptionGroup("top", [ValueError("v"), ExceptionGroup("nested", [KeyError("k"), ValueError("w")]), OSError("o")])
print(repr(eg), str(eg), eg.message, len(eg.exceptions), eg.args[0])


def shape(e):
    if e is None:
        return None
    if isinstance(e, BaseExceptionGroup):
        return [type(e).__name__, e.message, [shape(x) for x in e.exceptions]]
    return f"{type(e).__name__}:{e}"


print(shape(eg.subgroup(ValueError)), shape(eg.subgroup((KeyError, OSError))), eg.subgroup(TypeError), shape(eg.subgroup(lambda e: "w" in str(e))))
for part in eg.split(ValueError):
    print(shape(part))
print(shape(eg.split(TypeError)[1]), shape(eg.derive([TypeError("t")])))
for call in ("ExceptionGroup()", "ExceptionGroup('m')", "ExceptionGroup('m', [])", "ExceptionGroup('m', 5)", "ExceptionGroup('m', [5])", "ExceptionGroup(5, [ValueError()])", "ExceptionGroup('m', [KeyboardInterrupt()])", "eg.subgroup(5)", "eg.split([ValueError])"):
    try:
        print(eval(call))
    except Exception as e:
        print(call, "->", type(e).__name__, e)
print(type(BaseExceptionGroup("b", [ValueError()])).__name__, type(BaseExceptionGroup("b", [KeyboardInterrupt()])).__name__, ExceptionGroup.__mro__)


def handle(error):
    log = []
    try:
        try:
            raise error
        except* ValueError as e:
            log.append(("value", shape(e)))
        except* (KeyError, IndexError) as e:
            log.append(("lookup", shape(e)))
        except* OSError as e:
            log.append(("os", shape(e)))
            raise
        else:
            log.append("else")
        finally:
            log.append("finally")
    except BaseException as e:
        log.append(("escaped", shape(e)))
    return log


for error in (eg, ValueError("naked"), TypeError("unmatched"), ExceptionGroup("only keys", [KeyError(1), IndexError(2)]), ExceptionGroup("mixed", [TypeError("t"), ValueError("v")])):
    for line in handle(error):
        print(line)
    print()


def no_error():
    try:
        pass
    except* ValueError:
        result = "never"
    else:
        result = "else ran"
    return result if 1 else None


def raising():
    try:
        raise ExceptionGroup("g", [ValueError(1), KeyError(2)])
    except* ValueError:
        raise TypeError("new one")
    except* KeyError as e:
        raise RuntimeError("new two") from e


try:
    print(no_error())
except SyntaxError as e:
    print(e)
try:
    raising()
except ExceptionGroup as e:
    print(shape(e), [repr(x.__cause__ or x.__context__) for x in e.exceptions])
for source in ("try: pass\nexcept* ValueError: return", "for i in x:\n try: pass\n except* ValueError: break", "try: pass\nexcept* ValueError: pass\nexcept KeyError: pass", "try: pass\nexcept*: pass"):
    try:
        compile(f"def f():\n " + source.replace("\n", "\n "), "<g>", "exec")
        print("ok")
    except SyntaxError as e:
        print(e.msg)
try:
    try:
        raise ValueError
    except* ExceptionGroup:
        pass
except TypeError as e:
    print(e)


class MyGroup(ExceptionGroup):
    def __new__(cls, message, excs, code=0):
        self = super().__new__(cls, message, excs)
        self.code = code
        return self

    def derive(self, excs):
        return MyGroup(self.message, excs, self.code)


try:
    raise MyGroup("mine", [ValueError(1), KeyError(2)], 7)
except* ValueError as e:
    print(type(e).__name__, e.code, shape(e))
except* KeyError as e:
    print(type(e).__name__, e.code, shape(e))
eg.add_note("noted")
print(eg.subgroup(OSError).__notes__, eg.split(KeyError)[0].__notes__, eg.subgroup(lambda e: True) is eg)
