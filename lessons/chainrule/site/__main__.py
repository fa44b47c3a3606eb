"""`python -m chainrule.site OUT`: write the static site into the folder OUT.

--lessons DIR   the folder with the lessons
--binder LINK   the beginning of a launch link: https://mybinder.org/v2/gh/owner/name/main
"""

import argparse
import sys
from pathlib import Path

from .stage import SiteError


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 lessons --site", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--lessons", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--binder", default="")
    wanted = parser.parse_args(arguments)
    try:
        from .pages import make_site, refuse_strangers

        refuse_strangers(wanted.out)
        site = make_site(wanted.lessons, wanted.binder)
        site.write(wanted.out)
    except (SiteError, OSError) as error:
        print(f"The site could not be made: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted: the site is as it was before.", file=sys.stderr)
        return 130
    size = sum(len(text.encode()) for text in site.files.values())
    print("The pages show the lessons as they are here now, with what you wrote in them.")
    if site.complaints:
        cells = "cell" if len(site.complaints) == 1 else "cells"
        print(f"Without what {len(site.complaints)} {cells} would show, as said above.")
    print(f"{len(site.files)} pages, {size / 1e6:.1f} MB: open {wanted.out / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
