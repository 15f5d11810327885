"""Generator pipelines, yield from through a tree, send."""
import sys
import time


def count(limit):
    n = 0
    while n < limit:
        yield n
        n += 1


def odd(source):
    for n in source:
        if n & 1:
            yield n


def squares(source):
    for n in source:
        yield n * n


def build(depth):
    if depth == 0:
        return None
    return build(depth - 1), depth, build(depth - 1)


def walk(tree):
    if tree is not None:
        left, value, right = tree
        yield from walk(left)
        yield value
        yield from walk(right)


def averager():
    total = 0
    seen = 0
    average = 0
    while True:
        value = yield average
        total += value
        seen += 1
        average = total // seen


def run():
    total = sum(squares(odd(count(1200000))))
    tree = build(15)
    for value in walk(tree):
        total += value
    average = averager()
    next(average)
    for n in range(600000):
        total += average.send(n)
    return total


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
