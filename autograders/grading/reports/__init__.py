"""What people read: a student's page, the class page, tables, the line on who changed.

A `record` is what is kept of one graded submission; all else here is made of records. `page` is a
student's, `marked_pages` puts marks given by hand over it, `of_a_class` writes all of a class's
files: `class_page`, `overview` (over all lessons, with `items`), `sheet`, and `filling` for what
another system has exported.
"""
