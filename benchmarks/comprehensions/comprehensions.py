"""List, dict and set comprehensions, nested and filtered, any and all, zip and enumerate."""
import sys
import time


def run():
    total = 0
    for n in range(500):
        squares = [i * i for i in range(1500) if i % 3]
        pairs = [(i, j) for i in range(30) for j in range(i) if (i + j) % n != 1] if n else []
        index = {value: at for at, value in enumerate(squares)}
        rest = {value % 97 for value in squares}
        rows = [[i ^ j for j in range(20)] for i in range(20)]
        turned = [list(row) for row in zip(*rows)]
        total += len(pairs) + index[squares[n]] + len(rest) + turned[n % 20][3]
        total += sum(1 for a, b in zip(squares, squares[1:]) if b - a > n)
        total += any(value > 2000000 for value in squares) + all(value >= 0 for value in squares)
        words = [str(i) for i in range(400)]
        total += max(len(word) for word in words) + len("".join(w for w in words if "7" in w))
    return total


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
