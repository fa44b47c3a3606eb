"""The link that opens the course on mybinder.org, and the line that installs it elsewhere.

The one place where the owner and the name of the public repository stand is the Binder badge in
README.md. `python3 lessons --binder` prints the link for the present git remote `origin`;
`python3 lessons --binder --write` also puts it into the README, and from there into the first code
cell of every lesson (so does the authors' build). A tag or branch may follow:
`python3 lessons --binder v1.0 --write`. A tag is best, because its image is built only once.
"""

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BADGE = "https://mybinder.org/badge_logo.svg"
LINK = re.compile(r"https://mybinder\.org/v2/[^)\s]+")
NOTEBOOKS = ("lessons/[0-9][0-9]_*/*.ipynb", "solutions/[0-9][0-9]_*/*.ipynb")
INSTALL = re.compile(r"# %pip install [^\s\\\"]+")


def binder_link(remote: str, version: str, address: str) -> str:
    """The launch link for a git remote's address, a branch or tag, and a place in JupyterLab.

    `remote` may be any form git knows: https://…, ssh://…, git@host:path. A password in it is
    dropped. Raises ValueError for a remote that Binder cannot reach.
    """
    host, path = host_and_path(remote)
    if host == "github.com":
        source = f"gh/{path}"
    elif host == "gitlab.com":
        source = f"gl/{quote(path, safe='')}"
    else:
        source = f"git/{quote(f'https://{host}/{path}', safe='')}"
    return (
        f"https://mybinder.org/v2/{source}/{quote(version, safe='')}?urlpath={address.lstrip('/')}"
    )


def host_and_path(remote: str) -> tuple[str, str]:
    """("github.com", "owner/repository") of a git remote's address."""
    short_form = re.fullmatch(r"(?:[^@/]+@)?([^:/\\]{2,}):(?!//)(.+)", remote)
    if short_form:
        host, path = short_form.groups()
    else:
        parts = urlsplit(remote)
        host, path = parts.hostname or "", parts.path
    path = path.strip("/").removesuffix(".git")
    if not host or not path:
        raise ValueError(f"Binder cannot reach {remote}: the repository must be public on a server")
    return host, path


def install_line(readme: Path | None = None) -> str:
    """The comment that, without its #, installs the student's package in a notebook.

    It names an archive of the repository to which the README's launch link leads. While that link
    names none, it names the folder above the lesson, which has the package in the course's folder.
    """
    return f"# %pip install {install_address(published(readme)) or '..'}"


def install_address(launch: str) -> str:
    """What pip takes for the repository and version of a launch link; "" for an empty link."""
    if not launch:
        return ""
    kind, *names = urlsplit(launch).path.removeprefix("/v2/").split("/")
    version = unquote(names.pop())
    if kind == "gh":
        archive = f"https://github.com/{'/'.join(names)}/archive/{version}.zip"
    elif kind == "gl":
        project = unquote(names[0])
        name = project.rpartition("/")[2]
        flat = version.replace("/", "-")
        archive = f"https://gitlab.com/{project}/-/archive/{version}/{name}-{flat}.zip"
    else:
        archive = f"git+{unquote(names[0])}@{version}"
    return f"{archive}#subdirectory=lessons"


def published(readme: Path | None = None) -> str:
    """The beginning of the README's launch link, up to the question mark.

    Empty when there is no README, or when its link names no repository yet.
    """
    readme = readme or README
    if not readme.exists():
        return ""
    found = LINK.search(readme.read_text(encoding="utf-8"))
    if not found or "OWNER/REPOSITORY" in found[0]:
        return ""
    return found[0].partition("?")[0]


def write_into_readme(link: str) -> None:
    """Replace the README's launch link, the one place that names the repository."""
    text = README.read_text(encoding="utf-8")
    if len(LINK.findall(text)) != 1:
        raise ValueError("README.md must hold exactly one mybinder.org/v2 link")
    replace(README, LINK.sub(lambda _: link, text))


def write_into_lessons() -> int:
    """Put the README's repository into the install line of every notebook; how many changed."""
    line, changed = install_line(), 0
    for path in sorted(path for pattern in NOTEBOOKS for path in ROOT.glob(pattern)):
        text = path.read_text(encoding="utf-8")
        new = INSTALL.sub(lambda _: line, text, count=1)
        if new != text:
            replace(path, new)
            changed += 1
    return changed


def replace(path: Path, text: str) -> None:
    """Write a file whole, so that it is never half written."""
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8", newline="\n")
    os.replace(draft, path)


def show(address: str, arguments: list[str]) -> str:
    """Print the link for `address`; gives an error message, or "" when all went well."""
    write = "--write" in arguments
    versions = [word for word in arguments if not word.startswith("-")]
    try:
        remote = git("remote", "get-url", "origin")
        version = versions[0] if versions else git("rev-parse", "--abbrev-ref", "HEAD")
        link = binder_link(remote, version, address)
        if write:
            write_into_readme(link)
            lessons = write_into_lessons()
    except (OSError, subprocess.CalledProcessError):
        return "There is no git remote `origin` here: push the course to a public repository first."
    except ValueError as error:
        return f"{error}."
    print(link)
    print(f"[![Binder]({BADGE})]({link})")
    if write:
        print(f"README.md has this link now, and {lessons} notebooks install from there.")
    return ""


def git(*arguments: str) -> str:
    answer = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()
