# math: values and errors.
import math
for name in ("sqrt", "exp", "log", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "floor", "ceil", "trunc", "fabs", "degrees", "radians", "expm1", "log1p", "cbrt", "exp2", "gamma", "lgamma", "erf", "erfc"):
    line = []
    for value in (0.0, 0.5, 1, -0.5, 2.5, 100, -3, float("inf"), float("nan")):
        try:
            result = getattr(math, name)(value)
            line.append(f"{result:.10g}")
        except (ValueError, OverflowError) as e:
            line.append(f"{type(e).__name__}: {e}")
    print(name, line)
print(math.pi, math.e, math.tau, math.inf, math.nan, math.factorial(20), math.comb(10, 3), math.perm(5, 2), math.gcd(12, 18, 27), math.lcm(4, 6), math.isqrt(10**20 + 5), math.hypot(3, 4), math.hypot(1, 2, 3), math.dist([0, 0], [3, 4]))
print(math.fsum([0.1] * 10), math.prod([1, 2, 3, 4]), math.prod([], start=5), math.modf(3.25), math.frexp(10.0), math.ldexp(0.5, 4), math.copysign(1, -0.0), math.fmod(-7, 3), math.remainder(7, 4), math.pow(2, 0.5), math.atan2(1, -1), math.isclose(0.1 + 0.2, 0.3), math.nextafter(1, 2), math.ulp(1.0), math.sumprod([1, 2], [3, 4]), math.fma(2, 3, 4))
print(math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1), math.floor(-2.5), math.ceil(-2.5), math.trunc(-2.5), math.log(8, 2), math.log(10**400), math.sqrt(10**300), math.floor(10**20), math.ceil(1e300) > 0)
for call in ("math.sqrt(-1)", "math.log(0)", "math.log(-1)", "math.factorial(-1)", "math.factorial(1.5)", "math.comb(1, -1)", "math.gcd(1.5)", "math.floor('a')", "math.exp(1000)", "math.pow(0, -1)", "math.fmod(1, 0)", "math.isqrt(-1)", "math.sqrt('x')", "math.acos(2)", "math.ldexp(1, 10**10)", "math.floor(math.inf)", "math.atan2(1)", "math.dist([1], [1, 2])", "math.nothing", "math.log(10, 1)", "math.gamma(-1)", "math.perm(-1)"):
    try:
        print(call, eval(call))
    except Exception as e:
        print(call, "->", type(e).__name__, e)


class F:
    def __float__(self):
        return 2.0

    def __floor__(self):
        return "floor"

    def __ceil__(self):
        return "ceil"

    def __trunc__(self):
        return "trunc"

    def __index__(self):
        return 6


print(math.sqrt(F()), math.floor(F()), math.ceil(F()), math.trunc(F()), math.gcd(F(), 4), math.factorial(F()))
