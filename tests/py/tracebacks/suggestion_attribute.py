# exit: 1
# A suggestion for a misspelled attribute.
class Shape:
    def __init__(self):
        self.perimeter = 4


Shape().perimeterr
