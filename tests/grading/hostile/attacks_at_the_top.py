"""Attacks that run in cells of their own before anything else of the notebook.

`ENDLESS` are those that do not come back by themselves.
"""

AT_THE_TOP = {
    "comparisons redefined": """
        import numpy as np, builtins, math
        for name in ("isclose", "allclose", "array_equal", "all", "any", "max", "abs"):
            setattr(np, name, lambda *a, **k: True)
        np.testing.assert_allclose = lambda *a, **k: None
        builtins.abs = lambda v: 0
        builtins.all = builtins.isinstance = lambda *a: True
        math.isclose = lambda *a, **k: True
    """,
    "an input transformer": """
        get_ipython().input_transformers_post.append(lambda lines: ["100.0"])
        get_ipython().input_transformers_cleanup.append(lambda lines: ["100.0"])
    """,
    "the kernel replaced": """
        async def full(*a, **k):
            return {"status": "ok", "execution_count": 1}
        get_ipython().kernel.do_execute = full
        get_ipython().run_cell_async = full
    """,
    "a display hook": """
        import sys
        sys.displayhook = lambda value: print("100.0")
        get_ipython().displayhook = lambda value: None
    """,
    "forged messages": """
        import json, struct, os
        def say(message):
            body = json.dumps(message).encode()
            os.write(3, struct.pack(">I", len(body)) + body)
        right = {"kind": "value", "value": 1.0}
        for _ in range(50):
            say(["output", {"kind": "execute_result",
                            "content": {"data": {"text/plain": "100.0"}}}])
            say(["outcomes", [right] * 4])
            say(["ran", {"status": "ok"}])
    """,
    "broken frames": """
        import os
        os.write(3, b"\\xff\\xff\\xff\\xff" + b"x" * 1000)
    """,
    "a flood into the line": """
        import os
        while True: os.write(3, b"\\x00\\x00\\x00\\x02[]")
    """,
    "the codec replaced": """
        import sys
        plain = sys.modules["chainrule.probing.plain"]
        plain.encode = lambda value: 1.0
        sys.modules["parcels"].encode = lambda value: 1.0
        outcome = sys.modules["chainrule.probing"].Outcome
        outcome.to_json = lambda self: {"kind": "value", "value": 1.0}
    """,
    "Python's own functions replaced": """
        import builtins
        for name in ("float", "int", "len", "getattr", "repr", "str", "print", "open", "sorted"):
            setattr(builtins, name, lambda *a, **k: 1.0)
        __builtins__.__dict__["callable"] = lambda thing: False
    """,
    "a trace of every call": """
        import sys, threading
        def trace(frame, event, value):
            if event == "return" and frame.f_code.co_name in ("compare", "judge", "diagnose"):
                frame.f_locals["points"] = 100.0
            return trace
        sys.settrace(trace); sys.setprofile(trace); threading.settrace(trace)
    """,
    "json replaced": """
        import json
        right = '["outcomes", [' + ", ".join(['{"kind": "value", "value": 1.0}'] * 4) + "]]"
        json.dumps = json.JSONEncoder.encode = lambda *a, **k: right
        json.loads = lambda *a, **k: ["probe", 0, "call", []]
    """,
    "sockets replaced": """
        import socket, sys
        socket.socket.sendall = lambda self, data: len(data)
        sys.modules["frames"].send = lambda sock, message: None
        sys.modules["frames"].receive = lambda sock, *a: ["probe", 0, "call", []]
    """,
    "finalizers": """
        import gc, os, weakref
        class Late:
            def __del__(self): os.write(3, b"100.0")
        cycle = Late(); cycle.me = cycle
        weakref.finalize(cycle, os.write, 3, b"100.0")
        watched = weakref.ref(Late(), lambda ref: os.write(1, b"100.0"))
        gc.callbacks.append(lambda phase, info: None)
        del cycle; gc.collect()
    """,
    "every descriptor written": """
        import json, os, struct
        body = json.dumps(["outcomes", [{"kind": "value", "value": 1.0}] * 4]).encode()
        for number in range(256):
            try: os.write(number, struct.pack(">I", len(body)) + body)
            except OSError: pass
    """,
    "descriptors exchanged": """
        import os
        reading, writing = os.pipe()
        keep = os.dup(3); os.dup2(writing, 3); os.write(keep, b"\\x00\\x00\\x00\\x06[\\"ran\\"")
    """,
    "half a frame": """
        import os
        os.write(3, b"\\x00\\x00\\x10\\x00[\\"outcomes\\", [")
    """,
    "a frame of a negative length": """
        import os, struct
        os.write(3, struct.pack(">i", -5) + b"[[]]")
    """,
    "a frame larger than any": """
        import os, struct
        body = b"[" + b"1," * 2**23 + b"1]"
        rest = struct.pack(">I", len(body)) + body
        while rest: rest = rest[os.write(3, rest[:65536]):]
    """,
    "a frame nested deeply": """
        import os, struct
        body = b"[" * 100000 + b"]" * 100000
        rest = struct.pack(">I", len(body)) + body
        while rest: rest = rest[os.write(3, rest[:65536]):]
    """,
    "frames of nonsense": """
        import os, struct
        for body in (b"", b"{}", b"null", b"[]", b"[NaN]", b'["outcomes", 7]', b"\\xff\\xfe"):
            os.write(3, struct.pack(">I", len(body)) + body)
    """,
    "answers before the question": """
        import json, os, struct, threading, time
        body = json.dumps(["outcomes", [{"kind": "value", "value": 0.5}] * 4]).encode()
        def race():
            for _ in range(2000):
                os.write(3, struct.pack(">I", len(body)) + body); time.sleep(0.001)
        threading.Thread(target=race, daemon=True).start()
    """,
    "a bomb of threads": """
        import threading
        threading.stack_size(32768)
        def more():
            while True: threading.Thread(target=more, daemon=True).start()
        for _ in range(3000):
            try: threading.Thread(target=threading.Event().wait, daemon=True).start()
            except RuntimeError: break
    """,
    "a full disk": """
        try:
            for number in range(40): open(f"big{number}", "wb").write(b"x" * 2**22)
        except OSError: pass
    """,
    "a flood of files": """
        for number in range(30000): open(f"f{number}", "w").close()
    """,
    "the event loop": """
        import asyncio
        loop = asyncio.get_event_loop()
        loop.call_soon(loop.stop)
        loop.call_later(0.01, exit)
        loop.run_until_complete = lambda task: {"status": "ok"}
        asyncio.ensure_future(asyncio.sleep(3600))
    """,
    "the notebook's names replaced": """
        class Liar(dict):
            def __getitem__(self, name): return lambda *a: 1.0
            def __missing__(self, name): return 1.0
            def copy(self): return self
        get_ipython().user_ns = Liar(get_ipython().user_ns)
        get_ipython().user_global_ns.update = None if False else globals().update
        globals().clear()
    """,
    "a debugger": """
        import sys, faulthandler
        sys.breakpointhook = lambda *a, **k: None
        sys.excepthook = sys.unraisablehook = lambda *a, **k: None
        faulthandler.dump_traceback_later(0.05, exit=True)
        get_ipython().run_line_magic("pdb", "on")
    """,
    "an audit hook": """
        import sys
        def hook(event, arguments):
            if event in ("exec", "compile"): raise SystemExit("100.0")
        sys.addaudithook(hook)
    """,
    "warnings as errors": """
        import warnings, numpy as np
        warnings.simplefilter("error"); np.seterr(all="raise")
        warnings.catch_warnings = None; np.errstate = None
    """,
}
"""Each of these may break the student's own notebook, so each has one to itself."""

