# try, except, else, finally: order of execution, names, nesting, matching.
def run(action):
    log = []
    try:
        log.append("try")
        if action == "value":
            raise ValueError("v")
        if action == "key":
            raise KeyError("k")
        if action == "other":
            raise OSError("o")
        if action == "return":
            return log
    except ValueError as e:
        log.append(f"value {e}")
    except (KeyError, IndexError) as e:
        log.append(f"key {e!r}")
    else:
        log.append("else")
    finally:
        log.append("finally")
    log.append("after")
    return log


for action in ("none", "value", "key", "return"):
    print(action, run(action))
try:
    run("other")
except OSError as e:
    print("through", e)
try:
    try:
        1 / 0
    finally:
        print("inner finally")
except ZeroDivisionError as e:
    print("outer", e)
try:
    e
except NameError as error:
    print(error)


def reraise():
    try:
        try:
            raise ValueError("first")
        except ValueError:
            print("seen")
            raise
    except ValueError as e:
        return e.args


print(reraise())
try:
    raise
except RuntimeError as e:
    print(e)
for statement in ("raise 5", "raise 'text'", "raise int", "raise None", "raise ValueError from 5", "raise ValueError, 'x'", "raise type('E', (Exception,), {})"):
    try:
        exec(statement)
    except BaseException as e:
        print(statement, "->", type(e).__name__, getattr(e, "msg", e))
for handler in ("5", "'x'", "int", "(ValueError, 5)", "((ValueError, KeyError), OSError)", "()", "None", "[ValueError]"):
    try:
        exec(f"try:\n    raise ValueError('v')\nexcept {handler}:\n    print('caught by', {handler!r})")
    except Exception as e:
        print(handler, "->", type(e).__name__, e)
try:
    raise KeyError("k")
except ValueError, KeyError:
    print("without parentheses")


class A(Exception):
    pass


class B(A):
    pass


for kind in (A, B, A("inst"), B(1, 2)):
    try:
        raise kind
    except B as e:
        print("B", repr(e))
    except A as e:
        print("A", repr(e))


def nested():
    out = []
    try:
        try:
            raise A("a")
        except B:
            out.append("wrong")
        finally:
            out.append("f1")
            try:
                raise B("b")
            except B:
                out.append("b")
            finally:
                out.append("f2")
    except A as e:
        out.append(str(e))
    return out


print(nested())


def finally_changes():
    x = 1
    try:
        return x
    finally:
        x = 2


def loop():
    for i in range(3):
        try:
            if i == 1:
                raise ValueError(i)
        except ValueError as e:
            saved = e
    try:
        return saved.args, e
    except UnboundLocalError as error:
        return saved.args, str(error)


print(finally_changes(), loop())
try:
    raise ValueError("one") if 1 else KeyError
except (ValueError if 1 else KeyError) as e:
    print(e)
try:
    exec("try:\n    pass\nexcept:\n    pass\nexcept ValueError:\n    pass")
except SyntaxError as e:
    print(e.msg)


def deep(n):
    try:
        if n == 0:
            raise RecursionError("bottom")
        deep(n - 1)
    except RecursionError:
        if n < 3:
            raise
        return n
    return "none"


print(deep(5))
