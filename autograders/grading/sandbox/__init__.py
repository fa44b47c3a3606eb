"""The student's process: the walls around it, and what happens within.

`walls` finds out how this machine can keep a process in, `zygote` starts a warm one there and
speaks with the child that it forks for each submission. `inside/` is all of ours that such a
process can see: its files run in there as scripts, without this package. Nothing here knows what a
test or a score is.
"""
