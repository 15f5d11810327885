"""Matrix multiplication with lists of lists, ints and floats."""
import sys
import time


def matrix(n, seed, make):
    rows = []
    for _ in range(n):
        row = []
        for _ in range(n):
            seed = (seed * 16807) % 2147483647
            row.append(make(seed % 100))
        rows.append(row)
    return rows


def multiply(a, b):
    n = len(a)
    result = []
    columns = list(zip(*b))
    for row in a:
        line = []
        for column in columns:
            total = 0
            for x, y in zip(row, column):
                total += x * y
            line.append(total)
        result.append(line)
    return result


def multiply_indexed(a, b):
    n = len(a)
    c = [[0.0] * n for _ in range(n)]
    for i in range(n):
        ai = a[i]
        ci = c[i]
        for k in range(n):
            aik = ai[k]
            bk = b[k]
            for j in range(n):
                ci[j] += aik * bk[j]
    return c


def run():
    a = matrix(140, 1, int)
    b = matrix(140, 2, int)
    c = multiply(a, b)
    d = multiply_indexed(matrix(140, 3, float), matrix(140, 4, float))
    return sum(map(sum, c)), sum(map(sum, d))


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
