"""Sorting: plain, by key functions, stable by several keys, objects with __lt__."""
import sys
import time


class Version:
    def __init__(self, major, minor):
        self.major = major
        self.minor = minor

    def __lt__(self, other):
        if self.major != other.major:
            return self.major < other.major
        return self.minor < other.minor


def numbers(n):
    seed = 42
    for _ in range(n):
        seed = (seed * 69069 + 1) & 0xFFFFFFFF
        yield seed >> 8


NUMBERS = list(numbers(80000))


def run():
    ints = sorted(NUMBERS)
    by_digit = sorted(NUMBERS, key=lambda n: (n % 10, -n))
    texts = sorted(str(n) for n in NUMBERS)
    floats = sorted((n * 0.5 for n in NUMBERS), reverse=True)
    records = [{"id": n & 255, "name": "n%d" % (n % 977)} for n in NUMBERS[:100000]]
    records.sort(key=lambda record: record["name"])
    records.sort(key=lambda record: record["id"])
    versions = [Version(n & 15, n % 101) for n in NUMBERS[:10000]]
    versions.sort()
    least = min(NUMBERS, key=lambda n: n % 1009)
    return ints[5], by_digit[77], texts[99], floats[3], records[1000]["name"], versions[2000].minor, least


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
