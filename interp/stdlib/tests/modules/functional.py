# itertools, _functools, _operator, _heapq, _bisect, _random: each assertion holds in CPython 3.14 too.


def raises(kind, call, text=None):
    try:
        call()
    except kind as error:
        assert text is None or str(error) == text, str(error)
    else:
        raise AssertionError("nothing raised")


chain, islice, count = itertools.chain, itertools.islice, itertools.count
assert list(chain("ab", [1])) == ["a", "b", 1] and list(islice(count(10, 3), 2, 9, 3)) == [16, 25, 34]
assert list(itertools.accumulate([1, 2, 3], initial=10)) == [10, 11, 13, 16]
assert list(itertools.batched("abcde", 2)) == [("a", "b"), ("c", "d"), ("e",)]
assert [(k, list(g)) for k, g in itertools.groupby("aabc")] == [("a", ["a", "a"]), ("b", ["b"]), ("c", ["c"])]
assert list(itertools.zip_longest("ab", "c", fillvalue=0)) == [("a", "c"), ("b", 0)]
assert len(list(itertools.permutations(range(5), 3))) == 60
assert list(itertools.combinations("abc", 2)) == [("a", "b"), ("a", "c"), ("b", "c")]
assert list(itertools.product("ab", repeat=2)) == [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]
first, second = itertools.tee(range(200))
assert sum(first) == sum(second) == 19900
raises(ValueError, lambda: itertools.batched("a", 0), "n must be at least one")

P = _functools.Placeholder
join = _functools.partial(lambda *args, **kw: (args, kw), P, 2, x=1)
assert join(1, 3, y=2) == ((1, 2, 3), {"x": 1, "y": 2})
raises(TypeError, join, "missing positional arguments in 'partial' call; expected at least 1, got 0")
calls = []
cached = _functools._lru_cache_wrapper(lambda n: calls.append(n) or n * n, 2, False, lambda *args: args)
assert [cached(n) for n in (1, 2, 1, 3, 2, 1)] == [1, 4, 1, 9, 4, 1] and calls == [1, 2, 3, 2, 1]
assert cached.cache_info() == (1, 5, 2, 2)
assert sorted([3, 1, 2], key=_functools.cmp_to_key(lambda a, b: b - a)) == [3, 2, 1]
assert _functools.reduce(lambda a, b: a * b, range(1, 6)) == 120
assert _operator.itemgetter(2, 0)("abc") == ("c", "a") and _operator.methodcaller("split", "-")("a-b") == ["a", "b"]
assert _operator.attrgetter("real.imag")(3) == 0

heap = [n * 37 % 101 for n in range(100)]
_heapq.heapify(heap)
assert [_heapq.heappop(heap) for _ in range(100)] == sorted(n * 37 % 101 for n in range(100))
_heapq.heapify_max(heap := [1, 5, 3])
assert [_heapq.heappop_max(heap) for _ in range(3)] == [5, 3, 1]
assert _bisect.bisect_left([1, 2, 2, 3], 2) == 1 and _bisect.bisect_right([1, 2, 2, 3], 2) == 3

generator = _random.Random(42)
assert generator.random() == 0.6394267984578837
assert _random.Random(2**100).getrandbits(70) == 259738966124502936597
state = generator.getstate()
numbers = [generator.getrandbits(65) for _ in range(700)]
generator.setstate(state)
assert numbers == [generator.getrandbits(65) for _ in range(700)]
