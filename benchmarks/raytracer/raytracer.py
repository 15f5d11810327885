"""A ray tracer: vectors with operators, spheres and a plane, reflections."""
import sys
import time


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def unit(self):
        return self * (1.0 / self.dot(self) ** 0.5)

    def reflect(self, normal):
        return self - normal * (2.0 * self.dot(normal))


class Sphere:
    def __init__(self, center, radius, shade, mirror):
        self.center = center
        self.radius = radius
        self.shade = shade
        self.mirror = mirror

    def hit(self, origin, direction):
        to_center = self.center - origin
        along = to_center.dot(direction)
        gap = self.radius * self.radius - to_center.dot(to_center) + along * along
        if gap <= 0.0:
            return None
        distance = along - gap ** 0.5
        return distance if distance > 1e-4 else None

    def normal(self, point):
        return (point - self.center).unit()


class Floor:
    def __init__(self, height, mirror):
        self.height = height
        self.mirror = mirror
        self.shade = 0.5

    def hit(self, origin, direction):
        if direction.y > -1e-6:
            return None
        distance = (self.height - origin.y) / direction.y
        return distance if distance > 1e-4 else None

    def normal(self, point):
        self.shade = 0.8 if (int(point.x // 1) + int(point.z // 1)) & 1 else 0.2
        return Vector(0.0, 1.0, 0.0)


LIGHT = Vector(0.5, 1.0, -0.7).unit()


def trace(scene, origin, direction, depth):
    nearest = None
    thing = None
    for candidate in scene:
        distance = candidate.hit(origin, direction)
        if distance is not None and (nearest is None or distance < nearest):
            nearest = distance
            thing = candidate
    if thing is None:
        return 0.3 + 0.3 * direction.y
    point = origin + direction * nearest
    normal = thing.normal(point)
    light = max(0.1, normal.dot(LIGHT))
    for candidate in scene:
        if candidate.hit(point, LIGHT) is not None:
            light *= 0.4
            break
    color = thing.shade * light
    if depth and thing.mirror:
        color = color * (1.0 - thing.mirror) + trace(scene, point, direction.reflect(normal), depth - 1) * thing.mirror
    return color


def run():
    scene = [Floor(-1.0, 0.2)]
    for n in range(4):
        scene.append(Sphere(Vector(n * 1.1 - 1.6, 0.2 * n - 0.5, 4.0 + n), 0.7, 0.4 + 0.15 * n, 0.3))
    size = 160
    eye = Vector(0.0, 0.3, -2.0)
    total = 0.0
    for row in range(size):
        for column in range(size):
            direction = Vector(column / size - 0.5, 0.5 - row / size, 1.0).unit()
            total += trace(scene, eye, direction, 2)
    return round(total, 8)


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
