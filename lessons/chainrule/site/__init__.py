"""The course as a static site: `python3 lessons --site OUT`.

Every lesson becomes one HTML file that needs neither a kernel nor a network. `stage` runs a
lesson as a learner meets it, before anything is solved, and keeps what each cell shows; `reading`
finds titles, minutes and objectives; `text` and `formulas` turn Markdown and LaTeX into HTML and
MathML; `lesson_page`, `pages` and `frame` put all of it into the templates. In the browser, page.js
of the explorables stands in for Python: it gives the figures their state and answers the questions.

Nothing here knows a right answer of an exercise: a lesson has none, and the pages get from the
check tables only what the lesson's questions tell anyway.
"""
