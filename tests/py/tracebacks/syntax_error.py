# exit: 1
# A syntax error is shown with its line and place, before anything runs.
print("never")
value = (1 +
if value:
    pass
