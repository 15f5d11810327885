"""Raising and catching: in the same frame, through calls, with finally, as control flow."""
import sys
import time


class Odd(Exception):
    def __init__(self, value):
        super().__init__(value)
        self.value = value


def check(n):
    if n & 1:
        raise Odd(n)
    return n


def deep(n, depth):
    if depth == 0:
        return check(n)
    return deep(n, depth - 1)


def guarded(table, key):
    try:
        return table[key]
    except KeyError:
        return -1
    finally:
        table[key] = key


def run():
    total = 0
    for n in range(250000):
        try:
            total += check(n)
        except Odd as e:
            total -= e.value
    for n in range(60000):
        try:
            total += deep(n, 5)
        except (ValueError, Odd):
            total += 1
    for n in range(150000):
        try:
            total += int("12" if n % 3 else "x")
        except ValueError:
            total -= 7
        total += guarded({1: 2}, n & 3)
    return total


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
