# list: every method, with errors.
a = [3, 1, 2]
a.append(4)
a.extend((5, 6))
a.extend("ab")
a.insert(0, "first")
a.insert(-1, "before last")
a.insert(100, "end")
print(a, len(a), a.index(2), a.count(1), a.pop(), a.pop(0), a.pop(-2), a)
a.remove("a") if "a" in a else a.remove("b")
a.reverse()
print(a, a.copy() == a, a.copy() is a, a + [0], [0] + a, a * 2, 2 * [1], [1] * -1, a[::-1])
a += [7]
a += (8,)
a *= 2
print(a)
a.clear()
print(a, bool(a), [1] < [1, 0], [1, 2] < [1, 3], [] == [], [1] == (1,), [2] > [1, 9], [1, [2]] == [1, [2]])
b = list(range(10))
b[2:5] = ["x"]
b[0:0] = [-1, -2]
b[len(b):] = [99]
print(b)
b[::2] = list("abcdef")[: len(b[::2])]
print(b)
del b[0], b[-1], b[1:3], b[::2]
print(b)
b[:] = []
b[5:2] = [1, 2, 3]
b[1:1] = b
print(b, list("abc"), list({"k": 1}), list(i for i in "xy"), list())
for statement in ("[].pop()", "[1].pop(5)", "[1].remove(2)", "[1].index(2)", "[1, 2].index(1, 1)", "[1][1]", "[1]['a']", "x = [1]; x[5] = 0", "x = [1]; del x[3]", "x = [1, 2, 3]; x[::2] = [1]", "x = []; x[::0]", "[] + (1,)", "[1] * 1.5",
                  "[1] < ['a']", "list(5)", "[].extend(5)", "[].insert('a', 1)", "[].append()", "list(1, 2)", "[].sort(1)", "[1, 'a'].sort()", "[].foo", "hash([])", "[1] += 1" if 0 else "x = [1]; x += 1", "x = [1]; x[0:1] = 5", "[1, 2].index(3, 0, -1)", "x = [1]; x[1.0]"):
    try:
        exec(statement)
        print(statement, "ok")
    except Exception as e:
        print(statement, "->", type(e).__name__, e)
c = [1, [2, 3], "x"]
d = c[:]
d[1].append(4)
d[0] = 9
print(c, d, c[1] is d[1])
c.append(c)
print(c, c[3] is c, len(repr(c)))
e = [[0] * 3 for _ in range(2)]
e[0][1] = 5
f = [[0] * 3] * 2
f[0][1] = 5
print(e, f, [None] * 3, [x for x in reversed([1, 2, 3])])
g = [5, 3, 8]
for x in g:
    if x < 10:
        g.append(x + 10)
print(g)
print(*[1, 2], *"ab", sep="-")
print(list.__add__([1], [2]), [1, 2].__contains__(2), [1, 2, 3].__getitem__(slice(1, None)), [].__len__(), list.append([], 1))
