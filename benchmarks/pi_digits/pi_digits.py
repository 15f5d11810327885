"""Digits of pi by a spigot: big integers that grow."""
import sys
import time


def digits(count):
    q, r, t, k, m, x = 1, 0, 1, 1, 3, 3
    produced = []
    while len(produced) < count:
        if 4 * q + r - t < m * t:
            produced.append(m)
            q, r, m = q * 10, 10 * (r - m * t), (10 * (3 * q + r)) // t - 10 * m
        else:
            q, r, t, k, m, x = (q * k, (2 * q + r) * x, t * x, k + 1, (q * (7 * k + 2) + r * x) // (t * x), x + 2)
    return produced


def run():
    found = digits(2000)
    power = pow(3, 20000) % (2 ** 521 - 1)
    return "".join(map(str, found[-10:])), power % 1000003


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
