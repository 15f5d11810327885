"""Many short-lived trees of small objects: allocation and collection."""
import sys
import time


class Node:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


def make(depth):
    if depth == 0:
        return Node(None, None)
    return Node(make(depth - 1), make(depth - 1))


def count(node):
    if node.left is None:
        return 1
    return 1 + count(node.left) + count(node.right)


def run():
    long_lived = make(15)
    total = 0
    for depth in (4, 6, 8, 10, 12):
        for _ in range(1 << (16 - depth)):
            total += count(make(depth))
    return total, count(long_lived)


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
