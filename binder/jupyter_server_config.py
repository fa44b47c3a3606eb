"""What JupyterLab's list of files leaves out: the course's own machinery, where it lies.

The setting `hide_globs` would hide a name everywhere, and with it a learner's own folder "tests".
"""

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

c = get_config()  # type: ignore[name-defined]  # noqa: F821  (Jupyter gives it)

#: Folder of the course → names in it that the list leaves out.
MACHINERY = {
    "": {
        *("autograders", "binder", "solutions", "tests"),
        *("pyproject.toml", "requirements.txt", "START.txt"),
    },
    "lessons": {"chainrule", "__main__.py", "pyproject.toml"},
}


class CourseFiles(AsyncLargeFileManager):
    """The files of the course folder, of which a learner sees the lessons and what is his own."""

    async def get(self, path, content=True, *args, **kwargs):
        model = await super().get(path, content, *args, **kwargs)
        hidden = MACHINERY.get(path.strip("/"))
        if hidden and model["type"] == "directory" and model["content"]:
            model["content"] = [one for one in model["content"] if one["name"] not in hidden]
        return model


c.ServerApp.contents_manager_class = CourseFiles
