# zeal: 20
# Exceptions raised and caught in hot code: same frame, callee, finally, context managers, generators, rare branches.
def risky(i):
    if i % 7 == 0:
        raise ValueError(i)
    if i % 11 == 0:
        raise KeyError(i)
    return i


def run(n):
    ok = value = key = final = 0
    for i in range(1, n):
        try:
            ok += risky(i)
        except ValueError as e:
            value += e.args[0]
        except KeyError as e:
            key += e.args[0]
        else:
            ok += 1
        finally:
            final += 1
    return ok, value, key, final


print(run(1000))


def lookup(table, keys):
    misses = 0
    out = 0
    for k in keys:
        try:
            out += table[k]
        except KeyError:
            misses += 1
            table[k] = 1
        except TypeError:
            misses += 1000
    return out, misses


print(lookup({}, [i % 10 for i in range(100)] + [[1]]))


class CM:
    entered = exited = 0

    def __init__(self, swallow):
        self.swallow = swallow

    def __enter__(self):
        CM.entered += 1
        return self

    def __exit__(self, kind, *rest):
        CM.exited += 1
        return self.swallow and kind is ValueError


def managed(n):
    total = 0
    for i in range(n):
        with CM(True):
            total += risky(i + 1) if (i + 1) % 11 else 0
            if i % 5 == 0:
                continue
            total += 1
    return total


print(managed(300), CM.entered, CM.exited)


def deep(i, n):
    if n == 0:
        return risky(i)
    try:
        return deep(i, n - 1)
    finally:
        trail.append(n)


trail = []
caught = 0
for i in range(1, 100):
    try:
        deep(i, 3)
    except (ValueError, KeyError) as e:
        caught += 1
        tb = e.__traceback__
        depth = 0
        while tb:
            depth += 1
            tb = tb.tb_next
print(caught, depth, len(trail), trail[:4])


def swallow(n):
    for i in range(n):
        try:
            try:
                raise IndexError(i)
            except KeyError:
                print("wrong")
            finally:
                if i % 2:
                    break
        except IndexError:
            pass
    return i


print(swallow(10))


def reraise(n):
    counts = {}
    for i in range(n):
        try:
            try:
                risky(i)
            except ValueError:
                raise
            except KeyError as e:
                raise RuntimeError("converted") from e
        except Exception as e:
            name = type(e).__name__ + ("<-" + type(e.__cause__).__name__ if e.__cause__ else "")
            counts[name] = counts.get(name, 0) + 1
    return counts


print(reraise(200))


def gen(n):
    for i in range(n):
        try:
            yield risky(i)
        except ZeroDivisionError:
            yield "thrown"


def drain(n):
    out = 0
    i = 1
    g = gen(n)
    while True:
        try:
            v = next(g)
        except StopIteration:
            return out
        except (ValueError, KeyError):
            return "ended early", out
        out += v


print(drain(5))
g = gen(30)
try:
    next(g)
except ValueError as e:
    print(repr(e), list(g))


def attribute_errors(objects):
    out = []
    for o in objects:
        try:
            out.append(o.value)
        except AttributeError as e:
            out.append(e.name)
    return out


class V:
    value = 5


print(attribute_errors([V()] * 3 + [1, None, V, "s"])[-5:], [hasattr(x, "append") for x in ([], (), "")])
unbound = 0
for i in range(100):
    try:
        if i == 99:
            del_me
        if i % 10 == 0:
            raise StopIteration
    except NameError:
        unbound += 1
    except StopIteration:
        pass
print(unbound)


def overflow_like(n):
    x = 1
    for i in range(n):
        x *= 3
        if x > 2**64:
            x >>= 33
    return x


print(overflow_like(500), sum(1 for i in range(100) if (lambda: i % 2)()))