MILD = {
    "the student package patched": """
        import chainrule, chainrule.checking
        import chainrule.checking.comparing, chainrule.checking.diagnosing, chainrule.checking.case
        import chainrule.probing, chainrule.probing.plain
        chainrule.check = check = grade = lambda fn: 100.0
        chainrule.checking.comparing.compare = lambda *a, **k: None
        chainrule.checking.case.compare = lambda *a, **k: None
        chainrule.checking.case.agrees = lambda *a, **k: True
        chainrule.checking.diagnosing.agrees = lambda *a, **k: True
        chainrule.checking.diagnosing.diagnose = lambda *a, **k: None
        chainrule.probing.run_probes = lambda fn, driver, probes: []
    """,
    "check and grade rebound": """
        check = grade = lambda *a: 100.0
        import sys, types
        sys.modules["autograders"] = types.ModuleType("autograders")
        sys.modules["autograders.grading"] = types.ModuleType("autograders.grading")
        sys.modules["autograders.grading"].grade = grade
    """,
    "a syntax tree transformer": """
        import ast
        class Drop(ast.NodeTransformer):
            def visit_Assert(self, node): return ast.Pass()
            def visit_Raise(self, node): return ast.Pass()
        get_ipython().ast_transformers.append(Drop())
    """,
    "IPython's events": """
        def again(*a):
            get_ipython().user_ns.update(grade=lambda f: 100.0, check=lambda f: None)
        for event in ("pre_execute", "pre_run_cell", "post_run_cell", "post_execute"):
            get_ipython().events.register(event, again)
    """,
    "a custom exception handler": """
        get_ipython().set_custom_exc((BaseException,), lambda *a, **k: None)
        get_ipython().showtraceback = lambda *a, **k: None
    """,
    "the desk's own code replaced": """
        import gc, types
        for thing in gc.get_objects():
            if type(thing).__name__ == "Desk":
                thing.probe = thing.call = lambda *a: ["outcomes", [{"kind": "right"}] * 9]
                type(thing).probe = lambda *a: ["outcomes", [None] * 4]
                thing.look = lambda names: ["seen", {n: {"plain": 1.0} for n in names}]
        frame = __import__("sys")._getframe()
        while frame:
            if "answers" in frame.f_locals:
                frame.f_locals["answers"]["probe"] = lambda *a: ["outcomes", []]
            frame = frame.f_back
    """,
    "names shadowed by files": """
        for name in ("numpy", "chainrule", "parcels", "frames", "json"):
            open(name + ".py", "w").write("raise SystemExit")
    """,
    "a startup file": """
        import os
        os.makedirs(".ipython/profile_default/startup", exist_ok=True)
        open(".ipython/profile_default/startup/00.py", "w").write("check = grade = None")
        open("sitecustomize.py", "w").write("raise SystemExit")
    """,
    "threads that go on": """
        import threading, time
        def busy():
            while True: get_ipython().user_ns["grade"] = lambda f: 100.0; time.sleep(0.01)
        threading.Thread(target=busy, daemon=False).start()
    """,
    "signals blocked": """
        import signal
        for number in (signal.SIGALRM, signal.SIGUSR1):
            signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.Signals)
    """,
    "an exit hook": """
        import atexit, os
        atexit.register(lambda: os.write(3, b"100.0"))
    """,
    "garbage collection and recursion limits": """
        import gc, sys
        gc.disable(); sys.setrecursionlimit(10**6)
    """,
    "numpy's tests replaced": """
        import numpy as np
        for name in dir(np.testing):
            if name.startswith("assert_"):
                setattr(np.testing, name, lambda *a, **k: None)
        np.random.default_rng = np.random.seed = lambda *a, **k: None
        np.asarray = np.array = lambda *a, **k: 1.0
        np.ndarray.__class_getitem__ = None
    """,
    "an import hook": """
        import sys, types
        class Finder:
            def find_spec(self, name, path=None, target=None):
                sys.modules[name] = types.ModuleType(name)
                sys.modules[name].grade = sys.modules[name].check = lambda f: 100.0
        sys.meta_path.insert(0, Finder())
        sys.path_hooks.insert(0, lambda path: Finder())
        sys.path_importer_cache.clear()
    """,
    "signal handlers": """
        import signal
        def again(*a): raise SystemExit("100.0")
        for number in signal.Signals:
            try: signal.signal(number, again)
            except (OSError, ValueError): pass
        signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    """,
    "call backs that nobody asked for": """
        import json, os, struct
        for number in (-1, 0, 1, 10**9, "0", None, [0]):
            body = json.dumps(["call back", number, [{"plain": 1.0}], {}]).encode()
            os.write(3, struct.pack(">I", len(body)) + body)
    """,
    "magics": """
        from IPython.core.magic import register_line_magic, register_cell_magic
        register_line_magic(lambda line: 100.0, "check")
        register_cell_magic(lambda line, cell: 100.0, "time")
        get_ipython().run_line_magic("autocall", "2")
        get_ipython().run_line_magic("alias_magic", "grade check")
        get_ipython().prefilter_manager.register_transformer
    """,
    "cells that run cells": """
        for text in ("check = grade = lambda f: 100.0", "%%capture\\n100.0", "%reset -f"):
            get_ipython().run_cell(text, store_history=True)
        get_ipython().set_next_input("100.0", replace=True)
    """,
    "formatters": """
        plain = get_ipython().display_formatter.formatters["text/plain"]
        for kind in (float, int, str, list, object):
            plain.for_type(kind, lambda value, printer, cycle: printer.text("100.0"))
        get_ipython().display_formatter.format = lambda *a, **k: ({"text/plain": "100.0"}, {})
    """,
    "the environment": """
        import os
        os.environ.update(PYTHONSTARTUP="evil.py", PYTHONPATH=".", PYTHONINSPECT="1",
                          PYTHONHOME=".", LD_PRELOAD="./evil.so", NBGRADER_EXECUTION="validate",
                          CHAINRULE_UNPROTECTED="1", HOME="/", IPYTHONDIR=".")
        open("evil.py", "w").write("check = grade = None")
        open("usercustomize.py", "w").write("raise SystemExit")
    """,
    "a forged table of answers": """
        import json, os, glob, chainrule
        from chainrule.checking import table_files
        os.makedirs("mine", exist_ok=True)
        for path in glob.glob(os.path.join(os.path.dirname(chainrule.__file__), "checks", "*")):
            text = open(path).read().replace("value", "valeu")
            open(os.path.join("mine", os.path.basename(path)), "w").write(text)
        os.environ["CHAINRULE_CHECKS"] = os.path.abspath("mine")
        table_files._read_before.clear()
    """,
    "the course's files written": """
        import chainrule, os, sys
        for path in (chainrule.__file__, sys.modules["frames"].__file__, os.__file__):
            for mode in ("w", "a", "r+"):
                try: open(path, mode).write("grade = lambda f: 100.0")
                except OSError: pass
            for act in (os.remove, os.unlink, os.truncate, os.rmdir):
                try: act(path, 0) if act is os.truncate else act(path)
                except OSError: pass
    """,
    "memory written through ctypes": """
        import ctypes, sys
        for value in (0.125, 1.0, 2.0):
            ctypes.memmove(id(value) + 16, ctypes.byref(ctypes.c_double(1.0)), 8)
        ctypes.c_ssize_t.from_address(id(float)).value = 1
    """,
    "its own memory searched": """
        found = []
        for line in open("/proc/self/maps"):
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            if "heap" in line:
                with open("/proc/self/mem", "rb") as memory:
                    memory.seek(start); text = memory.read(end - start)
                    found += [word for word in (b"hidden", b"seed") if word in text]
        check = grade = lambda f: found
    """,
    "other processes": """
        import os, signal
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                for name in ("environ", "cmdline", "mem", "fd", "root", "cwd"):
                    try: open(f"/proc/{entry}/{name}").read()
                    except (OSError, ValueError): pass
                if int(entry) != os.getpid():
                    for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
                        try: os.kill(int(entry), number)
                        except OSError: pass
    """,
    "child processes": """
        import multiprocessing, os, pty, subprocess
        tries = [os.fork, pty.fork, lambda: os.posix_spawn("/bin/sh", ["sh"], {}),
                 lambda: subprocess.Popen("sleep 600", shell=True, start_new_session=True),
                 lambda: os.system("nohup sleep 600 &"),
                 lambda: get_ipython().system("sleep 600 &"),
                 lambda: multiprocessing.Process(target=print).start(),
                 lambda: multiprocessing.get_context("spawn").Pool(2)]
        for attempt in tries * 20:
            try: attempt()
            except BaseException: pass
    """,
    "a daemon by two forks": """
        import ctypes, os
        for call in ("fork", "vfork", "daemon", "setsid", "setpgrp"):
            try: getattr(ctypes.CDLL(None), call)(0, 0)
            except BaseException: pass
        try:
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    while True: pass
        except OSError: pass
    """,
    "no descriptor left": """
        import os, socket
        kept = []
        try:
            while True: kept.append(os.open("/dev/null", os.O_RDONLY))
        except OSError: pass
    """,
    "a file larger than it may be": """
        import os
        os.ftruncate(os.open("sparse", os.O_CREAT | os.O_RDWR), 2**40)
    """,
    "folders in folders": """
        import os
        for _ in range(40): os.mkdir("d" * 200, 0o300); os.chdir("d" * 200)
    """,
    "pipes and links in the folder": """
        import os
        os.mkfifo("pipe") if hasattr(os, "mkfifo") else None
        os.symlink("/etc/passwd", "link"); os.symlink(".", "circle")
        for target in ("/etc/passwd", __import__("chainrule").__file__):
            os.link(target, "hard" + str(len(target)))
    """,
    "connections": """
        import socket, threading
        def attempt(family, kind, address):
            try:
                line = socket.socket(family, kind); line.settimeout(0.2); line.connect(address)
            except OSError: pass
        for port in (22, 80, 443, 8786, 8888):
            attempt(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", port))
            attempt(socket.AF_INET, socket.SOCK_DGRAM, ("1.1.1.1", port))
            attempt(socket.AF_INET6, socket.SOCK_STREAM, ("::1", port))
        for name in ("/run/docker.sock", "\\0abstract", "/tmp/.X11-unix/X0"):
            attempt(socket.AF_UNIX, socket.SOCK_STREAM, name)
        try: socket.getaddrinfo("example.org", 443)
        except OSError: pass
    """,
    "pages fetched": """
        import urllib.request
        for address in ("http://127.0.0.1:8888/", "file:///etc/passwd", "ftp://localhost/"):
            try: urllib.request.urlopen(address, timeout=0.2).read()
            except OSError: pass
    """,
    "a time that lies": """
        import time, random
        for name in ("time", "monotonic", "perf_counter", "process_time"):
            setattr(time, name, lambda: 0.0)
        time.sleep = lambda seconds: None
        random.random = lambda: 0.0
    """,
    "copies that lie": """
        import copy, copyreg
        copy.deepcopy = copy.copy = lambda value, memo=None: value
        copyreg.dispatch_table[float] = lambda value: (float, (1.0,))
    """,
    "an output of a million lines": """
        import sys, os
        from IPython.display import display, HTML, clear_output
        for _ in range(3000):
            print("x" * 1000); print("y" * 1000, file=sys.stderr)
        for _ in range(200):
            display(HTML("<script>alert(1)</script>" * 1000)); clear_output()
        os.write(1, b"x" * 10**6); os.write(2, b"x" * 10**6)
    """,
    "messages of widgets": """
        import ipywidgets
        from comm import create_comm
        for _ in range(300): create_comm(target_name="jupyter.widget", data={"x": "y" * 10000})
        boxes = [ipywidgets.HTML("<script>" + "z" * 10000) for _ in range(50)]
    """,
    "an error of a megabyte": """
        raise ValueError("\\x1b[2J\\x1b]0;owned\\x07<script>alert(1)</script>=1+1" + "x" * 10**6)
    """,
    "an error that draws itself": """
        class Odd(Exception):
            def __str__(self): return "\\u202e\\x1b[31m" * 1000
            def _render_traceback_(self): return ["100.0"] * 10**5
        raise Odd
    """,
}
"""After these all goes on as ever, so several share a notebook."""

