# _collections: each assertion holds in CPython 3.14 too.

deque, defaultdict, OrderedDict = _collections.deque, _collections.defaultdict, _collections.OrderedDict


def raises(kind, call, text=None):
    try:
        call()
    except kind as error:
        assert text is None or str(error) == text, str(error)
    else:
        raise AssertionError("nothing raised")


# The ring buffer against a list, with every operation at every length.
for limit in (None, 5):
    ring, model = deque(maxlen=limit), []
    for step in range(400):
        kind = step * 7 % 11
        if kind < 4:
            ring.append(step)
            model.append(step)
            if limit and len(model) > limit:
                del model[0]
        elif kind < 6:
            ring.appendleft(step)
            model.insert(0, step)
            if limit and len(model) > limit:
                del model[-1]
        elif kind == 6 and model:
            assert ring.pop() == model.pop()
        elif kind == 7 and model:
            assert ring.popleft() == model.pop(0)
        elif kind == 8:
            ring.rotate(step % 5 - 2)
            for _ in range((step % 5 - 2) % (len(model) or 1)):
                model.insert(0, model.pop())
        elif kind == 9 and (limit is None or len(model) < limit):
            ring.insert(step % 7, step)
            model.insert(step % 7, step)
        elif kind == 10 and model:
            del ring[step % len(model)]
            del model[step % len(model)]
        assert list(ring) == model and list(reversed(ring)) == model[::-1] and len(ring) == len(model)
raises(IndexError, deque().pop, "pop from an empty deque")
raises(TypeError, lambda: deque([1]) + [2], 'can only concatenate deque (not "list") to deque')
ring = deque("ab")
iterator = iter(ring)
ring.append("c")
raises(RuntimeError, lambda: next(iterator), "deque mutated during iteration")

# Both ends of ordered dicts.
ordered, model = OrderedDict(), []
for step in range(600):
    key = step * 31 % 97
    if step % 5 == 4 and model:
        last = step % 2 == 0
        assert ordered.popitem(last) == (model[-1 if last else 0],) * 2
        del model[-1 if last else 0]
    elif key in ordered:
        last = step % 3 == 0
        ordered.move_to_end(key, last)
        model.remove(key)
        model.insert(len(model) if last else 0, key)
    else:
        ordered[key] = key
        model.append(key)
    assert list(ordered) == model and list(reversed(ordered)) == model[::-1]
assert OrderedDict(a=1, b=2) != OrderedDict(b=2, a=1) and OrderedDict(a=1, b=2) == {"b": 2, "a": 1}
assert repr(OrderedDict(a=1).keys()) == "odict_keys(['a'])"
raises(KeyError, OrderedDict().popitem, "'dictionary is empty'")

groups = defaultdict(list)
for n in range(10):
    groups[n % 3].append(n)
assert groups == {0: [0, 3, 6, 9], 1: [1, 4, 7], 2: [2, 5, 8]}
assert repr(defaultdict(int, {1: 2})) == "defaultdict(<class 'int'>, {1: 2})"
raises(TypeError, lambda: defaultdict(1), "first argument must be callable or None")


class Child(defaultdict):
    pass


child = Child(list)
child.note = "kept"
child[1].append(2)
assert child.note == "kept" and child.default_factory is list and child.copy() == child

counts = {}
_collections._count_elements(counts, "abracadabra")
assert counts == {"a": 5, "b": 2, "r": 2, "c": 1, "d": 1}
