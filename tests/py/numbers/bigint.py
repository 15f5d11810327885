# Big integers: products, division, powers, square roots by hand, conversions, all bit operations.
def factorial(n):
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result


def isqrt(n):
    if n < 2:
        return n
    x = 1 << (n.bit_length() + 1) // 2
    while True:
        y = (x + n // x) // 2
        if y >= x:
            return x
        x = y


f = factorial(60)
print(f)
print(factorial(200) % 10**20, len(str(factorial(300))))
print(isqrt(10**60), isqrt(2 * 10**60))

a, b = 1, 1
for _ in range(300):
    a, b = b, a + b
print(a, a % 997, a // 10**40)

m = 2**127 - 1
print(m, pow(3, m - 1, m), m * m, (m * m) // m == m, (m * m + 5) % m)
print(-m // 7, -m % 7, m // -7, m % -7, divmod(-m, 10**18))

x = 0xDEADBEEFCAFEBABE0123456789ABCDEF
y = 0x0F0F0F0F0F0F0F0F0F0F
for value in (x & y, x | y, x ^ y, x & -y, x | -y, x ^ -y, -x & -y, -x | -y, -x ^ -y, ~x):
    print(hex(value))
print(x >> 64, x >> 200, -x >> 200, -x >> 100, x << 3, (x << 130) >> 130 == x)
print(x.bit_length(), (-x).bit_length(), (x & -x), f"{x:,}", f"{x:_b}"[:30])

print(int(str(x)) == x, int(hex(x), 16) == x, int(oct(x), 8) == x, int(bin(x), 0) == x)
print(float(x), float(-x), int(float(x)), 1e22 == 10**22, 1e23 == 10**23, 2**53 == float(2**53), 2**53 + 1 == float(2**53 + 1))
print(sorted([10**20, 1e20, 10**20 + 1, -10**20, 5, 1e19], key=lambda v: (v, type(v).__name__)))
print(10**400 > 1e308, -10**400 < -1e308, 10**400 == float("inf"), 10**400 < float("inf"))
try:
    float(10**400)
except OverflowError as e:
    print(e)
print(hash(2**61 - 1), hash(2**61), hash(-2**61), hash(2**100), hash(-1), hash(-2), hash(2**200) == hash(2**200 % (2**61 - 1)))
print(sum([10**18] * 50), sum(range(10**6)), sum([2**62, 2**62, -2**63]))
print(round(12345678901234567890123, -20), round(-15555555555555555555555, -3))