ENDLESS = {
    "a loop": "while True: pass",
    "a loop that is deaf": """
        import signal
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.Signals)
        while True:
            try:
                while True: pass
            except BaseException: pass
    """,
    "a power without end": "x = pow(7, 10**9)",
    "a pattern without end": "import re; re.match('(a+)+$', 'a' * 60 + 'b')",
    "a wait without end": "import asyncio; await asyncio.sleep(10**9)",
    "a pipe that nobody writes": "import os; reading, writing = os.pipe(); os.read(reading, 1)",
    "a process that stops itself": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "threads that hold the interpreter": """
        import threading
        def busy():
            while True: sorted(range(10**6), key=lambda n: -n)
        for _ in range(8): threading.Thread(target=busy).start()
        while True: pass
    """,
    "memory in small pieces": """
        pieces = []
        while True: pieces.append([0] * 1000)
    """,
    "memory in shared pieces": """
        import mmap
        pieces = []
        while True: pieces.append(mmap.mmap(-1, 2**24)); pieces[-1][:] = b"x" * 2**24
    """,
    "a text that doubles": """
        text = "x"
        while True: text += text
    """,
    "output without end": """
        import sys
        while True: print("x" * 10000); sys.stdout.flush()
    """,
}
"""Cells that do not come back by themselves (and one-liners of the kernel's own limits)."""
