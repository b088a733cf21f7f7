"""Pictures of charts, for the pages that show them: what they were drawn from, and drawing them."""

import json
from hashlib import sha256
from typing import Any


def fingerprint(chart: Any) -> str:
    """What a chart is, whatever the version of the schema it names."""
    spec = json.loads(chart.to_json())
    kept = {key: value for key, value in spec.items() if key not in ("$schema", "config")}
    return sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def svg(chart: Any) -> str:
    """A chart as a picture; needs vl-convert-python."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(chart.to_json())
    return f"{drawn.strip()}\n"
