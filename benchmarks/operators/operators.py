"""Classes with operator methods: fractions, small polynomials, comparisons, containers of our own."""
import sys
import time


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


class Ratio:
    def __init__(self, top, bottom=1):
        if bottom < 0:
            top, bottom = -top, -bottom
        divisor = gcd(abs(top), bottom)
        self.top = top // divisor
        self.bottom = bottom // divisor

    def __add__(self, other):
        if isinstance(other, int):
            other = Ratio(other)
        return Ratio(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    __radd__ = __add__

    def __mul__(self, other):
        if isinstance(other, int):
            other = Ratio(other)
        return Ratio(self.top * other.top, self.bottom * other.bottom)

    def __neg__(self):
        return Ratio(-self.top, self.bottom)

    def __eq__(self, other):
        return self.top == other.top and self.bottom == other.bottom

    def __lt__(self, other):
        return self.top * other.bottom < other.top * self.bottom

    def __hash__(self):
        return self.top * 31 + self.bottom


class Polynomial:
    def __init__(self, terms):
        self.terms = terms

    def __getitem__(self, power):
        return self.terms[power] if power < len(self.terms) else 0

    def __len__(self):
        return len(self.terms)

    def __mul__(self, other):
        terms = [0] * (len(self) + len(other) - 1)
        for i in range(len(self)):
            for j in range(len(other)):
                terms[i + j] += self[i] * other[j]
        return Polynomial(terms)

    def __call__(self, x):
        value = 0
        for term in reversed(self.terms):
            value = (value * x + term) % 1000003
        return value

    def __contains__(self, term):
        return term in self.terms


def run():
    ratios = [Ratio(n % 17 + 1, n % 13 + 1) for n in range(60000)]
    total = Ratio(0)
    for ratio in ratios:
        total = total + -ratio * 2
        if total.bottom > 1 << 30:
            total = Ratio(total.top // total.bottom)
    distinct = len(set(ratios))
    largest = max(ratios)
    polynomial = Polynomial([1, 2])
    for _ in range(130):
        polynomial = polynomial * Polynomial([1, 1, 3])
    return total.top, total.bottom, distinct, largest.top, sum(polynomial(x) for x in range(20)), 6 in polynomial


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
