# exit: 1
# An uncaught exception through several functions, with carets.
def one(x):
    return two(x) + 1


def two(y):
    values = {"a": [1, 2, 3]}
    return values["a"][y] / (y - y)


class C:
    def method(self, n):
        return [one(i) for i in range(n)]


print("before")
C().method(1)
