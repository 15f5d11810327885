# Float arithmetic, comparisons, rounding, specials.
inf, nan = float("inf"), float("nan")
print(inf - inf, inf * 0, -inf, inf + 1, 1 / inf, nan == nan, nan != nan, nan < 1, nan in [nan], [nan] == [nan])
for a, b in [(7.5, 2.0), (-7.5, 2.0), (7.5, -2.0), (-7.5, -2.0), (0.0, -3.0), (-0.0, 3.0), (1e300, 1e-10), (5.0, inf), (-5.0, inf)]:
    print(a, b, a + b, a - b, a * b, a / b, a // b, a % b, divmod(a, b))
for expression in ("1.0 / 0", "1.0 // 0", "1.0 % 0", "0.0 ** -1", "2.0 ** 10000", "int(1e400)", "1e308 * 10", "divmod(1.0, 0.0)"):
    try:
        print(expression, eval(expression))
    except Exception as e:
        print(expression, type(e).__name__, e)
print(2.0**0.5, (-8.0) ** (1 / 3), (-2.0)**2, (-2.0)**3, 0.0**0, nan**0, 1.0**nan, inf**-1, (-inf)**3)
for value in (0.5, 1.5, 2.5, -0.5, -1.5, 2.675, 1e16 + 1, 0.49999999999999994, 12345.6789):
    print(value, round(value), round(value, 1), round(value, 2), round(value, -2), int(value), value.__floor__(), value.__ceil__(), value.__trunc__())
for value in (inf, nan):
    try:
        round(value)
    except (OverflowError, ValueError) as e:
        print(e)
print((0.75).as_integer_ratio(), (-1e-5).as_integer_ratio(), (4.0).is_integer(), (4.5).is_integer(), inf.is_integer())
print(1 < 1.5 < 2, 1 == 1.0, 2**53 + 1 == 2.0**53, 2**53 + 1 > 2.0**53, 0.1 + 0.2 == 0.3, -0.0 == 0.0, True == 1.0)
print(hash(1.0) == hash(1), hash(0.5), hash(-0.0), hash(inf), hash(-inf), hash(1e300), hash(2.0**61))
print(max(1, 1.0), max(1.0, 1), min(0.0, -0.0), max(nan, 1.0), max(1.0, nan), sorted([3.5, -1.0, 2, 0.5, True]))
print(sum([0.1] * 10), sum([1e16, 1.0, -1e16]), sum([0.1, 0.2], start=1), sum([1, 2.5, 3]))
print(abs(-0.0), abs(-2.5), -(-0.0), +(-0.0), bool(0.0), bool(nan))
print(float.from_number(5), float.from_number(2.5), 3.0.real, 3.0.imag, 3.0.conjugate())
x = 0.0
for i in range(10):
    x += 0.1
print(x, x == 1.0, x.hex())
print([i * 0.1 for i in range(11)])
print(7 // 0.1, 7 % 0.1, -1 // 0.3, 1e20 // 3, 1e20 % 3)
