# for/while with else, break, continue, nested, changed sequences, del in loops, big jumps.
for i in range(3):
    if i == 5:
        break
else:
    print("for else")
for i in range(3):
    if i == 1:
        break
else:
    print("never")
print(i)
n = 0
while n < 3:
    n += 1
    if n == 2:
        continue
    print(n, end=" ")
else:
    print("while else")
while True:
    n += 1
    if n > 5:
        break
else:
    print("never")
for i in []:
    pass
else:
    print("empty else", n)


def find(matrix, wanted):
    for y, row in enumerate(matrix):
        for x, value in enumerate(row):
            if value == wanted:
                break
        else:
            continue
        break
    else:
        return None
    return x, y


print(find([[1, 2], [3, 4]], 3), find([[1, 2], [3, 4]], 9))


def tricky():
    out = []
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            out.append(i)
        finally:
            out.append(f"f{i}")
    else:
        out.append("else")
    return out


print(tricky())


def finally_return():
    for i in range(3):
        try:
            return i
        finally:
            if i < 2:
                continue


def finally_override():
    try:
        return "try"
    finally:
        return "finally"


def finally_swallow():
    while True:
        try:
            raise ValueError
        finally:
            break
    return "swallowed"


print(finally_return(), finally_override(), finally_swallow())
data = [1, 2, 3, 4, 5, 6]
for item in data:
    if item % 2:
        data.remove(item)
print(data)
for data[0] in "xyz":
    pass
print(data)
for x, *y in [(1, 2, 3), "ab"]:
    print(x, y, end=" ")
for (a, b), c in zip({"k": 1}.items(), [9]):
    print(a, b, c)
total = 0
for i in range(3):
    for j in range(3):
        for k in range(3):
            if (i + j + k) % 2:
                continue
            if k == 2:
                break
            total += i * 100 + j * 10 + k
print(total)
for i in range(2): print(i, end=";")
while n: n -= 1
if n: pass
elif not n: print("elif", n)
else: pass
if 0:
    print("never")
elif "":
    print("never")
x = [0] * 3
for i, x[i] in enumerate("abc"):
    pass
print(x, i)
lines = "\n".join(f"    if v == {i}: total += {i}" for i in range(300))
namespace = {}
exec(f"def big(v):\n    total = 0\n    for _ in range(2):\n" + lines.replace("    if", "        if") + "\n    return total", namespace)
print(namespace["big"](299), namespace["big"](0), namespace["big"](150))
assert True, "never"
try:
    assert 1 == 2, f"message {1 + 1}"
except AssertionError as e:
    print(e, e.args)
try:
    assert []
except AssertionError as e:
    print(repr(e))
