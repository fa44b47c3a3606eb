"""The instructor's side of the course: the answer key, authoring and grading."""
