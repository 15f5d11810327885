# Views: set operations, liveness, iteration order, comparison, reversed.
d = {"a": 1, "b": 2, "c": 3}
keys, values, items = d.keys(), d.values(), d.items()
print(keys, values, items, len(keys), len(values), len(items))
d["d"] = 4
print(keys, list(values), items, "d" in keys, 4 in values, ("d", 4) in items, ("d", 5) in items, ("d",) in items, 5 in items)
print(sorted(keys & {"a", "x"}), sorted(keys | ["z"]), sorted(keys - {"a"}), sorted(keys ^ {"a", "y"}), sorted({"a", "q"} - keys), sorted(["a"] & keys) if 0 else "")
print(sorted(items & {("a", 1), ("b", 9)}), sorted(items - {("a", 1)}), keys == {"a", "b", "c", "d"}, keys >= {"a"}, keys < {"a"}, keys <= keys, keys.isdisjoint("xyz"), items == {"a": 1, "b": 2, "c": 3, "d": 4}.items(), values == values, values == d.values())
print(list(reversed(keys)), list(reversed(values)), list(reversed(items)), iter(keys) is not keys, keys.mapping["a"], type(keys.mapping).__name__)
for name, view in (("keys", keys), ("values", values), ("items", items)):
    print(name, type(view).__name__, hasattr(view, "__and__"), hasattr(view, "isdisjoint"))
try:
    keys.mapping["new"] = 1
except TypeError as e:
    print(e)
for statement in ("hash(keys)", "keys + keys", "values & values", "keys[0]", "keys & 5", "keys.add(1)", "type(keys)()", "items < 5"):
    try:
        exec(statement)
        print(statement, "ok")
    except Exception as e:
        print(statement, "->", type(e).__name__, e)
for mutate in ("d['new'] = 1", "del d['a']", "d.clear()", "d.update(x=1, y=2)"):
    d = {"a": 1, "b": 2}
    try:
        for key in d:
            exec(mutate)
        print(mutate, "finished", d)
    except RuntimeError as e:
        print(mutate, e)
d = {"a": 1, "b": 2}
for key in d:
    d[key] = key * 2
print(d)
for key in list(d):
    del d[key]
print(d)
it = iter({"x": 1, "y": 2}.items())
print(next(it), it.__length_hint__(), next(it), next(it, None))
empty = {}
print(empty.keys(), empty.values(), empty.items(), list(empty), max({"p": 1, "q": 5}.values()), sum({1: 1, 2: 2}), sorted({"b": 1, "a": 2}.items(), key=lambda kv: kv[1]))
unhashable = {"k": [1]}.items()
print(("k", [1]) in unhashable, unhashable == {"k": [1]}.items())
try:
    unhashable & {1}
except TypeError as e:
    print(e)
print([*{"a": 1}.keys()], dict({"a": 1}.items()), set({"a": 1}.values()), {v: k for k, v in {"a": 1, "b": 2}.items()})
