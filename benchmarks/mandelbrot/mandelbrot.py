"""The Mandelbrot set by real arithmetic: a float kernel with an early exit."""
import sys
import time


def run():
    size = 300
    inside = 0
    for row in range(size):
        ci = 2.0 * row / size - 1.0
        for column in range(size):
            cr = 2.0 * column / size - 1.5
            zr = zi = tr = ti = 0.0
            for step in range(50):
                zi = 2.0 * zr * zi + ci
                zr = tr - ti + cr
                tr = zr * zr
                ti = zi * zi
                if tr + ti > 4.0:
                    break
            else:
                inside += 1
    return inside


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
