# set and frozenset: every method and operator, with errors.
s = {3, 1, 2}
s.add(4)
s.add(1)
s.discard(9)
s.remove(2)
print(sorted(s), len(s), 3 in s, 9 in s, set(), frozenset(), {1}, frozenset([1]), set("aab") == {"a", "b"}, bool(set()))
a, b = {1, 2, 3, 4}, {3, 4, 5}
results = [a | b, a & b, a - b, a ^ b, b - a, a.union([9], (8,)), a.intersection([1, 2], [2]), a.difference([1], [2]), a.symmetric_difference([1, 9])]
print([sorted(result) for result in results])
print(a <= b, {3} <= a, {3} < a, a < a, a >= {1, 2}, a > {1}, a == {4, 3, 2, 1}, a != b, a.issubset(range(9)), a.issuperset([1]), a.isdisjoint([7]), a == frozenset(a), a < frozenset(range(9)))
c = a.copy()
c |= {10}
c &= {1, 2, 10}
c -= {1}
c ^= {2, 3}
print(sorted(c), c is not a)
c.update([5], "x", {6: 0})
c.intersection_update([5, 6, "x"])
c.difference_update([6])
c.symmetric_difference_update([7, 5])
print(sorted(map(str, c)), c.clear(), c)
f = frozenset([1, 2])
print(sorted(f | {3}), ({3} | f) == {1, 2, 3}, type(f | {3}).__name__, type({3} | f).__name__, hash(f) == hash(frozenset([2, 1])), {f: "v"}[frozenset([2, 1])], f.copy() is f, frozenset(f) is f, f in {f}, {1, 2} in {f})
for statement in ("set().pop()", "set().remove(1)", "{1}.remove({2})", "{[]}", "{1} | [2]", "{1} < [2]", "hash({1})", "set(5)", "set(1, 2)", "frozenset().add(1)", "{1}.union(5)", "{1} + {2}", "s[0]", "{1} & 5", "[] in {1}", "x = {1}; x |= [2]", "frozenset([[]])", "{}.add(1)", "set().foo"):
    try:
        exec(statement)
        print(statement, "ok")
    except Exception as e:
        print(statement, "->", type(e).__name__, e)
x = {5}
print(x.pop(), x, {i % 3 for i in range(10)} == {0, 1, 2}, {*[1, 2], *(2, 3)} == {1, 2, 3}, sorted({"b", "a"}), max({3, 9}), sum({1, 2, 3}), {1, True, 1.0}, {0, False, ""} == {0, ""})
y = {1, 2, 3}
try:
    for i in y:
        y.add(i + 10)
except RuntimeError as e:
    print(e)
big = set(range(1000))
big -= set(range(0, 1000, 2))
print(len(big), sum(big), 501 in big, 500 in big, big & set(range(10)) == {1, 3, 5, 7, 9}, big.isdisjoint(range(0, 1000, 2)))


class S(set):
    def __repr__(self):
        return "S:" + super().__repr__()


z = S([1])
print(z, z | {2} == {1, 2}, type(z | {2}).__name__, type(z.copy()).__name__, type(z.union([3])).__name__, [z], S() == set(), frozenset({1}).__contains__(1))
powerset = [frozenset()]
for item in "abc":
    powerset += [p | {item} for p in powerset]
print(len(powerset), sorted("".join(sorted(p)) for p in powerset), len({frozenset("ab"), frozenset("ba")}))
