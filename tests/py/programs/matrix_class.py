# A numeric class with every operator, slices, context-dependent formatting, and iteration protocols.
class Matrix:
    __slots__ = ("rows",)

    def __init__(self, rows):
        rows = [list(row) for row in rows]
        if not rows or any(len(row) != len(rows[0]) for row in rows):
            raise ValueError("rows of different lengths")
        self.rows = rows

    @classmethod
    def identity(cls, n):
        return cls([[int(i == j) for j in range(n)] for i in range(n)])

    @property
    def shape(self):
        return len(self.rows), len(self.rows[0])

    @property
    def T(self):
        return type(self)(zip(*self.rows))

    def __getitem__(self, key):
        match key:
            case int(i), int(j):
                return self.rows[i][j]
            case (int() | slice()) as i, (int() | slice()) as j:
                rows = self.rows[i] if isinstance(i, slice) else [self.rows[i]]
                return Matrix([row[j] if isinstance(j, slice) else [row[j]] for row in rows])
            case int(i):
                return tuple(self.rows[i])
            case slice():
                return Matrix(self.rows[key])
            case _:
                raise TypeError(f"bad index {key!r}")

    def __setitem__(self, key, value):
        i, j = key
        self.rows[i][j] = value

    def _zip(self, other, operation):
        if not isinstance(other, Matrix):
            return NotImplemented
        if self.shape != other.shape:
            raise ValueError(f"shapes {self.shape} and {other.shape}")
        return Matrix([[operation(a, b) for a, b in zip(r, s)] for r, s in zip(self.rows, other.rows)])

    def __add__(self, other):
        return self._zip(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._zip(other, lambda a, b: a - b)

    def __mul__(self, factor):
        if isinstance(factor, Matrix):
            return NotImplemented
        return Matrix([[a * factor for a in row] for row in self.rows])

    __rmul__ = __mul__

    def __matmul__(self, other):
        if self.shape[1] != other.shape[0]:
            raise ValueError("shapes do not fit")
        columns = list(zip(*other.rows))
        return Matrix([[sum(map(lambda a, b: a * b, row, column)) for column in columns] for row in self.rows])

    def __imatmul__(self, other):
        self.rows = (self @ other).rows
        return self

    def __pow__(self, n):
        result = Matrix.identity(self.shape[0])
        base = self
        while n:
            if n & 1:
                result @= base
            base = base @ base
            n >>= 1
        return result

    def __neg__(self):
        return self * -1

    def __eq__(self, other):
        return self.rows == other.rows if isinstance(other, Matrix) else NotImplemented

    def __iter__(self):
        for row in self.rows:
            yield from row

    def __len__(self):
        return len(self.rows) * len(self.rows[0])

    def __contains__(self, value):
        return any(value in row for row in self.rows)

    def __bool__(self):
        return any(self)

    def __abs__(self):
        n = self.shape[0]
        if n == 1:
            return self.rows[0][0]
        return sum((-1) ** j * self.rows[0][j] * abs(Matrix([row[:j] + row[j + 1:] for row in self.rows[1:]])) for j in range(n))

    def __format__(self, spec):
        return "[" + "; ".join(" ".join(format(a, spec) for a in row) for row in self.rows) + "]"

    def __repr__(self):
        return f"Matrix({self.rows})"

    def __hash__(self):
        return hash(tuple(map(tuple, self.rows)))


a = Matrix([[1, 2], [3, 4]])
b = Matrix([[0, 1], [1, 0]])
print(a + b, a - b, a * 3, 0.5 * a, a @ b, a ** 10, -a, a.T, abs(a), a == Matrix([[1, 2], [3, 4]]), a != b, a == 5, len(a), 4 in a, list(a), sum(a), max(a), bool(a - a), hash(a) == hash(a + b - b))
print(f"{a:>3} {a / 1 if hasattr(a, '__truediv__') else 'no division'} {0.25 * a:.2f}", a[0], a[1, 0], a[:, 1], a[0, :], a[::-1], a[::-1, ::-1], {a: "key"}[Matrix([[1, 2], [3, 4]])])
a[0, 0] = 10
c = a
c @= b
print(a, c is a, sorted(c), dict(zip("abcd", c)), [*c], Matrix.identity(3), abs(Matrix([[2, 0, 1], [1, 3, 2], [1, 1, 4]])), tuple(zip(*a.T.rows)))
for action in ("a + 1", "1 + a", "a * b", "a @ Matrix([[1]])", "a + Matrix([[1]])", "Matrix([[1], [1, 2]])", "Matrix([])", "a['x']", "a[5, 5]", "a < b", "a.new", "a.new = 1", "a[0] = 5", "a ** 'x'", "a / 2"):
    try:
        exec(action)
        print(action, "ok")
    except Exception as e:
        print(action, "->", type(e).__name__, e)
