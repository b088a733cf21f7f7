"""
How long property tests search.

`dev` is for every day, `fast` for a first look, `ci` for the build: longer, and the same examples
each time, so that a red build is red for everyone. Choose with `HYPOTHESIS_PROFILE=fast pytest`.
"""

import os

from hypothesis import settings

settings.register_profile("dev", max_examples=25, deadline=None)
settings.register_profile("fast", max_examples=10, deadline=None)
settings.register_profile("ci", max_examples=40, deadline=None, derandomize=True, print_blob=True)

settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")
)
