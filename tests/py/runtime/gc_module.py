# The gc module: counts, callbacks, tracked objects, referrers and referents, freezing.
import gc
print(gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable(), gc.isenabled(), isinstance(gc.collect(), int), len(gc.get_count()), len(gc.get_threshold()), gc.get_debug(), isinstance(gc.garbage, list))
gc.set_threshold(500, 5, 5)
print(gc.get_threshold()[:2])
events = []


def callback(phase, info):
    events.append((phase, sorted(info)))


gc.callbacks.append(callback)
gc.collect()
gc.callbacks.remove(callback)
print([phase for phase, _ in events], events[0][1] == events[1][1] == ["collected", "generation", "uncollectable"])
print(gc.is_tracked([]), gc.is_tracked(5), gc.is_tracked("a"), gc.is_tracked(None), gc.is_tracked({"a": []}), gc.is_tracked([1]))


class Node:
    pass


a = Node()
a.partner = target = ["unique", "target"]
print(any(target is r for r in gc.get_referents(vars(a))), any(x is target for x in gc.get_referents([target, 5])), any(r is target for r in gc.get_referents((target,))))
holder = [target]
referrers = gc.get_referrers(target)
print(any(r is holder for r in referrers), isinstance(referrers, list))
print(any(o is holder for o in gc.get_objects()), gc.freeze(), gc.get_freeze_count() >= 0, gc.unfreeze(), gc.get_freeze_count())
for call in ("gc.set_threshold()", "gc.set_threshold('a')", "gc.collect(5)", "gc.collect('a')", "gc.set_debug('x')", "gc.is_tracked()"):
    try:
        eval(call)
        print(call, "ok")
    except (TypeError, ValueError) as e:
        print(call, type(e).__name__)
print(isinstance(gc.get_stats(), list), sorted(gc.get_stats()[0]), gc.is_finalized(a))
