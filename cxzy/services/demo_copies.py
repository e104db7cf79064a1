"""Papers of the demo that copy one another and favour the branches of the raters' own kind.

They give the screen of ballots something to list; see
docs/decisions/0155-copied-papers-in-the-demo.md.
"""

from collections.abc import Sequence

import numpy as np

from cxzy.core.vocabulary import Source
from cxzy.services.demo_campaign import DemoMeeting
from cxzy.services.demo_marks import Levels, Marks, written
from cxzy.services.demo_people import branches, parameters


def has_copies(meeting: DemoMeeting) -> bool:
    """Return whether some of the meeting's masses hand in copies of one paper."""
    return meeting.name in parameters("university")["stories"]["copied"]


def with_copies(
    marks: Marks, meeting: DemoMeeting, source: Source, groups: Sequence[str], levels: Levels
) -> Marks:
    """Return the marks with the copied papers of the meeting in their place, if it has any.

    The first raters of the group in the story all hand in one paper: to each branch of their
    own kind the word it deserves with the favour of `marks.toml` added, to all others the word
    with the favour taken off. `groups` has one entry per rater.
    """
    if source != Source.MASS or not has_copies(meeting):
        return marks
    story = parameters("university")["stories"]["copied"][meeting.name]
    raters = [place for place, group in enumerate(groups) if group == story["group"]]
    favour = parameters("marks")["copied"]["favour"]
    kinds = [branch.kind for branch in branches() if branch.organisation == meeting.unit]
    shift = np.array([favour if kind == story["kind"] else -favour for kind in kinds])
    copied = marks.copy()
    copied[raters[: story["papers"]]] = written(levels + shift[:, None], source)
    return copied
