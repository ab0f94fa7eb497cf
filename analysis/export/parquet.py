"""Parquet: typed columns, lists as lists, objects as JSON text; kinds in the file's metadata."""

import json
from collections.abc import Mapping
from typing import BinaryIO

from analysis.export.selection import Selection
from harvester.cells import absent


def write(selection: Selection, file: BinaryIO) -> Mapping[str, str]:
    """Write one row group per 100,000 papers, compressed with Zstandard."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        "int": pa.int64(),
        "real": pa.float64(),
        "flag": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
    arrays = []
    for name, kind in selection.kinds.items():
        values = [None if absent(v) else v for v in selection.papers[name].tolist()]
        if kind == "objects":
            values = [None if v is None else json.dumps(v, ensure_ascii=False) for v in values]
        arrays.append(pa.array(values, types.get(kind, pa.string())))
    metadata = {"ketlit.kinds": json.dumps(selection.kinds)}
    fields = [
        pa.field(column.name, array.type, metadata={"says": column.says, "source": column.source})
        for column, array in zip(selection.columns, arrays, strict=True)
    ]
    table = pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=metadata))
    pq.write_table(table, file, compression="zstd", row_group_size=100_000)
    return {}
