# collections: namedtuple, deque, Counter, OrderedDict, defaultdict, ChainMap, UserDict.
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, UserString, defaultdict, deque, namedtuple

Point = namedtuple("Point", "x y", defaults=[0])
p = Point(1)
print(p, p.x, p._asdict(), p._replace(y=5), Point._fields, Point._field_defaults, p == (1, 0), Point._make([3, 4]), Point.__doc__, hash(p) == hash((1, 0)))
try:
    Point()
except TypeError as e:
    print(e)
try:
    p.x = 5
except AttributeError as e:
    print(e)
for names in ("class x", "a a", "1a", "_a"):
    try:
        namedtuple("N", names)
    except ValueError as e:
        print(e)
print(namedtuple("R", "class a a", rename=True)._fields)
d = deque([1, 2, 3], maxlen=4)
d.append(4)
d.append(5)
d.appendleft(0)
print(d, d.maxlen, d.popleft(), d.pop(), d, d.rotate(1), d, list(reversed(d)), d[0], d.count(2), 3 in d, d.index(3), deque("ab") + deque("c"), deque([1]) * 3)
d.extendleft([7, 8])
d.insert(1, "i") if len(d) < 4 else d.remove(7)
print(d, d.copy() == d, deque([1, 2]) < deque([1, 3]))
for statement in ("deque().pop()", "deque(maxlen=-1)", "deque([1]).remove(5)", "d[9]", "deque([1, 2], maxlen=2).insert(0, 3)", "deque(5)"):
    try:
        eval(statement)
    except Exception as e:
        print(statement, "->", type(e).__name__, e)
try:
    for v in d:
        d.append(v)
except RuntimeError as e:
    print(e)
c = Counter("abracadabra")
print(c, c.most_common(2), c["z"], sum(c.values()), sorted(c.elements())[:4], c + Counter("az"), c - Counter("aaa"), c & Counter("ab"), c | Counter("zz"), c.total(), Counter(a=1) <= Counter(a=2))
c.update("aaa")
c.subtract({"b": 5})
print(c, +c, -c, c["b"])
o = OrderedDict([("a", 1), ("b", 2), ("c", 3)])
o.move_to_end("a")
o.move_to_end("c", last=False)
print(o, o.popitem(last=False), o == {"a": 1, "b": 2}, o == OrderedDict([("a", 1), ("b", 2)]), list(reversed(o)))
dd = defaultdict(list)
dd["x"].append(1)
print(dd, dd.default_factory, "y" in dd, dd.get("y"), len(dd), defaultdict(int, a=1)["b"])
try:
    defaultdict()["q"]
except KeyError as e:
    print(repr(e))
cm = ChainMap({"a": 1}, {"a": 2, "b": 3})
cm["c"] = 5
print(cm["a"], cm["b"], dict(cm), cm.maps[0], cm.new_child({"z": 0})["z"], cm.parents["a"], sorted(cm))


class Upper(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.upper(), value)


u = Upper(a=1)
u["b"] = 2
print(u, "A" in u, UserList([1]) + [2], UserString("abc").upper(), type(UserString("a") + "b").__name__)
