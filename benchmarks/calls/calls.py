"""Function calls of all shapes: recursion, defaults, keywords, star arguments, builtins."""
import sys
import time


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def shape(a, b=2, *rest, scale=1, **extra):
    return (a + b + len(rest)) * scale + len(extra)


def forward(*args, **kwargs):
    return shape(*args, **kwargs)


def run():
    total = fib(23) + ackermann(2, 60)
    for n in range(140000):
        total += shape(n)
        total += shape(n, 3, scale=2)
        total += shape(n, 1, 2, 3, x=1, y=2)
        total += forward(n, b=n & 3)
        total += abs(-n) + min(n, 5) + len((n, n)) + max(3, n & 7)
    return total


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
