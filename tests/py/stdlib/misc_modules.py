# Smaller modules in everyday use: operator, heapq, bisect, copy, string, types, keyword, textwrap, reprlib.
import bisect
import copy
import heapq
import keyword
import operator
import reprlib
import string
import textwrap
import types

print(operator.add(1, 2), operator.itemgetter(1, 0)("ab"), operator.attrgetter("real", "imag")(3 + 4j), operator.methodcaller("split", ",")("a,b"), operator.contains([1], 1), operator.index(True), operator.countOf("aab", "a"), operator.length_hint([1, 2]), operator.is_none(None))
h = [5, 1, 4, 1, 3]
heapq.heapify(h)
heapq.heappush(h, 0)
print([heapq.heappop(h) for _ in range(3)], heapq.nlargest(2, [3, 9, 4]), heapq.nsmallest(2, ["bb", "a", "ccc"], key=len), list(heapq.merge([1, 4], [2, 3])), heapq.heappushpop(h, 2), heapq.heapreplace(h, 9), sorted(h))
b = [1, 3, 3, 5]
print(bisect.bisect(b, 3), bisect.bisect_left(b, 3), bisect.insort(b, 4), b, bisect.bisect([(1, "a"), (2, "b")], 1, key=lambda t: t[0]))


class Node:
    def __init__(self, value, link=None):
        self.value, self.link = value, link


n = Node([1, 2])
n.link = n
shallow, deep = copy.copy(n), copy.deepcopy(n)
print(shallow.value is n.value, deep.value is n.value, deep.link is deep, shallow.link is n, copy.deepcopy({"k": [(1, [2])]}), copy.copy([1, 2]), copy.deepcopy(5), copy.replace(types.SimpleNamespace(a=1, b=2), b=3))
print(string.ascii_letters, string.digits, string.punctuation, string.capwords("a bc"), string.Template("$x and ${y} $$").substitute(x=1, y=2), string.Formatter().format("{0} {k:>4}", 1, k=2))
print(keyword.iskeyword("class"), keyword.issoftkeyword("match"), len(keyword.kwlist), keyword.softkwlist)
print(textwrap.dedent("  a\n    b\n"), textwrap.wrap("the quick brown fox", 10), textwrap.shorten("a long text here", 10), textwrap.indent("x\ny", "> "), textwrap.fill("aaa bbb ccc", 7))
print(reprlib.repr(list(range(100))), reprlib.repr("x" * 100))
ns = types.SimpleNamespace(a=1, b="x")
ns.c = [ns.a]
print(ns, ns == types.SimpleNamespace(a=1, b="x", c=[1]), vars(ns), types.MappingProxyType({"a": 1})["a"], types.FunctionType is type(lambda: 0), types.MethodType(lambda self: self, 5)(), types.new_class("C", (), {}, lambda d: d.update(v=1)).v, types.resolve_bases((int,)), types.DynamicClassAttribute.__name__)
