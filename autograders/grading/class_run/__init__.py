"""One run over a class: what is new is judged in several processes or on a cluster, and noted.

`run` goes through the class, `processes` and `cluster` give the jobs out, `ledger` notes what is
done, so that the next run goes on where this one stopped, and `progress_line` shows how far it is.
"""
