# The parts of sys that every program may use.
import sys
print(sys.version_info[:2], sys.version_info.major, sys.version_info.releaselevel, sys.byteorder, sys.maxsize, sys.maxunicode, sys.hexversion >> 16 == 0x30E, sys.version.startswith("3.14"), isinstance(sys.platform, str), sys.copyright is not None)
print(sys.float_info.max, sys.float_info.epsilon, sys.float_info.mant_dig, sys.float_info.dig, sys.float_info.radix, sys.int_info.bits_per_digit > 0, sys.hash_info.width, sys.hash_info.modulus, sys.hash_info.inf, sys.hash_info.nan, sys.hash_info.imag, sys.hash_info.algorithm)
print(sys.argv[1:], isinstance(sys.path, list), isinstance(sys.modules, dict), sys.modules["sys"] is sys, "builtins" in sys.modules, "__main__" in sys.modules, sys.modules["__main__"].__name__, isinstance(sys.builtin_module_names, tuple), "sys" in sys.builtin_module_names, "os" in sys.stdlib_module_names)
print(sys.getrecursionlimit(), sys.getdefaultencoding(), sys.getfilesystemencoding(), sys.getfilesystemencodeerrors(), isinstance(sys.getsizeof([]), int), sys.intern("abc") is sys.intern("ab" + "c"), sys.is_finalizing(), sys.flags.optimize, sys.flags.dev_mode, sys.dont_write_bytecode)
print(type(sys.stdout).__name__, sys.stdout.encoding, sys.stdout.write("written\n"), sys.stdout.isatty(), sys.stdin.fileno(), sys.stderr.fileno(), sys.stdout.name, sys.stdin.readline() == "", sys.__stdout__ is sys.stdout, sys.stderr.errors, sys.stdout.errors)
for call in ("sys.intern(5)", "sys.getsizeof()", "sys.setrecursionlimit('a')", "sys.exit(1, 2)", "sys.getrefcount()", "sys.call_tracing()", "sys._getframe('a')", "sys.nothing", "sys.setswitchinterval(-1)", "sys.set_int_max_str_digits(5)"):
    try:
        eval(call)
    except Exception as e:
        print(call, "->", type(e).__name__, e)
for argument in (0, 1, None, "text", (1, 2)):
    try:
        sys.exit(argument)
    except SystemExit as e:
        print(repr(e), e.code)
try:
    sys.exit()
except SystemExit as e:
    print(repr(e), e.code)
sys.displayhook(5)
sys.displayhook(None)
sys.displayhook("s")
print(sys.modules["builtins"]._)
for flag in ("debug", "inspect", "interactive", "no_site", "ignore_environment", "verbose", "bytes_warning", "quiet", "isolated", "utf8_mode", "safe_path", "int_max_str_digits"):
    print(flag, getattr(sys.flags, flag), end="; ")
print()
print(sys.implementation.name != "", sys.implementation.version[:2], hasattr(sys.implementation, "cache_tag"), sys.thread_info.name, sys.getswitchinterval(), sys.warnoptions, sys.orig_argv != [], sys.ps1 if hasattr(sys, "ps1") else "no ps1", sys.api_version, sys.float_repr_style, sys.executable != "", sys.prefix is not None, sys._git is not None)


class Catch:
    def __init__(self):
        self.text = []

    def write(self, text):
        self.text.append(text)


old, sys.stdout = sys.stdout, Catch()
print("captured", 1, end="!")
caught, sys.stdout = sys.stdout, old
print(caught.text)
sys.stdout = None
print("to nowhere")
sys.stdout = old
print("back", flush=True)
del sys.stdout
try:
    print("x")
except RuntimeError as e:
    sys.stdout = old
    print(e)
