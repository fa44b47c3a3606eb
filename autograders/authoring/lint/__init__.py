"""What an author may get wrong in a lesson's source, each found before anything is run.

`all_checks.lint` asks every check. `draft` reads a source for them; `metadata`, `exercises`,
`code`, `text`, `facts` and `by_hand` hold the checks, one small function a mistake. They know the
source and nothing of how a lesson is built.
"""
