# Classic algorithms in one place: sorting by hand, searching, primes, matrices, strings, graphs, sudoku.
def quicksort(a):
    return a if len(a) < 2 else quicksort([x for x in a[1:] if x < a[0]]) + [a[0]] + quicksort([x for x in a[1:] if x >= a[0]])


def mergesort(a):
    if len(a) < 2:
        return a
    mid = len(a) // 2
    left, right, out = mergesort(a[:mid]), mergesort(a[mid:]), []
    while left and right:
        out.append((left if left[0] <= right[0] else right).pop(0))
    return out + left + right


def heapsort(a):
    a = a[:]

    def sift(start, end):
        while (child := 2 * start + 1) < end:
            if child + 1 < end and a[child] < a[child + 1]:
                child += 1
            if a[start] >= a[child]:
                return
            a[start], a[child] = a[child], a[start]
            start = child

    for start in range(len(a) // 2, -1, -1):
        sift(start, len(a))
    for end in range(len(a) - 1, 0, -1):
        a[0], a[end] = a[end], a[0]
        sift(0, end)
    return a


data = [(i * 7919 + 13) % 211 for i in range(150)]
print(quicksort(data) == mergesort(data) == heapsort(data) == sorted(data))


def search(a, x):
    lo, hi = 0, len(a)
    while lo < hi:
        mid = (lo + hi) // 2
        if a[mid] < x:
            lo = mid + 1
        else:
            hi = mid
    return lo


ordered = sorted(set(data))
print([search(ordered, x) == ordered.index(x) for x in ordered[::20]], search(ordered, 10**6))
print([n for n in range(2, 60) if all(n % d for d in range(2, int(n**0.5) + 1))])


def power(matrix, n):
    result = [[int(i == j) for j in range(len(matrix))] for i in range(len(matrix))]
    while n:
        if n & 1:
            result = multiply(result, matrix)
        matrix = multiply(matrix, matrix)
        n >>= 1
    return result


def multiply(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


print(power([[1, 1], [1, 0]], 200)[0][1])


def permutations(items):
    if not items:
        yield []
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield [item] + rest


print(sum(1 for _ in permutations(list(range(6)))), next(permutations([3, 1, 2])), ["".join(p) for p in permutations(list("abc"))])


def knuth_morris_pratt(text, pattern):
    table, k = [0], 0
    for c in pattern[1:]:
        while k and c != pattern[k]:
            k = table[k - 1]
        k += c == pattern[k]
        table.append(k)
    k = 0
    for i, c in enumerate(text):
        while k and c != pattern[k]:
            k = table[k - 1]
        k += c == pattern[k]
        if k == len(pattern):
            yield i - k + 1
            k = table[k - 1]


print(list(knuth_morris_pratt("abababcabab", "abab")))
graph = {"a": "bc", "b": "d", "c": "d", "d": "e", "e": "", "f": "a"}


def topological(graph):
    seen, out = set(), []

    def visit(node):
        if node not in seen:
            seen.add(node)
            for other in graph[node]:
                visit(other)
            out.append(node)

    for node in graph:
        visit(node)
    return out[::-1]


print(topological(graph))


def paths(graph, start, end, path=()):
    path += (start,)
    if start == end:
        yield path
    for node in graph[start]:
        yield from paths(graph, node, end, path)


print(["".join(p) for p in paths(graph, "f", "e")])
PUZZLE = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"


def sudoku(cells):
    at = cells.find(".")
    if at < 0:
        return cells
    row, column = divmod(at, 9)
    used = {cells[i] for i in range(81) if i // 9 == row or i % 9 == column or (i // 27 == row // 3 and i % 9 // 3 == column // 3)}
    for digit in "123456789":
        if digit not in used and (solved := sudoku(cells[:at] + digit + cells[at + 1:])):
            return solved
    return None


print(sudoku(PUZZLE))


def hanoi(n, a="A", b="B", c="C"):
    return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)


def change(amount, coins):
    ways = [1] + [0] * amount
    for coin in coins:
        for value in range(coin, amount + 1):
            ways[value] += ways[value - coin]
    return ways[amount]


print(hanoi(10), change(200, [1, 2, 5, 10, 20, 50, 100, 200]), [bin(n ^ n >> 1)[2:].zfill(3) for n in range(8)], "".join(str(d) for d in reversed([int(c) for c in str(2**64)])))
triangle = [[1]]
for _ in range(7):
    triangle.append([a + b for a, b in zip([0] + triangle[-1], triangle[-1] + [0])])
print(triangle[-1], sum(map(sum, triangle)), [sum(row[i] for row in triangle if i < len(row)) for i in range(4)])
