# Exact results and errors of math and cmath.
def raises(message, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except Exception as e:
        assert f"{type(e).__name__}: {e}" == message, (message, e)
    else:
        raise AssertionError(message)


assert math.fsum([1e16, 1.0, -1e16, 1e-3]) == 1.001
assert math.sumprod([10, 20.5], [3, 4]) == 112.0
assert math.comb(1000, 3) == 166167000 and math.perm(10, 3) == 720
assert math.comb(10**20, 10**20 - 2) == 4999999999999999999950000000000000000000
assert math.factorial(30) == 265252859812191058636308480000000
assert math.isqrt(10**40 + 5) == 10**20
assert math.gcd(2**70, 6**40, 12) == 4 and math.lcm(4, 6, -10) == 60 and math.lcm(0, 5) == 0
assert math.hypot(3.0, 4.0) == 5.0 and math.dist((1, 2), (4, 6)) == 5.0
assert math.nextafter(1.0, 2.0, steps=3) == 1.0000000000000007 and math.nextafter(0.0, -1.0) == -5e-324
assert str(math.nextafter(-5e-324, 0.0)) == "-0.0" and str(math.nextafter(5e-324, -0.0)) == "0.0"
assert math.ulp(1.0) == 2.220446049250313e-16
assert math.gamma(10.5) == 1133278.3889487854 and math.lgamma(100.0) == 359.1342053695754
assert math.log(10**400) == 921.0340371976182 and math.log2(2**3000) == 3000.0
assert math.remainder(10, 4) == 2.0 and math.remainder(14, 4) == -2.0
assert math.floor(-2.5) == -3 and math.ceil(2.5) == 3 and math.trunc(-2.5) == -2
assert cmath.sqrt(-4) == 2j and cmath.polar(1j) == (1.0, math.pi / 2)
assert repr(cmath.acos(complex(-math.inf, 1))) == "(3.141592653589793-infj)"
raises("ValueError: expected a nonnegative input, got -1.0", math.sqrt, -1)
raises("OverflowError: math range error", math.exp, 1000)
raises("ValueError: -inf + inf in fsum", math.fsum, [math.inf, -math.inf])
raises("TypeError: math.sin() takes exactly one argument (0 given)", math.sin)
raises("ValueError: math domain error", cmath.log, 0)
