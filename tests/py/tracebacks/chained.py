# exit: 1
# Chained exceptions, cause and context, with notes.
def low():
    raise KeyError("missing")


def middle():
    try:
        low()
    except KeyError as e:
        error = ValueError("bad value")
        error.add_note("a note")
        error.add_note("two\nlines")
        raise error from e


def high():
    try:
        middle()
    except ValueError:
        raise RuntimeError("while handling")


high()
