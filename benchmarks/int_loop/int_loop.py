"""Integer arithmetic in nested loops: gcd sums and Collatz lengths."""
import sys
import time


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def run():
    total = 0
    for a in range(1, 600):
        for b in range(1, a):
            total += gcd(a, b)
    longest = 0
    for start in range(1, 40000):
        steps = 0
        n = start
        while n != 1:
            if n & 1:
                n = 3 * n + 1
            else:
                n >>= 1
            steps += 1
        if steps > longest:
            longest = steps
    return total * 1000 + longest


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
