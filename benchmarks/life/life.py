"""Conway's life on a set of coordinate pairs."""
import sys
import time


def step(cells):
    neighbors = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    place = x + dx, y + dy
                    neighbors[place] = neighbors.get(place, 0) + 1
    return {place for place, n in neighbors.items() if n == 3 or n == 2 and place in cells}


def run():
    # The R-pentomino and a glider
    cells = {(1, 0), (2, 0), (0, 1), (1, 1), (1, 2), (41, 40), (42, 41), (40, 42), (41, 42), (42, 42)}
    for _ in range(500):
        cells = step(cells)
    return len(cells), sum(x * 31 + y for x, y in cells)


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
