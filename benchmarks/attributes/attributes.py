"""Attribute reads and writes on instances, slots, properties and class variables."""
import sys
import time


class Point:
    dimension = 2

    def __init__(self, x, y):
        self.x = x
        self.y = y


class SlotPoint:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Celsius:
    def __init__(self, degrees):
        self._degrees = degrees

    @property
    def degrees(self):
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        self._degrees = value


def run():
    p = Point(1, 2)
    q = SlotPoint(3, 4)
    c = Celsius(10)
    for i in range(1200000):
        p.x = q.y + p.dimension
        p.y = q.x - p.x
        q.x = p.y + i
        q.y = p.x & 1023
        if not i & 3:
            c.degrees = c.degrees + q.y & 4095
    return p.x, p.y, q.x, q.y, c.degrees


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
