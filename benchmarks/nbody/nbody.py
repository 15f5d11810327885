"""Planets pulling at each other: floats in lists, unpacking, pairs."""
import sys
import time


def make_bodies():
    # position, velocity, mass; figures are made up but stay bound
    bodies = []
    for index in range(5):
        position = [1.0 + 2.5 * index, 0.3 * index, -0.1 * index]
        velocity = [0.02 * index, 1.2 / (1.0 + index), 0.01]
        bodies.append((position, velocity, 30.0 if index == 0 else 0.02 * index))
    return bodies


def make_pairs(bodies):
    pairs = []
    for index, first in enumerate(bodies):
        for second in bodies[index + 1:]:
            pairs.append((first, second))
    return pairs


def advance(bodies, pairs, dt, steps):
    for _ in range(steps):
        for (p1, v1, m1), (p2, v2, m2) in pairs:
            dx = p1[0] - p2[0]
            dy = p1[1] - p2[1]
            dz = p1[2] - p2[2]
            squared = dx * dx + dy * dy + dz * dz
            magnitude = dt / (squared * squared ** 0.5)
            b1 = m1 * magnitude
            b2 = m2 * magnitude
            v1[0] -= dx * b2
            v1[1] -= dy * b2
            v1[2] -= dz * b2
            v2[0] += dx * b1
            v2[1] += dy * b1
            v2[2] += dz * b1
        for position, velocity, mass in bodies:
            position[0] += dt * velocity[0]
            position[1] += dt * velocity[1]
            position[2] += dt * velocity[2]


def energy(bodies, pairs):
    total = 0.0
    for (p1, v1, m1), (p2, v2, m2) in pairs:
        total -= m1 * m2 / sum((a - b) ** 2 for a, b in zip(p1, p2)) ** 0.5
    for position, velocity, mass in bodies:
        total += 0.5 * mass * sum(v * v for v in velocity)
    return total


def run():
    bodies = make_bodies()
    pairs = make_pairs(bodies)
    advance(bodies, pairs, 0.001, 45000)
    return round(energy(bodies, pairs), 9)


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
