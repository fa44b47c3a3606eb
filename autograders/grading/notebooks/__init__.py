"""A submission as a notebook: read as data, merged into the lesson as it was given out.

`reading` takes text and grade ids out of whatever file was handed in, `merging` puts the answers
into `release`, the lesson with its tests, and `outputs` puts what came of it (`results`) back in.
`cells` tells what a cell is. Nothing here runs a student's code or knows who runs it.
"""
