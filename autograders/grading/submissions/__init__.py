"""What was handed in, wherever it lies: nbgrader's folders, loose uploads, a zip file of them.

`finding` chooses between `folders` and `uploads`; both give a `hand_in`. `archives` lists files,
`naming` tells by their names whose they are. Everything here is only read.
"""
