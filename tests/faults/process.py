"""A process of its own that does one thing with the service, so that a test can kill it.

`process.py WHAT DATA_DIR URL CHUNK_ROWS [FILE]` prints what came of it as JSON.
"""

import json
import sys
from pathlib import Path

from matcher.service import jobs, reconcile, registry, submissions
from matcher.service.context import Service, ServiceConfig
from matcher.service.principals import Principal, Role

OPERATOR = Principal("night shift", Role.OPERATOR)


def main(what: str, data_dir: str, url: str, chunk_rows: str, *file: str) -> None:
    """Do it."""
    with Service.open(ServiceConfig(Path(data_dir), database_url=url, chunk_rows=int(chunk_rows))) as service:
        if what == "submit":
            receipt = submissions.submit(service, Path(file[0]), OPERATOR)
            told: dict[str, object] = {"id": str(receipt.submission), "known": receipt.already_known}
            told |= {"verdicts": dict(receipt.verdicts), "holds": receipt.holds}
        elif what == "load":
            epoch = registry.load_registry(service, Path(file[0]), OPERATOR)
            told = {"epoch": epoch.epoch, "known": epoch.already_known, "withdrawn": epoch.withdrawn}
        elif what == "reconcile":
            run = reconcile.reconcile(service, OPERATOR)
            told = {"id": str(run.run), "resumed": run.resumed, "judged": run.judged, "verdicts": dict(run.verdicts)}
            told |= {"opened": run.holds_opened, "closed": run.holds_closed}
        else:
            jobs.work(service, until_idle=True)
            told = {}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
