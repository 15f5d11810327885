# exit: 1
# A suggestion for a misspelled name.
def work():
    counter = 1
    return countr + 1


work()
