"""The spectral norm of an infinite matrix: float work in comprehensions and small calls."""
import sys
import time


def cell(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(vector):
    size = range(len(vector))
    return [sum(cell(i, j) * vector[j] for j in size) for i in size]


def times_transposed(vector):
    size = range(len(vector))
    return [sum(cell(j, i) * vector[j] for j in size) for i in size]


def run():
    u = [1.0] * 190
    for _ in range(10):
        v = times_transposed(times(u))
        u = times_transposed(times(v))
    dot_uv = dot_vv = 0.0
    for a, b in zip(u, v):
        dot_uv += a * b
        dot_vv += b * b
    return "%.9f" % (dot_uv / dot_vv) ** 0.5


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
