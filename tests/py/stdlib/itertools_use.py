# itertools: everything.
from itertools import accumulate, batched, chain, combinations, combinations_with_replacement, compress, count, cycle, dropwhile, filterfalse, groupby, islice, pairwise, permutations, product, repeat, starmap, takewhile, tee, zip_longest

print(list(accumulate([1, 2, 3])), list(accumulate([1, 2, 3], lambda a, b: a * b, initial=10)), list(accumulate([])), list(batched("abcdefg", 3)), list(chain("ab", [1])), list(chain.from_iterable(["ab", "c"])))
print(list(combinations("abc", 2)), list(combinations("ab", 3)), list(combinations_with_replacement("ab", 2)), list(permutations("abc", 2)), len(list(permutations(range(5)))), list(product("ab", [1, 2])), list(product([0, 1], repeat=2)), list(product()))
print(list(compress("abcd", [1, 0, 1])), list(islice(count(5, 2), 3)), list(islice(count(0.5), 2)), list(islice(cycle("ab"), 5)), list(dropwhile(lambda x: x < 3, [1, 3, 1])), list(takewhile(lambda x: x < 3, [1, 2, 3, 1])), list(filterfalse(None, [0, 1, ""])))
print([(k, list(g)) for k, g in groupby("aabba")], [(k, sum(1 for _ in g)) for k, g in groupby([1, 3, 2, 4], key=lambda v: v % 2)], list(islice("abcdef", 2)), list(islice("abcdef", 1, None, 2)), list(islice("abc", 5)))
print(list(pairwise("abcd")), list(pairwise("a")), list(repeat("x", 2)), list(starmap(pow, [(2, 3), (3, 2)])), list(zip_longest("abc", [1], fillvalue="-")), list(zip_longest()))
a, b = tee(iter(range(4)))
print(next(a), list(b), list(a), tee([1], 0), repr(count(3)), repr(repeat(1, 2)), repeat(5, 3).__length_hint__(), next(count(2**70)))
for call in ("islice([1], -1)", "batched('a', 0)", "combinations('a', -1)", "repeat()", "count('a')", "list(batched('abc', 2, strict=True))", "product(repeat=-1)", "tee([], -1)", "islice([1], 1, 2, 0)", "chain(5).__next__()", "compress()"):
    try:
        print(call, list(eval(call)))
    except Exception as e:
        print(call, "->", type(e).__name__, e)
g = groupby([1, 1, 2])
k1, g1 = next(g)
k2, g2 = next(g)
print(k1, list(g1), k2, list(g2), list(accumulate("abc")), sum(islice(cycle([1, 2]), 100)), list(chain.from_iterable([i] * i for i in range(4))))
print(max(combinations(range(6), 3), key=lambda c: c[0] * c[2]), sum(1 for _ in product(range(10), repeat=3)), "".join(starmap(lambda a, b: a * b, zip("abc", count(1)))))
