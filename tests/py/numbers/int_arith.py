# Arithmetic of ints around the sizes where representations change.
edges = [0, 1, 2, 3, 7, 10, 2**30 - 1, 2**30, 2**31 - 1, 2**31, 2**32, 2**60, 2**61 - 1, 2**61, 2**62 - 1, 2**62,
         2**63 - 1, 2**63, 2**64, 10**30]
edges += [-n for n in edges if n]

for a in edges:
    print(a, -a, +a, ~a, abs(a), a.bit_length(), bool(a))

digest = 0
for a in edges:
    for b in edges:
        values = [a + b, a - b, a * b, a & b, a | b, a ^ b, a < b, a <= b, a == b, a != b]
        if b:
            values += [a // b, a % b, *divmod(a, b)]
            assert (a // b) * b + a % b == a
        for value in values:
            digest = (digest * 31 + value) % (2**89 - 1)
print(digest)

for a in edges:
    for shift in (0, 1, 29, 30, 31, 61, 62, 63, 64, 100):
        digest = (digest * 17 + (a << shift) - (a >> shift)) % (2**89 - 1)
        assert a << shift >> shift == a
print(digest)

for a, b in [(7, 2), (-7, 2), (7, -2), (-7, -2), (0, 5), (6, 3), (-6, 3), (2**70, -3), (-2**70, 2**35)]:
    print(a, b, a // b, a % b, divmod(a, b), a / b)

for base in (2, -2, 3, 10, -1, 0, 1):
    print(base, [base**n for n in range(6)], base**40)
print(2**-1, (-2)**-3, 10**-2)
print(pow(3, 200, 1000007), pow(3, -1, 7), pow(-3, 5, 7), pow(3, 5, -7), pow(2, 0, 1))

for left, op, right in [(1, "//", 0), (1, "%", 0), (1, "/", 0), (1, "<<", -1), (1, ">>", -1), (0, "**", -1)]:
    try:
        print(eval(f"{left} {op} {right}"))
    except Exception as e:
        print(type(e).__name__, e)
try:
    pow(2, -1, 4)
except ValueError as e:
    print(e)
try:
    pow(2, 3, 0)
except ValueError as e:
    print(e)
print(10**20 / 10**19, 2**1000 / 2**999, (2**53 + 1) / 1)
try:
    2**2000 / 3
except OverflowError as e:
    print(e)
