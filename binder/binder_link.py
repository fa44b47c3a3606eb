"""The link that opens the course on mybinder.org.

The one place where the owner and the name of the public repository stand is the Binder badge in
README.md. `python3 lessons --binder` prints the link for the present git remote `origin`;
`python3 lessons --binder --write` also puts it into the README. A tag or branch may follow:
`python3 lessons --binder v1.0 --write`. A tag is best, because its image is built only once.
"""

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BADGE = "https://mybinder.org/badge_logo.svg"
LINK = re.compile(r"https://mybinder\.org/v2/[^)\s]+")


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


def published() -> str:
    """The beginning of the README's launch link, up to the question mark.

    Empty when there is no README, or when its link names no repository yet.
    """
    if not README.exists():
        return ""
    found = LINK.search(README.read_text(encoding="utf-8"))
    if not found or "OWNER/REPOSITORY" in found[0]:
        return ""
    return found[0].partition("?")[0]


def write_into_readme(link: str) -> None:
    """Replace the README's launch link, the one place that names the repository."""
    text = README.read_text(encoding="utf-8")
    if len(LINK.findall(text)) != 1:
        raise ValueError("README.md must hold exactly one mybinder.org/v2 link")
    draft = README.with_suffix(".draft")
    draft.write_text(LINK.sub(lambda _: link, text), encoding="utf-8", newline="\n")
    os.replace(draft, README)


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
    except (OSError, subprocess.CalledProcessError):
        return "There is no git remote `origin` here: push the course to a public repository first."
    except ValueError as error:
        return f"{error}."
    print(link)
    print(f"[![Binder]({BADGE})]({link})")
    if write:
        print("README.md has this link now.")
    return ""


def git(*arguments: str) -> str:
    answer = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()
