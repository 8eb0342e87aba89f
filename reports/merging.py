"""One PDF of many, for the printer: pages in order, copied as they are."""

from collections.abc import Iterable
from typing import IO, Any

import pikepdf

from reports.archives import Report


def merge(out: IO[bytes], papers: Iterable[Any], count: int, *, report: Report) -> None:
    """Write the pages of stored PDF files (`papers`) one after another. The same files give the same bytes.

    Tags, outlines and metadata stay behind: this copy is to be printed, the single files are the documents.
    """
    with pikepdf.new() as whole:
        for done, paper in enumerate(papers, 1):
            with paper.storage.open(paper.name) as file, pikepdf.open(file) as single:
                whole.pages.extend(single.pages)
            report(done, count)
        for page in whole.pages:
            for key in ("/StructParents", "/Tabs"):
                if key in page:
                    del page[key]
        whole.save(out, deterministic_id=True)
