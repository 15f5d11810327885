"""Bound methods of several classes, through one call site and through inheritance."""
import sys
import time


class Counter:
    def __init__(self, start):
        self.count = start

    def step(self, by):
        self.count += by
        return self

    def value(self):
        return self.count


class Doubling(Counter):
    def step(self, by):
        return super().step(2 * by)


class Limited(Counter):
    limit = 1000

    def step(self, by):
        if self.count > self.limit:
            self.reset()
        self.count += by
        return self

    def reset(self):
        self.count = 0

    @classmethod
    def make(cls, start):
        return cls(start)

    @staticmethod
    def scale(value):
        return value * 3


def run():
    counters = [Counter(1), Doubling(2), Limited.make(3)]
    total = 0
    for round in range(300000):
        for counter in counters:
            counter.step(round & 7).step(1)
        total += Limited.scale(counters[round % 3].value()) & 0xFF
    return total


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
