"""Sets: membership, union and difference, set comprehensions, frozensets as keys."""
import sys
import time


def run():
    multiples = [set(range(0, 150000, step)) for step in (2, 3, 5, 7)]
    both = multiples[0] & multiples[1]
    either = multiples[2] | multiples[3]
    rest = either - both
    odd = {n for n in range(200000) if n % 2 and n not in rest}
    seen = set()
    n = 1
    while n not in seen:
        seen.add(n)
        n = (n * 16807 + 11) % 39989
    groups = {}
    for i in range(100000):
        key = frozenset((i % 7, i % 11, i % 3))
        groups[key] = groups.get(key, 0) + 1
    hits = 0
    for i in range(600000):
        if i in rest:
            hits += 1
    rest.symmetric_difference_update(odd)
    return len(both), len(either), len(rest), len(odd), len(seen), len(groups), hits


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
