"""Write the generated documents of the contract: python -m schemas."""

import sys

from schemas.documents import documents, stale

made = documents()
for path in stale(made):
    if path in made:
        path.parent.mkdir(exist_ok=True)
        path.write_text(made[path], encoding="utf-8")
    else:
        path.unlink()
    sys.stdout.write(f"{path.name}\n")
