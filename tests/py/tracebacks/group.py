# exit: 1
# An exception group that nobody catches.
def fail(kind, text):
    try:
        raise kind(text)
    except Exception as e:
        return e


inner = ExceptionGroup("inner", [fail(KeyError, "k"), fail(TypeError, "t")])
outer = ExceptionGroup("outer", [fail(ValueError, "v"), inner, OSError("never raised")])
outer.exceptions[0].add_note("noted")
raise outer
