"""Permutations and pancake flips: list slices, reversal, indexing."""
import sys
import time


def fannkuch(n):
    order = list(range(n))
    count = [0] * n
    best = checksum = 0
    sign = 1
    while True:
        if order[0]:
            flips = 0
            line = order[:]
            first = line[0]
            while first:
                line[:first + 1] = line[first::-1]
                first = line[0]
                flips += 1
            if flips > best:
                best = flips
            checksum += sign * flips
        # The next permutation: rotate ever longer prefixes.
        if sign == 1:
            order[0], order[1] = order[1], order[0]
            sign = -1
        else:
            order[1], order[2] = order[2], order[1]
            sign = 1
            for i in range(2, n):
                if count[i] < i:
                    count[i] += 1
                    break
                count[i] = 0
                if i == n - 1:
                    return checksum, best
                order.insert(i + 1, order.pop(0))


def run():
    return fannkuch(9)


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
