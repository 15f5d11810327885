"""Runs one module of CPython's test suite inside the interpreter under test: child.py MODULE RESULTS [PATTERN].

Appends one line per event to the file RESULTS, fields separated by tabs:
  count N | start CASE | end CASE STATUS DETAIL | sub CASE DETAIL | skipped REASON | broken ERROR | done
It needs only sys, posix-level open/write and unittest. The file is opened for every line, because tests close descriptors,
change the working directory and kill their own process; whatever was written before counts.
"""
import os
import sys

name, results = sys.argv[1], os.path.abspath(sys.argv[2])
pattern = sys.argv[3] if len(sys.argv) > 3 else ""
del sys.argv[1:]
pid = os.getpid()


def report(*fields, _open=os.open, _write=os.write, _close=os.close, _getpid=os.getpid,
           _flags=os.O_WRONLY | os.O_APPEND | os.O_CREAT):
    # A test that forks must not report a second time from its child.
    if _getpid() != pid:
        return
    text = "\t".join(field.replace("\t", " ").replace("\n", " ") for field in fields) + "\n"
    descriptor = _open(results, _flags, 0o600)
    try:
        _write(descriptor, text.encode("utf-8", "backslashreplace"))
    finally:
        _close(descriptor)


def detail(error):
    try:
        text = str(error[1])
    except BaseException as inner:
        text = "(no text: %s)" % type(inner).__name__
    return (error[0].__name__ + ": " + text)[:300]


def cases_of(suite):
    for test in suite:
        if hasattr(test, "__iter__"):
            yield from cases_of(test)
        else:
            yield test


def main():
    import unittest

    class Reporter(unittest.TestResult):
        def startTest(self, test):
            super().startTest(test)
            report("start", test.id())

        def addSuccess(self, test):
            report("end", test.id(), "pass", "")

        def addFailure(self, test, error):
            report("end", test.id(), "fail", detail(error))

        def addError(self, test, error):
            report("end", test.id(), "error", detail(error))

        def addSkip(self, test, reason):
            report("end", test.id(), "skip", str(reason)[:200])

        def addExpectedFailure(self, test, error):
            report("end", test.id(), "xfail", "")

        def addUnexpectedSuccess(self, test):
            report("end", test.id(), "upass", "")

        def addSubTest(self, test, subtest, error):
            if error is not None:
                report("sub", test.id(), detail(error))

    try:
        __import__(name)
        suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[name])
    except unittest.SkipTest as skip:
        report("skipped", str(skip))
        return
    if pattern:
        # Only whole fixtures can be left out, so the suite is built anew from the matching cases.
        suite = unittest.TestSuite(case for case in cases_of(suite) if pattern in case.id())
    report("count", str(suite.countTestCases()))
    suite.run(Reporter())
    report("done")


try:
    main()
except BaseException as error:
    report("broken", detail((type(error), error)))
# Threads and atexit handlers that a test left behind must not keep the process alive.
os._exit(0)
