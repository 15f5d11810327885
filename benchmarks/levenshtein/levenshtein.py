"""Dynamic programming: edit distance, longest common subsequence, knapsack."""
import sys
import time


def distance(a, b):
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            cost = 0 if x == y else 1
            current.append(min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost))
        previous = current
    return previous[-1]


def common(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] == b[j]:
                table[i + 1][j + 1] = table[i][j] + 1
            else:
                up, left = table[i][j + 1], table[i + 1][j]
                table[i + 1][j + 1] = up if up > left else left
    return table[-1][-1]


def knapsack(sizes, values, room):
    best = [0] * (room + 1)
    for size, value in zip(sizes, values):
        for space in range(room, size - 1, -1):
            candidate = best[space - size] + value
            if candidate > best[space]:
                best[space] = candidate
    return best[room]


def run():
    a = "the quick brown fox jumps over the lazy dog " * 16
    b = "the slow green turtle crawls under the busy bee " * 13
    sizes = [3 + i * 7 % 23 for i in range(60)]
    values = [10 + i * 13 % 37 for i in range(60)]
    return distance(a, b), common(a, b), knapsack(sizes, values, 7000)


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
