"""Shortest paths: breadth-first, Dijkstra with a heap of our own, union-find."""
import sys
import time


def make_graph(n):
    seed = 7
    graph = {v: [] for v in range(n)}
    for v in range(n):
        for _ in range(4):
            seed = (seed * 48271) % 2147483647
            w = seed % n
            graph[v].append((w, 1 + seed % 9))
            graph[w].append((v, 1 + seed % 9))
    return graph


def breadth_first(graph, start):
    distance = {start: 0}
    frontier = [start]
    while frontier:
        found = []
        for v in frontier:
            for w, _ in graph[v]:
                if w not in distance:
                    distance[w] = distance[v] + 1
                    found.append(w)
        frontier = found
    return distance


def push(heap, item):
    heap.append(item)
    at = len(heap) - 1
    while at > 0:
        parent = (at - 1) >> 1
        if heap[parent] <= item:
            break
        heap[at] = heap[parent]
        at = parent
    heap[at] = item


def pop(heap):
    least = heap[0]
    last = heap.pop()
    size = len(heap)
    if size:
        at = 0
        while True:
            child = 2 * at + 1
            if child >= size:
                break
            if child + 1 < size and heap[child + 1] < heap[child]:
                child += 1
            if last <= heap[child]:
                break
            heap[at] = heap[child]
            at = child
        heap[at] = last
    return least


def dijkstra(graph, start):
    best = {}
    heap = [(0, start)]
    while heap:
        length, v = pop(heap)
        if v in best:
            continue
        best[v] = length
        for w, weight in graph[v]:
            if w not in best:
                push(heap, (length + weight, w))
    return best


def components(n, edges):
    parent = list(range(n))

    def find(v):
        while parent[v] != v:
            parent[v] = parent[parent[v]]
            v = parent[v]
        return v

    for v, w in edges:
        parent[find(v)] = find(w)
    return len({find(v) for v in range(n)})


GRAPH = make_graph(13000)


def run():
    hops = breadth_first(GRAPH, 0)
    lengths = dijkstra(GRAPH, 0)
    edges = [(v, w) for v in range(0, 13000, 3) for w, _ in GRAPH[v]]
    return sum(hops.values()), sum(lengths.values()), components(13000, edges)


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
