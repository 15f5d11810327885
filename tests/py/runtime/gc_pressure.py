# zeal: 200
# Many allocations of every kind with live data kept: nothing that is reachable may be lost.
class Node:
    __slots__ = ("value", "left", "right")

    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right


def insert(tree, value):
    if tree is None:
        return Node(value)
    if value < tree.value:
        tree.left = insert(tree.left, value)
    elif value > tree.value:
        tree.right = insert(tree.right, value)
    return tree


def walk(tree):
    if tree is not None:
        yield from walk(tree.left)
        yield tree.value
        yield from walk(tree.right)


seed = 1
tree = None
for _ in range(2000):
    seed = (seed * 16807) % 2147483647
    tree = insert(tree, seed % 5000)
values = list(walk(tree))
print(len(values), values == sorted(set(values)), sum(values))
old = {}
for round in range(30):
    temporary = [[i, str(i), (i, i + 1), {i: [i]}, i * 1.5, {i}, 2**70 + i, b"x" * (i % 50)] for i in range(200)]
    old[round] = temporary[round::50]
    if round > 5:
        old.pop(round - 5)
total = 0
for key, rows in old.items():
    for n, s, t, d, f, st, b, by in rows:
        assert s == str(n) and t == (n, n + 1) and d == {n: [n]} and f == n * 1.5 and st == {n} and b == 2**70 + n and len(by) == n % 50
        total += n
print(sorted(old), total)
closures = []
for i in range(500):
    def f(a, i=i):
        def g():
            return a, i
        return g
    closures.append(f([i]))
print(sum(c()[0][0] + c()[1] for c in closures))
text = ""
for i in range(3000):
    text += str(i)
    if i % 500 == 0:
        text = text[-100:]
print(len(text), text[-12:])
big = 1
for i in range(1, 400):
    big = big * i + (big >> 5)
print(big % 1000000007, len(str(big)))
gens = [iter(range(i, i + 5)) for i in range(200)] + [(x * x for x in range(i)) for i in range(200)]
while gens:
    gens = [g for g in gens if next(g, None) is not None]
print(len(gens))
chain = None
for i in range(20000):
    chain = (i, chain)
depth = 0
while chain:
    depth += chain[0] & 1
    chain = chain[1]
print(depth)
lists = [[] for _ in range(100)]
for i in range(10000):
    lists[i % 100].append([i])
    if len(lists[i % 100]) > 20:
        del lists[i % 100][:10]
print(sum(len(l) for l in lists), sum(v[0] for l in lists for v in l))
exceptions = []
for i in range(300):
    try:
        raise ValueError([i])
    except ValueError as e:
        exceptions.append(e)
print(sum(e.args[0][0] for e in exceptions), exceptions[5].__traceback__.tb_lineno)
classes = [type(f"C{i}", (), {"v": i, "m": lambda self: self.v}) for i in range(100)]
print(sum(c().m() for c in classes))
