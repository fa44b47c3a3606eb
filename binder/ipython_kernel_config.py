"""Where a lesson's kernel looks for modules: in its own folder last.

IPython would look there before it looks among the installed packages, so that a file `numpy.py` or
`chainrule.py` of the learner's, beside a lesson, would be taken for them.
"""

c = get_config()  # type: ignore[name-defined]  # noqa: F821  (IPython gives it)

c.InteractiveShellApp.ignore_cwd = True
c.InteractiveShellApp.exec_lines = ["__import__('sys').path.append('')"]
