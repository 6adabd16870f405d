"""`make results DATA=FOLDER`: run the studies on a folder of profile pages, print their tables, and write the page."""

import argparse
from pathlib import Path

from likelier import params as parameters
from likelier.errors import LikelierError
from likelier.run import run
from studies import constants, page

HERE = Path(__file__).parent


def main() -> None:
    """Run what is asked for, then print every table that there are figures for."""
    parser = argparse.ArgumentParser(prog="python -m studies", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of profile pages; without it, nothing is trained anew")
    parser.add_argument("--results", type=Path, default=Path("run/studies"), help="folder to work in")
    parser.add_argument("--study", choices=sorted(page.STUDIES), action="append", help="only this one")
    parser.add_argument("--without", action="append", default=[], help="leave out a model; may be given again")
    parser.add_argument("--set", action="append", default=[], help="section.key=value, as in `likelier run`")
    parser.add_argument("--constants", action="store_true", help="only count the rows; nothing is trained")
    given = parser.parse_args()
    counted = {}
    try:
        if given.data:
            counted[page.CONSTANTS] = constants.table(constants.constants(given.data))
        for study in (given.study or page.STUDIES) if given.data and not given.constants else ():
            settings = parameters.load(HERE / f"{study}.yaml", [f"ingest.path={given.data}", *given.set])
            kept = {name: entry for name, entry in settings.models.items() if name not in given.without}
            run(settings.model_copy(update={"models": kept}), given.results / study)
    except LikelierError as error:
        raise SystemExit(f"studies: {error}") from error
    found = counted | page.blocks(given.results)
    for name, block in found.items():
        print(f"\n{name}\n\n{block}")
    page.PAGE.write_text(page.rewrite(page.PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")


if __name__ == "__main__":
    main()
