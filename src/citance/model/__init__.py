"""The core: values and the small rules about them. No I/O; the only third-party types are msgspec's.

Values are frozen and made of what is finished before them, so that no cycle can run through one. `gc=False` tells the garbage
collector, which would else look through the thousand of each article again and again: reading many took 15 % longer.
"""

from citance.model.article import Article, ArticleRecord, Author, Journal, RelatedArticle, RelationKind, Standing
from citance.model.citation import (
    CitationMarker,
    CitationStatement,
    Extraction,
    InTextCitation,
    MarkerKind,
    MarkerStyle,
    StatementText,
    statement_id,
)
from citance.model.document import (
    Box,
    Document,
    Paragraph,
    Place,
    PlacedLine,
    Problem,
    ProblemKind,
    Section,
    SectionKind,
    Span,
    TaggedLink,
    find_placed,
)
from citance.model.identifiers import (
    NO_IDENTIFIERS,
    ArxivId,
    Doi,
    Identifier,
    Identifiers,
    Pmcid,
    Pmid,
    find_identifier,
    parse_identifier,
)
from citance.model.link import Candidate, Link, LinkReason, LinkStatus
from citance.model.reference import RawReference, Reference
from citance.model.stance import Because, Classification, Evidence, Review, Scores, Stance
from citance.model.study import StudyType
from citance.model.tally import TALLIED, Tally, tally_field

__all__ = [
    "NO_IDENTIFIERS",
    "TALLIED",
    "Article",
    "ArticleRecord",
    "ArxivId",
    "Author",
    "Because",
    "Box",
    "Candidate",
    "CitationMarker",
    "CitationStatement",
    "Classification",
    "Document",
    "Doi",
    "Evidence",
    "Extraction",
    "Identifier",
    "Identifiers",
    "InTextCitation",
    "Journal",
    "Link",
    "LinkReason",
    "LinkStatus",
    "MarkerKind",
    "MarkerStyle",
    "Paragraph",
    "Place",
    "PlacedLine",
    "Pmcid",
    "Pmid",
    "Problem",
    "ProblemKind",
    "RawReference",
    "Reference",
    "RelatedArticle",
    "RelationKind",
    "Review",
    "Scores",
    "Section",
    "SectionKind",
    "Span",
    "Stance",
    "Standing",
    "StatementText",
    "StudyType",
    "TaggedLink",
    "Tally",
    "find_identifier",
    "find_placed",
    "parse_identifier",
    "statement_id",
    "tally_field",
]
