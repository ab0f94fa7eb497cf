"""Parse a folder of files on a Dask cluster of this machine: on_dask.py WORKERS FOLDER OUT."""

import json
import sys
import time
from pathlib import Path


def main(workers: int, folder: Path, out: Path) -> None:
    """Start the cluster, parse, and print the seconds of the parse alone."""
    from distributed import LocalCluster

    from harvester.bulk.runs import parse
    from harvester.bulk.spread import Spread

    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
        cluster.wait_for_workers(workers)
        began = time.perf_counter()
        told = parse([folder], out, Spread(cluster.scheduler_address))
        wall = time.perf_counter() - began
    papers = sum(one["rows"]["papers"] for one in told)
    print(json.dumps({"work_wall": round(wall, 3), "records": papers}))


if __name__ == "__main__":  # the workers import this file
    main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
