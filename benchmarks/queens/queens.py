"""N queens by recursion over sets of taken columns and diagonals, and by bit masks."""
import sys
import time


def place(n, row, columns, up, down, board):
    if row == n:
        return 1
    found = 0
    for column in range(n):
        if column in columns or row + column in up or row - column in down:
            continue
        columns.add(column)
        up.add(row + column)
        down.add(row - column)
        board.append(column)
        found += place(n, row + 1, columns, up, down, board)
        board.pop()
        columns.discard(column)
        up.discard(row + column)
        down.discard(row - column)
    return found


def bits(full, columns, up, down):
    if columns == full:
        return 1
    found = 0
    free = full & ~(columns | up | down)
    while free:
        bit = free & -free
        free ^= bit
        found += bits(full, columns | bit, (up | bit) << 1, (down | bit) >> 1)
    return found


def run():
    return place(9, 0, set(), set(), set(), []), bits((1 << 12) - 1, 0, 0, 0)


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
